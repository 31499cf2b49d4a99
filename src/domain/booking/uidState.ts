import type { Channel } from '../channel.ts';
import type { MatchedBy } from '../contact/identity.ts';
import type { ContactId, IdentifierHash, Instant } from '../ids.ts';
import { later, type Told } from '../told.ts';
import type { Attribution } from './attributed.ts';
import type { BookingFacts, BookingKind, LinkedTo } from './events.ts';

/** How far a uid has come; it only moves forward. */
export type UidStatus = 'REQUESTED' | 'AWAITING_PAYMENT' | 'SCHEDULED' | 'RESCHEDULE_REQUESTED' | 'CANCELLED' | 'REJECTED';

const rank: Readonly<Record<UidStatus, number>> = {
  REQUESTED: 1,
  AWAITING_PAYMENT: 1,
  SCHEDULED: 2,
  RESCHEDULE_REQUESTED: 3,
  CANCELLED: 4,
  REJECTED: 5,
};

/** A status, and whether a cancel was read off the calendar's row and is told by no webhook yet. */
export type ToldStatus = Told<UidStatus> & { readonly found?: true };

/** A row calls cancelled whatever does not stand: a webhook that says more of it goes further. */
const reach = ({ value, found }: ToldStatus): number => (found && value === 'CANCELLED' ? rank.SCHEDULED + 0.5 : rank[value]);

/**
 * All that is known of one Cal.com uid (of one seat, where seats share it).
 * Every field is merged by a rule that does not ask for the order of arrival: so shuffled and doubled webhooks converge.
 */
export interface UidState {
  readonly uid: string;
  readonly status: ToldStatus | null;
  /** When it was first said to be scheduled, whatever became of it. */
  readonly scheduledAt: Instant | null;
  readonly previousUid: string | null;
  readonly iCalUids: readonly string[];
  /** Smallest seen: later bodies of one uid count up. */
  readonly iCalSequence: number | null;
  /** When the first body that was no ending was made. */
  readonly firstToldAt: Instant | null;
  readonly startsAt: Told<Instant> | null;
  readonly endsAt: Told<Instant> | null;
  readonly timeZone: Told<string> | null;
  readonly kind: Told<BookingKind> | null;
  readonly procedure: Told<string> | null;
  /** What else the visit is for; absent while nobody named several procedures. */
  readonly alsoFor?: Told<readonly string[]>;
  readonly practitioner: Told<string> | null;
  readonly channel: Told<Channel> | null;
  readonly contact: (Told<ContactId> & { readonly matchedBy: MatchedBy }) | null;
  /** The link by which it was booked; absent from what was stored before there were links. */
  readonly link?: (LinkedTo & { readonly at: Instant }) | null;
  /** What was last found out of the channel; absent from what was stored before it was looked for. */
  readonly attributed?: (Told<Channel> & Pick<Attribution, 'evidence'>) | null;
  /** How far its care plan is; absent from what was stored before that was told. */
  readonly readiness?: Told<string> | null;
  readonly bookerKeys: readonly IdentifierHash[];
  /** Which of the booker's words have been told: they stand in the events, and only there. */
  readonly tells: readonly string[];
  /** Endings that name an attendee, and not a seat. */
  readonly endings: readonly { readonly attendee: IdentifierHash; readonly at: Instant; readonly status: UidStatus }[];
  readonly marks: readonly { readonly attendee: IdentifierHash | null; readonly at: Instant; readonly noShow: boolean }[];
  readonly completedAt: Instant | null;
  readonly paidAt: Instant | null;
}

/** A uid of which only the name is known. */
export const namedUid = (uid: string): UidState => ({
  uid,
  status: null,
  scheduledAt: null,
  previousUid: null,
  iCalUids: [],
  iCalSequence: null,
  firstToldAt: null,
  startsAt: null,
  endsAt: null,
  timeZone: null,
  kind: null,
  procedure: null,
  practitioner: null,
  channel: null,
  contact: null,
  link: null,
  attributed: null,
  readiness: null,
  bookerKeys: [],
  tells: [],
  endings: [],
  marks: [],
  completedAt: null,
  paidAt: null,
});

// How two sayings of one thing become one

const said = <T>(value: T | null, at: Instant): Told<T> | null => (value === null ? null : { value, at });

/** The state that has come further; of one state the first telling, of the two that a booking may begin with the later one. */
const further = (a: ToldStatus | null, b: ToldStatus | null): ToldStatus | null => {
  if (!a || !b) return a ?? b;
  if (reach(a) !== reach(b)) return reach(a) > reach(b) ? a : b;
  if (a.value !== b.value) return later(a, b);
  return rank[a.value] === 1 ? later(a, b) : a.at <= b.at ? a : b;
};

/** A contact found by token is surer than one found by phone, and that than one found by e-mail; of equally sure ones the earlier saying stays. */
const doubt: Readonly<Record<MatchedBy, number>> = { TOKEN: 0, CHANNEL_ID: 1, PHONE: 2, NEW: 2, EMAIL: 3 };

const surer = (a: UidState['contact'], b: UidState['contact']): UidState['contact'] => {
  if (!a || !b) return a ?? b;
  const order =
    doubt[a.matchedBy] - doubt[b.matchedBy] || compare(a.at, b.at) || compare(a.value, b.value) || compare(a.matchedBy, b.matchedBy);
  return order <= 0 ? a : b;
};

/** A booking has one link. Should two ever be told, the one that was told first stays. */
function firstLink(a: UidState['link'], b: UidState['link']): NonNullable<UidState['link']> | null {
  if (!a || !b) return a ?? b ?? null;
  return (compare(a.at, b.at) || compare(a.link, b.link)) <= 0 ? a : b;
}

