import type { Instant } from '../ids.ts';
import type { FoundBooking } from './foundBooking.ts';

/** Which free times are asked for. */
export interface FreeTimesQuery {
  /** Slug of the event type. */
  readonly eventType: string;
  readonly from: Instant;
  /** Exclusive. */
  readonly to: Instant;
}

/** Bookings in the order of what they were asked by, as much of them as the calendar gives at once. */
export interface BookingPage {
  readonly bookings: readonly FoundBooking[];
  /** The uids of entries that cannot be read, as far as they have one; the others are read. */
  readonly unreadable: readonly string[];
  readonly isLast: boolean;
  /** The calendar's own clock when it answered: ours may be behind. Null when it does not say. */
  readonly answeredAt: Instant | null;
}

export interface PageRequest {
  readonly skip: number;
  readonly signal?: AbortSignal;
}

/** A clinic's calendar, as far as we ask it. Every call fails with {@link CalendarError}. */
export interface Calendar {
  /** Free times, the earliest first. */
  freeTimes(query: FreeTimesQuery): Promise<readonly Instant[]>;
  /** Bookings that changed at or after a moment of the calendar's clock, the first changed first. */
  bookingsChanged(query: PageRequest & { readonly since: Instant }): Promise<BookingPage>;
  /** Bookings that start at or after `from` and end before `to`, the first to end first. */
  bookingsOver(query: PageRequest & { readonly from: Instant; readonly to: Instant }): Promise<BookingPage>;
}

export type CalendarErrorCode =
  /** The key is wrong, or may not do this. */
  | 'UNAUTHORISED'
  /** No such event type or booking. */
  | 'NOT_FOUND'
  /** It understood, and refuses. */
  | 'REFUSED'
  /** Asked too often; see `retryAt`. */
  | 'RATE_LIMITED'
  | 'TIMED_OUT'
  /** Not reached, or broken on its side. */
  | 'UNAVAILABLE'
  /** An answer of a shape that is not known here, as of another version. */
  | 'UNREADABLE';

/** What may go wrong with a calendar, by `code`. Messages hold nothing of a person. */
export class CalendarError extends Error {
  readonly code: CalendarErrorCode;
  /** For RATE_LIMITED: when it may be asked again. */
  readonly retryAt: Date | null;

  constructor(code: CalendarErrorCode, message: string, options: { readonly retryAt?: Date; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'CalendarError';
    this.code = code;
    this.retryAt = options.retryAt ?? null;
  }
}
