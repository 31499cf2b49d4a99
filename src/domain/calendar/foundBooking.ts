import type { Instant } from '../ids.ts';

/** Answers and metadata as the calendar keeps them, by name. */
export type FoundWords = Readonly<Record<string, unknown>>;

/** Somebody who is to come. */
export interface FoundAttendee {
  readonly name: string | null;
  readonly email: string | null;
  readonly timeZone: string | null;
  readonly phone: string | null;
  /** Marked as not having come. */
  readonly absent: boolean;
  /** Where seats share the booking: hers, with her own answers and metadata. */
  readonly seat: string | null;
  readonly responses: FoundWords | null;
  readonly metadata: FoundWords | null;
}

/** A booking as the calendar has it now, which may be other than what its webhooks told. */
export interface FoundBooking {
  readonly uid: string;
  readonly status: 'ACCEPTED' | 'PENDING' | 'CANCELLED' | 'REJECTED';
  /** Of the calendar's clock, when it was made, and last changed. */
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly startsAt: Instant;
  readonly endsAt: Instant | null;
  /** Slug of the event type. */
  readonly eventType: string | null;
  readonly host: string | null;
  readonly location: string | null;
  readonly iCalUid: string | null;
  /** The booking that this one replaced, and the one that replaced it. */
  readonly rescheduledFrom: string | null;
  readonly rescheduledTo: string | null;
  /** Why it was cancelled or rejected. */
  readonly reason: string | null;
  /** The booker first. */
  readonly attendees: readonly FoundAttendee[];
  readonly responses: FoundWords;
  readonly metadata: FoundWords;
}