/** At one instant, the same in whatever order they are told. */
function lastFound(a: UidState['attributed'], b: UidState['attributed']): NonNullable<UidState['attributed']> | null {
  if (!a || !b) return a ?? b ?? null;
  return (compare(a.at, b.at) || compare(`${a.value} ${a.evidence}`, `${b.value} ${b.evidence}`)) >= 0 ? a : b;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const earliest = (a: Instant | null, b: Instant | null): Instant | null => (a && b ? (a < b ? a : b) : (a ?? b));
const smallest = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.min(a, b));
const union = <T extends string>(a: readonly T[], b: readonly T[]): readonly T[] =>
  a.length + b.length === 0 ? a : [...new Set([...a, ...b])].sort();
/** The union by name, in the names' order: two objects may be the same and have their members in another order, as jsonb gives them back. */
const unionBy = <T>(a: readonly T[], b: readonly T[], nameOf: (one: T) => string): readonly T[] => {
  if (a.length + b.length === 0) return a;
  const byName = new Map([...b, ...a].map((one) => [nameOf(one), one]));
  return [...byName].sort(([left], [right]) => compare(left, right)).map(([, one]) => one);
};

/** Merges what is known of one uid from two sides; commutative, associative, and the same with itself. */
export function mergeUid(a: UidState, b: UidState): UidState {
  const alsoFor = later(a.alsoFor ?? null, b.alsoFor ?? null);
  return {
    uid: a.uid,
    status: further(a.status, b.status),
    scheduledAt: earliest(a.scheduledAt, b.scheduledAt),
    // A uid replaces one other; should two ever be named, the choice must not depend on order.
    previousUid:
      a.previousUid && b.previousUid ? (a.previousUid < b.previousUid ? a.previousUid : b.previousUid) : (a.previousUid ?? b.previousUid),
    iCalUids: union(a.iCalUids, b.iCalUids),
    iCalSequence: smallest(a.iCalSequence, b.iCalSequence),
    firstToldAt: earliest(a.firstToldAt, b.firstToldAt),
    startsAt: later(a.startsAt, b.startsAt),
    endsAt: later(a.endsAt, b.endsAt),
    timeZone: later(a.timeZone, b.timeZone),
    kind: later(a.kind, b.kind),
    procedure: later(a.procedure, b.procedure),
    ...(alsoFor === null ? {} : { alsoFor }),
    practitioner: later(a.practitioner, b.practitioner),
    channel: later(a.channel, b.channel),
    contact: surer(a.contact, b.contact),
    link: firstLink(a.link, b.link),
    attributed: lastFound(a.attributed, b.attributed),
    readiness: later(a.readiness ?? null, b.readiness ?? null),
    bookerKeys: union(a.bookerKeys, b.bookerKeys),
    tells: union(a.tells, b.tells),
    endings: unionBy(a.endings, b.endings, ({ attendee, at, status }) => `${attendee} ${at} ${status}`),
    marks: unionBy(a.marks, b.marks, ({ attendee, at, noShow }) => `${attendee} ${at} ${noShow}`),
    completedAt: earliest(a.completedAt, b.completedAt),
    paidAt: earliest(a.paidAt, b.paidAt),
  };
}

/** What one body says of its uid, as a state to merge. */
export function toldUid(facts: BookingFacts, status: UidStatus | null, ends: boolean): UidState {
  const { at, madeAt = at } = facts;
  return {
    ...namedUid(facts.uid),
    status: status === null ? null : { value: status, at, ...(facts.found && status === 'CANCELLED' ? { found: true } : {}) },
    scheduledAt: status === 'SCHEDULED' || facts.stood ? madeAt : null,
    previousUid: facts.previousUid === facts.uid ? null : facts.previousUid,
    iCalUids: facts.iCalUid === null ? [] : [facts.iCalUid],
    iCalSequence: facts.iCalSequence,
    firstToldAt: ends ? null : madeAt,
    startsAt: said(facts.startsAt, at),
    endsAt: said(facts.endsAt, at),
    timeZone: said(facts.timeZone, at),
    kind: said(facts.kind, at),
    procedure: said(facts.procedure, at),
    ...(facts.alsoFor === undefined ? {} : { alsoFor: { value: facts.alsoFor, at } }),
    practitioner: said(facts.practitioner, at),
    channel: said(facts.channel, at),
    contact: facts.contact === null ? null : { value: facts.contact, at, matchedBy: facts.matchedBy ?? 'NEW' },
    bookerKeys: facts.bookerKeys.toSorted(),
    tells: facts.tells.toSorted(),
  };
}

// What follows from all of it

export type Attendance = 'NONE' | 'NO_SHOW' | 'COMPLETED';

/** The status of a uid by itself, with the endings that name its booker. */
export function statusOf(uid: UidState): UidStatus | null {
  let status = uid.status;
  for (const ending of uid.endings) {
    // A seat taken after the slot's cancel was sent is not what was cancelled.
    const before = uid.firstToldAt === null || uid.firstToldAt <= ending.at;
    if (before && uid.bookerKeys.includes(ending.attendee)) status = further(status, { value: ending.status, at: ending.at });
  }
  return status?.value ?? null;
}

/** Whether the booker came: her latest mark holds and overrules the end of the meeting, which fires whether or not anyone came. */
export function attendanceOf(uid: UidState): Attendance {
  const marks = uid.marks.filter((mark) => mark.attendee === null || uid.bookerKeys.includes(mark.attendee));
  const last = marks.reduce<(typeof marks)[number] | null>((a, b) => (a && (a.at > b.at || (a.at === b.at && !a.noShow)) ? a : b), null);
  if (last?.noShow) return 'NO_SHOW';
  return uid.completedAt === null ? 'NONE' : 'COMPLETED';
}
