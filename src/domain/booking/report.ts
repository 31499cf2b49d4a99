import type { Identifier } from '../contact/identifier.ts';
import type { Instant } from '../ids.ts';
import type { BookingFacts, BookingKind } from './events.ts';
import type { UidStatus } from './uidState.ts';

/** What a sender's body says happened. */
export type Says =
  | { readonly type: 'status'; readonly status: UidStatus; readonly rescheduled: boolean; readonly reason: string | null }
  /** Money arrived; `stands` when the body also says that the booking is accepted. */
  | { readonly type: 'paid'; readonly stands: boolean }
  /** `endedAt`: when the visit was over; null where the body does not say. */
  | { readonly type: 'completed'; readonly endedAt: Instant | null }
  | { readonly type: 'attendance'; readonly marks: readonly { readonly attendee: Identifier; readonly noShow: boolean }[] }
  | SaysCalendar;

/** What the calendar has of a uid now, all at once: found by asking, and recorded only where nobody told it. */
export interface SaysCalendar {
  readonly type: 'found';
  /** Null where another uid replaced this one: what became of the visit is that one's to say. */
  readonly status: UidStatus | null;
  readonly rescheduled: boolean;
  readonly reason: string | null;
  /** Whether the booker is marked as not having come; null where that is no question. */
  readonly noShow: boolean | null;
  /** When the visit's time was over; null while it is not. */
  readonly overAt: Instant | null;
  readonly madeAt: Instant;
  /** When the calendar said it, by its clock. */
  readonly seenAt: Instant;
}

/** The person who booked, as the body names her; identifiers are normalised, strongest first. */
export interface Booker {
  readonly name: string | null;
  readonly identifiers: readonly Identifier[];
}

/** The token of a booking link as a body has it, its signature unchecked, and when it was booked with. */
export interface UsedToken {
  readonly token: string;
  readonly usedAt: Instant;
}

/** One sender's body about one uid, read: the command that `recordBooking` carries out. */
export interface BookingReport {
  readonly says: Says;
  /** The seat, where seats share the uid and the body names one. */
  readonly seat: string | null;
  /** Set when the body speaks of attendees of a seated slot and names no seat: whom it means. */
  readonly attendees: readonly Identifier[] | null;
  /** When it happened, for the timeline. */
  readonly occurredAt: Instant;
  /** Null when the body says too little of a person, or of nobody in particular. */
  readonly booker: Booker | null;
  /** The booking link that the body names; null or absent where it names none. */
  readonly journey?: UsedToken | null;
  readonly details: BookingDetails;
}

/** The body's facts before its people are known by id. */
export type BookingDetails = Omit<BookingFacts, 'contact' | 'matchedBy' | 'bookerKeys' | 'kind'> & { readonly kind: BookingKind | null };
