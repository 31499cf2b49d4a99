import type { ContactId, IdentifierHash } from '../ids.ts';
import { type BookingState, evolveBooking } from './booking.ts';
import { orderChain } from './chain.ts';
import { missedIn } from './discover.ts';
import type { AttendanceMark, BookingEvent, BookingFacts, LinkedTo } from './events.ts';
import type { Says, SaysCalendar } from './report.ts';
import { attendanceOf, statusOf, type UidState, type UidStatus } from './uidState.ts';

/** A report whose people are known: contact by id, attendees by their keyed hash. */
export interface RecordBooking {
  readonly says: Exclude<Says, { type: 'attendance' }> | { readonly type: 'attendance'; readonly marks: readonly AttendeeMark[] };
  readonly facts: BookingFacts;
  /** Whom of a seated slot the report means; null: the booking itself. */
  readonly attendees: readonly IdentifierHash[] | null;
  /** The link whose token came with the report. */
  readonly link?: LinkedTo | null;
}

export interface AttendeeMark {
  readonly attendee: IdentifierHash;
  readonly noShow: boolean;
}

/** Records what a report adds to the appointment. `[]` when it adds nothing; nothing that is known is ever taken back by an older body. */
export function recordBooking(command: RecordBooking, state: BookingState): BookingEvent[] {
  const { link, facts, says } = command;
  const linked: readonly BookingEvent[] = link ? [{ type: 'BookingLinked', data: { uid: facts.uid, at: facts.at, ...link } }] : [];
  const all = news([...linked, ...candidates(command, state)], state);
  if (says.type !== 'found') return all;
  const missed = missedIn(state, all.reduce(evolveBooking, state), facts.uid);
  return missed.length === 0 ? [] : [{ type: 'BookingDiscovered', data: { uid: facts.uid, at: says.seenAt, missed } }, ...all];
}

/**
 * Records for one seat what was said of its whole slot before the seat was known, or without naming it.
 * @param slot what is known of the shared uid
 */
export function inheritFromSlot(slot: UidState, state: BookingState): BookingEvent[] {
  const keys = bookerKeys(state, slot.uid);
  const { uid } = slot;
  const events: BookingEvent[] = [];
  for (const { attendee, at, status } of slot.endings) {
    if (keys.includes(attendee)) events.push(ending(status, { ...emptyFacts(uid, at), reason: null, attendee }));
  }
  for (const { attendee, at, noShow } of slot.marks) {
    if (attendee === null || keys.includes(attendee)) events.push(mark({ uid, at, attendee }, noShow));
  }
  if (slot.completedAt !== null) events.push({ type: 'BookingCompleted', data: { uid, at: slot.completedAt } });
  return news(events, state);
}

/** Keeps the events that change the state, each judged after those before it. */
function news(events: readonly BookingEvent[], state: BookingState): BookingEvent[] {
  const kept: BookingEvent[] = [];
  let now = state;
  for (const event of events) {
    const then = evolveBooking(now, event);
    if (JSON.stringify(then) === JSON.stringify(now)) continue;
    kept.push(event);
    now = then;
  }
  return kept;
}

function candidates({ says, facts, attendees }: RecordBooking, state: BookingState): BookingEvent[] {
  const { uid, at } = facts;
  switch (says.type) {
    case 'status': {
      if (attendees !== null) {
        return attendees.map((attendee) => ending(says.status, { ...emptyFacts(uid, at), reason: says.reason, attendee }));
      }
      return [statusEvent(says, facts, state)];
    }
    case 'paid': {
      const details = says.stands ? statusEvent({ status: 'SCHEDULED', rescheduled: false, reason: null }, facts, state) : learnt(facts);
      return [details, { type: 'BookingPaid', data: { uid, at } }];
    }
    case 'completed':
      return [learnt(facts), { type: 'BookingCompleted', data: { uid, at: says.endedAt ?? at } }];
    case 'attendance': {
      // The booking is the booker's: of a guest's absence nothing follows. While the booker is unknown every mark is kept.
      const keys = bookerKeys(state, uid);
      const hers = keys.length === 0 ? says.marks : says.marks.filter((one) => keys.includes(one.attendee));
      return hers.map(({ attendee, noShow }) => mark({ uid, at, attendee }, noShow));
    }
    case 'found':
      return found(says, facts, state);
    default:
      says satisfies never;
      return [];
  }
}

