import { type Calendar, CalendarError, type FreeTimesQuery } from '../../domain/calendar/port.ts';
import type { CalcomOwner } from '../../domain/clinic/calcomPage.ts';
import type { Instant } from '../../domain/ids.ts';
import { readChanged, readOver } from './bookings.ts';
import { type CalcomClientOptions, createCalcomClient } from './client.ts';
import { readSlots } from './slots.ts';

export interface CalcomCalendarOptions extends Pick<CalcomClientOptions, 'url' | 'apiKey' | 'timeout' | 'now'> {
  /** Whose event types they are; null: no free times can be asked for. */
  readonly owner: CalcomOwner | null;
  /** IANA, the clinic's. */
  readonly timeZone: string;
  /** Milliseconds that free times are kept; default 60,000. Raise to spare the rate limit, lower where slots go fast. */
  readonly keep?: number;
}

/** Most questions whose answers are kept; the oldest goes first. */
const mostKept = 200;

/** A calendar kept by Cal.com, over its API v2. While a patient waits patience is short; a worker's is long. */
export function calcomCalendar({ owner, timeZone, keep = 60_000, ...options }: CalcomCalendarOptions): Calendar {
  const { now = () => new Date() } = options;
  const rest = { until: 0 };
  const asking = createCalcomClient({ ...options, rest, patience: 8_000 });
  const working = createCalcomClient({ timeout: 20_000, ...options, rest, patience: 150_000, tries: 5 });
  const kept = new Map<string, { readonly until: number; readonly times: Promise<readonly Instant[]> }>();

  const freeTimes = (query: FreeTimesQuery): Promise<readonly Instant[]> => {
    if (owner === null) return Promise.reject(new CalendarError('NOT_FOUND', 'the clinic file does not say whose page it is on Cal.com'));
    // To the minute, so that two patients of one minute ask once.
    const name = `${query.eventType} ${query.from.slice(0, 16)} ${query.to.slice(0, 16)}`;
    const known = kept.get(name);
    if (known && known.until > now().getTime()) return known.times;
    const times = readSlots(asking, owner, timeZone, query);
    kept.delete(name);
    kept.set(name, { until: now().getTime() + keep, times });
    const oldest = kept.size > mostKept ? kept.keys().next() : undefined;
    if (oldest && !oldest.done) kept.delete(oldest.value);
    // A failure must not be remembered.
    times.catch(() => kept.delete(name));
    return times;
  };

  return {
    freeTimes,
    bookingsChanged: (query) => readChanged(working, query),
    bookingsOver: (query) => readOver(working, query),
  };
}
