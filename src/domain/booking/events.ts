import type { Channel } from '../channel.ts';
import type { MatchedBy } from '../contact/identity.ts';
import type { DomainEvent, EventSchemas, Personal } from '../event.ts';
import type { BookingId, ContactId, ConversationId, IdentifierHash, Instant, LinkId } from '../ids.ts';
import type { Told } from '../told.ts';
import type { BookingAttributed } from './attributed.ts';
import type { ReadinessChanged } from './readinessChanged.ts';
import type { UidState } from './uidState.ts';
import { type VisitEvent, visitSchemas } from './visitEvents.ts';
import { noVisitRecord, type VisitRecord } from './visitRecord.ts';

/** A consultation talks about a procedure, a treatment is one. */
export type BookingKind = 'CONSULTATION' | 'TREATMENT';

/** The booker's answers by the question's slug, and the metadata of the link, both as they came. */
export interface BookingAnswers {
  readonly answers: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly notes: string | null;
}

/** What one Cal.com body says of one uid; null where it says nothing. Times are UTC, `at` is when the body was made. */
export interface BookingFacts {
  readonly uid: string;
  readonly at: Instant;
  /** The uid that this one replaces. */
  readonly previousUid: string | null;
  readonly iCalUid: string | null;
  readonly iCalSequence: number | null;
  readonly startsAt: Instant | null;
  readonly endsAt: Instant | null;
  /** IANA zone of the booker. */
  readonly timeZone: string | null;
  readonly kind: BookingKind | null;
  readonly procedure: string | null;
  /** What else the visit is for, by the clinic's slugs; absent where the body names one procedure or none. */
  readonly alsoFor?: readonly string[];
  readonly practitioner: string | null;
  readonly channel: Channel | null;
  /** Set where the calendar's row says it and no webhook: a row says that a visit is cancelled, and not that another time is asked for. */
  readonly found?: true;
  /** When the booking was made, where it was found and not told; else it was made when its first body was. */
  readonly madeAt?: Instant;
  /** Set where a body that comes late says that the visit stood before what ended it. */
  readonly stood?: true;
  /** The contact who owns the identifier by which the booker came. */
  readonly contact: ContactId | null;
  readonly matchedBy: MatchedBy | null;
  /** Keyed hashes of the booker's phone and e-mail: a no-show or a seat's cancel names its person by them. */
  readonly bookerKeys: readonly IdentifierHash[];
  /** Which parts of `said` hold something: `answers`, `metadata`, `notes`. */
  readonly tells: readonly string[];
  readonly location: Personal<string | null>;
  readonly said: Personal<BookingAnswers | null>;
}

export type BookingRequested = DomainEvent<'BookingRequested', BookingFacts>;
export type PaymentAwaited = DomainEvent<'PaymentAwaited', BookingFacts>;
export type BookingScheduled = DomainEvent<'BookingScheduled', BookingFacts>;
export type BookingRescheduled = DomainEvent<'BookingRescheduled', BookingFacts & { readonly reason: Personal<string | null> }>;
export type RescheduleRequested = DomainEvent<'RescheduleRequested', Ending>;
export type BookingCancelled = DomainEvent<'BookingCancelled', Ending>;
export type BookingRejected = DomainEvent<'BookingRejected', Ending>;
/** A body of a known state that still told something new. */
export type BookingDetailsLearnt = DomainEvent<'BookingDetailsLearnt', BookingFacts>;
/** The body carries the signed token of a link that was shared in a conversation: that is where the booking comes from. */
export type BookingLinked = DomainEvent<'BookingLinked', { readonly uid: string; readonly at: Instant } & LinkedTo>;
/** The calendar has something that no webhook told: the events after this one, of the same cause, are what follows from it. */
export type BookingDiscovered = DomainEvent<
  'BookingDiscovered',
  { readonly uid: string /** When the calendar said so, by its clock. */; readonly at: Instant; readonly missed: readonly Missed[] }