function found(says: SaysCalendar, facts: BookingFacts, state: BookingState): BookingEvent[] {
  const { uid } = facts;
  const before = state.uids[uid];
  // Of a uid that was told before, a row does not say when it came to stand.
  const own: BookingFacts = { ...facts, found: true, ...(before?.status ? {} : { madeAt: says.madeAt }) };
  const events: BookingEvent[] = [foundStatus(says, own, state)];
  const isNoShow = before !== undefined && attendanceOf(before) === 'NO_SHOW';
  if (says.noShow !== null && says.noShow !== isNoShow) events.push(mark({ uid, at: says.seenAt, attendee: null }, says.noShow));
  if (says.overAt !== null && !before?.completedAt) events.push({ type: 'BookingCompleted', data: { uid, at: says.overAt } });
  return events;
}

/** The status's own event where the uid has not come as far yet: a confirmation follows from it, and must not follow twice. */
function foundStatus({ status, rescheduled, reason }: SaysCalendar, facts: BookingFacts, state: BookingState): BookingEvent {
  const before = state.uids[facts.uid];
  if (status === null || saysLess(status, facts.uid, state)) return learnt(facts);
  const event = eventOf({ status, rescheduled, reason }, facts);
  const after = evolveBooking(state, event).uids[facts.uid];
  return after && statusOf(after) !== (before ? statusOf(before) : null) ? event : learnt(facts);
}

/** A row says less than bodies do: that it is pending, not what for; that it is cancelled, not that another time was asked for, or taken. */
function saysLess(status: UidStatus, uid: string, state: BookingState): boolean {
  const before = state.uids[uid];
  const known = before ? statusOf(before) : null;
  if (status === 'REQUESTED') return known !== null;
  const isReplaced = Object.values(state.uids).some(({ previousUid }) => previousUid === uid);
  return status === 'CANCELLED' && (known === 'RESCHEDULE_REQUESTED' || isReplaced);
}

/** The status's own event when the uid moves to it, else what the body adds to the details. */
function statusEvent(
  says: { status: UidStatus; rescheduled: boolean; reason: string | null },
  facts: BookingFacts,
  state: BookingState,
): BookingEvent {
  const event = eventOf(says, facts);
  const before = state.uids[facts.uid];
  const after = evolveBooking(state, event).uids[facts.uid];
  // A scheduled uid may still learn that it replaces another: that is the reschedule.
  const linked = says.rescheduled && before?.previousUid !== after?.previousUid;
  const moved = before?.status?.value !== after?.status?.value || before?.status?.at !== after?.status?.at;
  if (moved || linked) return event;
  // What ended it was told first: that it stood is all the same known, whatever the order.
  return learnt(before?.scheduledAt === after?.scheduledAt ? facts : { ...facts, stood: true });
}

function eventOf(
  { status, rescheduled, reason }: { status: UidStatus; rescheduled: boolean; reason: string | null },
  facts: BookingFacts,
): BookingEvent {
  switch (status) {
    case 'REQUESTED':
      return { type: 'BookingRequested', data: facts };
    case 'AWAITING_PAYMENT':
      return { type: 'PaymentAwaited', data: facts };
    case 'SCHEDULED':
      return rescheduled ? { type: 'BookingRescheduled', data: { ...facts, reason } } : { type: 'BookingScheduled', data: facts };
    default:
      return ending(status, { ...facts, reason, attendee: null });
  }
}

function ending(status: UidStatus, data: Extract<BookingEvent, { type: 'BookingCancelled' }>['data']): BookingEvent {
  if (status === 'REJECTED') return { type: 'BookingRejected', data };
  return status === 'RESCHEDULE_REQUESTED' ? { type: 'RescheduleRequested', data } : { type: 'BookingCancelled', data };
}

const learnt = (facts: BookingFacts): BookingEvent => ({ type: 'BookingDetailsLearnt', data: facts });

const mark = (data: AttendanceMark, noShow: boolean): BookingEvent => ({ type: noShow ? 'BookingNoShow' : 'BookingNoShowCleared', data });

const bookerKeys = (state: BookingState, uid: string): readonly IdentifierHash[] => state.uids[uid]?.bookerKeys ?? [];

const emptyFacts = (uid: string, at: BookingFacts['at']): BookingFacts => ({
  uid,
  at,
  previousUid: null,
  iCalUid: null,
  iCalSequence: null,
  startsAt: null,
  endsAt: null,
  timeZone: null,
  kind: null,
  procedure: null,
  practitioner: null,
  channel: null,
  contact: null,
  matchedBy: null,
  bookerKeys: [],
  tells: [],
  location: null,
  said: null,
});

/** The contact whom the appointment belongs to; null while nobody is known. */
export const contactOf = (state: BookingState): ContactId | null =>
  orderChain(state.uids).find((uid) => uid.contact !== null)?.contact?.value ?? null;
