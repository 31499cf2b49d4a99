import { isErased, known, type Personal } from '../event.ts';
import type { BookingId } from '../ids.ts';
import { later, type Told } from '../told.ts';
import { readinessText } from './careReadiness.ts';
import type { AttendanceMark, BookingEvent, BookingFacts, Ending } from './events.ts';
import { mergeUid, namedUid, toldUid, type UidState, type UidStatus } from './uidState.ts';
import { evolveVisitRecord, mergeVisitRecords, noVisitRecord, type VisitRecord } from './visitRecord.ts';

// State

/** One appointment: all the Cal.com uids that it has had, each with what is known of it. */
export interface BookingState {
  readonly uids: Readonly<Record<string, UidState>>;
  /** Where the visit takes place, by uid; a phone call's place is the patient's number. */
  readonly locations: Readonly<Record<string, Personal<Told<string>>>>;
  /** Set once it turned out to be part of another appointment. */
  readonly joinedInto: BookingId | null;
  readonly absorbed: readonly BookingId[];
  /** What was done about the visit. */
  readonly visit: VisitRecord;
}

export const noBooking: BookingState = { uids: {}, locations: {}, joinedInto: null, absorbed: [], visit: noVisitRecord };

// Evolve

export function evolveBooking(state: BookingState, event: BookingEvent): BookingState {
  switch (event.type) {
    case 'BookingRequested':
      return told(state, event.data, 'REQUESTED');
    case 'PaymentAwaited':
      return told(state, event.data, 'AWAITING_PAYMENT');
    case 'BookingScheduled':
    case 'BookingRescheduled':
      return told(state, event.data, 'SCHEDULED');
    case 'BookingDetailsLearnt':
      return told(state, event.data, null);
    case 'RescheduleRequested':
      return ended(state, event.data, 'RESCHEDULE_REQUESTED');
    case 'BookingCancelled':
      return ended(state, event.data, 'CANCELLED');
    case 'BookingRejected':
      return ended(state, event.data, 'REJECTED');
    case 'BookingLinked': {
      const { uid, ...link } = event.data;
      return merged(state, { ...namedUid(uid), link });
    }
    case 'BookingAttributed': {
      const { uid, at, channel, evidence } = event.data;
      return merged(state, { ...namedUid(uid), attributed: { value: channel, evidence, at } });
    }
    case 'BookingDiscovered':
      // That it was found is for people to read; what was found is in the events after it.
      return state;
    case 'ReadinessChanged': {
      const { uid, at } = event.data;
      return merged(state, { ...namedUid(uid), readiness: { value: readinessText(event.data), at } });
    }
    case 'BookingPaid':
      return merged(state, { ...namedUid(event.data.uid), paidAt: event.data.at });
    case 'BookingCompleted':
      return merged(state, { ...namedUid(event.data.uid), completedAt: event.data.at });
    case 'BookingNoShow':
      return marked(state, event.data, true);
    case 'BookingNoShowCleared':
      return marked(state, event.data, false);
    case 'BookingJoinedInto':
      return { ...state, joinedInto: event.data.into };
    case 'BookingAbsorbed': {
      const { from, uids, locations, visit } = event.data;
      const wider = uids.reduce(merged, state);
      const everywhere = Object.entries(known(locations) ?? {}).reduce((all, [uid, place]) => located(all, uid, place), wider);
      return { ...everywhere, absorbed: [...state.absorbed, from], visit: mergeVisitRecords(state.visit, visit) };
    }
    case 'VisitMessageRequested':
    case 'ReminderPlanned':
    case 'ReminderDue':
    case 'ReminderSent':
    case 'ReminderSkipped':
    case 'ReminderFailed':
    case 'AttendanceConfirmed':
      return { ...state, visit: evolveVisitRecord(state.visit, event) };
    default:
      event satisfies never;
      return state;
  }
}

function merged(state: BookingState, uid: UidState): BookingState {
  const before = state.uids[uid.uid];
  const uids: Record<string, UidState> = { ...state.uids, [uid.uid]: before ? mergeUid(before, uid) : mergeUid(uid, uid) };
  // The uid that it replaces belongs to the appointment and counts, though its own body may never come.
  if (uid.previousUid !== null && !uids[uid.previousUid]) uids[uid.previousUid] = namedUid(uid.previousUid);
  return { ...state, uids };
}

function located(state: BookingState, uid: string, place: Personal<Told<string>>): BookingState {
  const before = state.locations[uid];
  const newer = !before || isErased(before) || (!isErased(place) && later(before, place) === place);
  return newer ? { ...state, locations: { ...state.locations, [uid]: place } } : state;
}

function told(state: BookingState, facts: BookingFacts, status: UidStatus | null, ends = false): BookingState {
  const wider = merged(state, toldUid(facts, status, ends));
  const { uid, at, location } = facts;
  if (location === null) return wider;
  return located(wider, uid, isErased(location) ? location : { value: location, at });
}

function ended(state: BookingState, ending: Ending, status: UidStatus): BookingState {
  const { attendee, at } = ending;
  if (attendee === null) return told(state, ending, status, true);
  return merged(state, { ...namedUid(ending.uid), endings: [{ attendee, at, status }] });
}

const marked = (state: BookingState, { uid, at, attendee }: AttendanceMark, noShow: boolean): BookingState =>
  merged(state, { ...namedUid(uid), marks: [{ attendee, at, noShow }] });