>;
export type BookingPaid = DomainEvent<'BookingPaid', { readonly uid: string; readonly at: Instant }>;
export type BookingNoShow = DomainEvent<'BookingNoShow', AttendanceMark>;
export type BookingNoShowCleared = DomainEvent<'BookingNoShowCleared', AttendanceMark>;
export type BookingCompleted = DomainEvent<'BookingCompleted', { readonly uid: string; readonly at: Instant } & StaffReason>;
/** This booking turned out to be part of another; what comes for it goes there. */
export type BookingJoinedInto = DomainEvent<'BookingJoinedInto', { readonly into: BookingId }>;
/** All that another booking knew, now known here. */
export type BookingAbsorbed = DomainEvent<
  'BookingAbsorbed',
  {
    readonly from: BookingId;
    readonly uids: readonly UidState[];
    readonly locations: Personal<Readonly<Record<string, Told<string>>> | null>;
    readonly visit: VisitRecord;
  }
>;

/** What was not known of a uid until the calendar was asked. */
export type Missed = 'BOOKING' | 'STATUS' | 'ATTENDANCE' | 'TIME' | 'DETAILS';

/** The link by which somebody booked, as its token says. */
export interface LinkedTo {
  readonly link: LinkId;
  readonly conversation: ConversationId;
  readonly channel: Channel;
  /** What was talked about when it was shared. */
  readonly procedure: string | null;
}

export type Ending = BookingFacts & {
  readonly reason: Personal<string | null>;
  /** Set when seats share the uid and the body names none: only this attendee's seat ends. */
  readonly attendee: IdentifierHash | null;
};

/** What staff said to it; absent where nobody of them said it. */
interface StaffReason {
  readonly reason?: Personal<string | null>;
}

/** Of the attendee, or of the booker when null. */
export interface AttendanceMark extends StaffReason {
  readonly uid: string;
  readonly at: Instant;
  readonly attendee: IdentifierHash | null;
}

export type BookingEvent =
  | BookingRequested
  | PaymentAwaited
  | BookingScheduled
  | BookingRescheduled
  | RescheduleRequested
  | BookingCancelled
  | BookingRejected
  | BookingDetailsLearnt
  | BookingLinked
  | BookingAttributed
  | ReadinessChanged
  | BookingDiscovered
  | BookingPaid
  | BookingNoShow
  | BookingNoShowCleared
  | BookingCompleted
  | BookingJoinedInto
  | BookingAbsorbed
  | VisitEvent;

const facts = { location: true, said: true } as const;
const ending = { ...facts, reason: true } as const;

/** Version 1 did not say when a uid was first scheduled: what it says of one that still is, is the best that is known. */
function withScheduling(data: object): object {
  const { uids, ...rest } = data as Omit<BookingAbsorbed['data'], 'uids'> & { readonly uids: readonly Omit<UidState, 'scheduledAt'>[] }; // version 1
  return { ...rest, uids: uids.map((uid) => ({ ...uid, scheduledAt: uid.status?.value === 'SCHEDULED' ? uid.status.at : null })) };
}

/** Version 2 did not say what was done about the visit: nothing was. */
const withVisit = (data: object): object => ({ ...data, visit: noVisitRecord });

export const bookingSchemas: EventSchemas<BookingEvent> = {
  BookingRequested: { version: 1, personal: facts },
  PaymentAwaited: { version: 1, personal: facts },
  BookingScheduled: { version: 1, personal: facts },
  BookingRescheduled: { version: 1, personal: ending },
  RescheduleRequested: { version: 1, personal: ending },
  BookingCancelled: { version: 1, personal: ending },
  BookingRejected: { version: 1, personal: ending },
  BookingDetailsLearnt: { version: 1, personal: facts },
  BookingLinked: { version: 1, personal: {} },
  BookingAttributed: { version: 1, personal: {} },
  ReadinessChanged: { version: 1, personal: {} },
  BookingDiscovered: { version: 1, personal: {} },
  BookingPaid: { version: 1, personal: {} },
  BookingNoShow: { version: 1, personal: { reason: true } },
  BookingNoShowCleared: { version: 1, personal: { reason: true } },
  BookingCompleted: { version: 1, personal: { reason: true } },
  BookingJoinedInto: { version: 1, personal: {} },
  BookingAbsorbed: { version: 3, personal: { locations: true }, upcasters: { 1: withScheduling, 2: withVisit } },
  ...visitSchemas,
};
