import { createKaren } from '../../src/assistant/karen.ts';
import type { BookingPage, Calendar } from '../../src/domain/calendar/port.ts';
import type { BookingId, Instant } from '../../src/domain/ids.ts';
import { parseStreamName } from '../../src/domain/stream.ts';
import type { LoggedEvent } from '../../src/eventStore/codec/envelope.ts';
import type { Log } from '../../src/eventStore/commandHandler.ts';
import { bookingDesk } from '../../src/processes/karen/bookingDesk.ts';
import type { KarenParts } from '../../src/processes/karen/parts.ts';
import { offline } from './karen.ts';
import { everything } from './log.ts';

export const publicUrl = 'https://concierge.example.com';

const karen = createKaren({ offline, openai: null, clock: () => 0 });

/** Karen with her own model alone, on a log in memory. */
export const memoryKaren = (log: Log, freeTimes: readonly Instant[] = []): Omit<KarenParts, 'send' | 'plansOf'> => ({
  karenOf: () => karen,
  desk: bookingDesk(
    log,
    async () => publicUrl,
    () => calendarWith(freeTimes),
  ),
  // Every booking that there is: what is hers is for the process to find out.
  upcoming: async () => bookingsIn(await everything(log)),
  spent: async () => 0,
});

const nothing: BookingPage = { bookings: [], unreadable: [], isLast: true, answeredAt: null };

const calendarWith = (free: readonly Instant[]): Calendar => ({
  freeTimes: async () => free,
  bookingsChanged: async () => nothing,
  bookingsOver: async () => nothing,
});

const bookingsIn = (events: readonly LoggedEvent[]): readonly BookingId[] => [
  ...new Set(events.flatMap(({ stream }) => (stream.startsWith('booking-') ? [parseStreamName(stream)?.id as BookingId] : []))), // its id is one
];
