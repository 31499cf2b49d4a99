import type { BookingFacts } from '../../../src/domain/booking/events.ts';
import type { ClinicSlug } from '../../../src/domain/ids.ts';
import { idFrom } from '../../../src/eventStore/codec/envelope.ts';
import type { Log } from '../../../src/eventStore/commandHandler.ts';
import type { EventStore } from '../../../src/eventStore/port.ts';
import { bookingReport } from '../reports.ts';

const perStream = 100;

/** Puts so many scheduled bookings into the log, as years of a clinic have; a hundred of them share a stream. */
export async function fillLog({ store, codec, viewer }: Log, count: number): Promise<void> {
  const clinic = 'oshun' as ClinicSlug;
  const { details, occurredAt } = bookingReport();
  const facts: BookingFacts = {
    ...details,
    kind: 'CONSULTATION',
    contact: null,
    matchedBy: null,
    bookerKeys: [],
    tells: [],
    location: null,
    said: null,
  };
  const metadata = {
    clinic,
    subject: null,
    actor: 'cal.com' as const,
    channel: null,
    correlationId: 'old',
    causationId: 'old',
    occurredAt,
  };
  for (let first = 0; first < count; first += perStream) {
    const stream = `booking-${clinic}.${idFrom('old', first)}`;
    const events = await codec.encode(
      Array.from({ length: Math.min(perStream, count - first) }, (_, index) => ({
        id: idFrom(stream, index),
        event: { type: 'BookingScheduled' as const, data: { ...facts, uid: `old-${first + index}` } },
        metadata,
      })),
    );
    await store.append(viewer, { stream, expected: 'noStream', events });
  }
}

/** Copies every event of a log into another, in the log's order. */
export async function copyLog(from: EventStore, to: EventStore, viewer: Log['viewer']): Promise<void> {
  for (const { stream, revision, ...event } of await from.readAll(viewer, { after: 'start', limit: 1_000_000 }))
    await to.append(viewer, { stream, expected: revision === 0 ? 'noStream' : revision - 1, events: [event] });
}
