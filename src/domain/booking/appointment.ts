import type { Channel } from '../channel.ts';
import type { MatchedBy } from '../contact/identity.ts';
import { known } from '../event.ts';
import type { BookingId, ContactId, ConversationId, Instant, LinkId } from '../ids.ts';
import { later } from '../told.ts';
import type { Attribution } from './attributed.ts';
import type { BookingState } from './booking.ts';
import { orderChain } from './chain.ts';
import type { BookingKind } from './events.ts';
import { attendanceOf, statusOf, type UidState } from './uidState.ts';
import type { ReminderProgress, ReminderState, Telling } from './visitRecord.ts';

/** The states of an appointment; the names of the API's enum `BookingStatus`. */
export const bookingStatuses = [
  'REQUESTED',
  'AWAITING_PAYMENT',
  'SCHEDULED',
  'RESCHEDULE_REQUESTED',
  'CANCELLED',
  'REJECTED',
  'NO_SHOW',
  'COMPLETED',
] as const;

export type BookingStatus = (typeof bookingStatuses)[number];

/** An appointment as people see it: its chain of uids read as one booking. */
export interface Appointment {
  /** The live uid, the last of the chain. */
  readonly uid: string;
  /** The whole chain, oldest first. */
  readonly uids: readonly string[];
  readonly status: BookingStatus;
  readonly kind: BookingKind;
  /** This uid's place in the chain: 1 + reschedules. */
  readonly version: number;
  /** When it was first heard of. */
  readonly madeAt: Instant;
  /** When it was first scheduled; a reschedule is no new booking. Null while it never was. */
  readonly scheduledAt: Instant | null;
  /** When it was over; null while it is not, or when she did not come. */
  readonly completedAt: Instant | null;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  /** IANA zone of the booker; null while unknown. */
  readonly timeZone: string | null;
  readonly procedure: string | null;
  /** What else the visit is for. */
  readonly alsoFor: readonly string[];
  readonly practitioner: string | null;
  readonly location: string | null;
  readonly channel: Channel;
  /** What the booking itself says of the channel that brought it; null where it says nothing. */
  readonly channelTold: Attribution | null;
  /** What was last found out of the channel. */
  readonly attributed: Attribution | null;
  readonly contact: ContactId;
  readonly matchedBy: MatchedBy;
  /** Ids under which parts of it were known before they were found to be one. */
  readonly absorbed: readonly BookingId[];
  /** The link by which it was booked, and the conversation in which that was shared. */
  readonly link: LinkId | null;
  readonly conversation: ConversationId | null;
  /** What she was to be told of it, as of the live uid and those before it; by uid and purpose. */
  readonly told: readonly Telling[];
  /** Of all its versions, in the order in which they fall due. */
  readonly reminders: readonly Reminder[];
  /** How far its care plan is, as `readinessText` says it; null while nothing was told of one. */
  readonly careReadiness: string | null;
  /** When she said that she is coming, at the time that holds. */
  readonly attendanceConfirmedAt: Instant | null;
}

/** A reminder of the visit, as people see it. */
export interface Reminder {
  readonly uid: string;
  readonly which: string;
  readonly version: number;
  readonly dueAt: Instant;
  readonly status: ReminderProgress;
  readonly channel: Channel | null;
  readonly reason: ReminderState['reason'];
}

/** Reads the appointment off its uids; null while too little is known to show it, or when it went into another. */
export function appointmentOf(state: BookingState): Appointment | null {
  if (state.joinedInto !== null) return null;
  const chain = orderChain(state.uids);
  const newestFirst = chain.toReversed();
  const live = newestFirst[0];
  const lastTold = <T>(read: (uid: UidState) => T | null): T | null => firstSaid(newestFirst, read);
  const firstTold = <T>(read: (uid: UidState) => T | null): T | null => firstSaid(chain, read);

  const startsAt = lastTold((uid) => uid.startsAt?.value ?? null);
  const kind = lastTold((uid) => uid.kind?.value ?? null);
  // Who booked first holds: a reschedule moves a visit, not a person.
  const contact = firstTold((uid) => uid.contact);
  const link = firstTold((uid) => uid.link ?? null);
  const saidChannel = firstTold((uid) => uid.channel?.value ?? null);
  const channelTold: Attribution | null = link
    ? { channel: link.channel, evidence: 'SIGNED_TOKEN' }
    : saidChannel && { channel: saidChannel, evidence: 'METADATA' };
  const found = firstTold((uid) => uid.attributed ?? null);
  const attributed: Attribution | null = found && { channel: found.value, evidence: found.evidence };
  const status = live && liveStatus(live);
  if (!live || !startsAt || !kind || !contact || !status) return null;
  return {
    uid: live.uid,
    uids: chain.map((uid) => uid.uid),
    status,
    kind,
    version: chain.length,
    madeAt: chain.flatMap((uid) => uid.firstToldAt ?? []).sort()[0] ?? contact.at,
    scheduledAt: chain.flatMap((uid) => uid.scheduledAt ?? []).sort()[0] ?? null,
    completedAt: status === 'COMPLETED' ? live.completedAt : null,
    startsAt,
    endsAt: lastTold((uid) => uid.endsAt?.value ?? null) ?? startsAt,
    timeZone: lastTold((uid) => uid.timeZone?.value ?? null),
    procedure: lastTold((uid) => uid.procedure?.value ?? null) ?? link?.procedure ?? null,
    alsoFor: lastTold((uid) => uid.alsoFor?.value ?? null) ?? [],
    practitioner: lastTold((uid) => uid.practitioner?.value ?? null),
    location: lastTold((uid) => known(state.locations[uid.uid] ?? null)?.value ?? null),
    // What brought the booking is what its first body says; a reschedule's link says nothing of that (integrations.md 1.8).
    channel: (channelTold ?? attributed)?.channel ?? 'DIRECT',
    channelTold,
    attributed,
    contact: contact.value,
    matchedBy: contact.matchedBy,
    absorbed: state.absorbed,
    link: link?.link ?? null,
    conversation: link?.conversation ?? null,
    told: state.visit.told.map(({ uid, purpose, asks, at }) => ({ uid, purpose, asks, at })),
    reminders: remindersOf(state, chain),
    careReadiness: chain.map((uid) => uid.readiness ?? null).reduce(later, null)?.value ?? null,
    attendanceConfirmedAt: state.visit.confirmed.find(({ uid }) => uid === live.uid)?.at ?? null,
  };
}

function firstSaid<T>(uids: readonly UidState[], read: (uid: UidState) => T | null): T | null {
  for (const uid of uids) {
    const value = read(uid);
    if (value !== null) return value;
  }
  return null;
}

/** Member by member: the same reminder is the same text, also when its state came back from jsonb with its members in another order. */
function remindersOf({ visit }: BookingState, chain: readonly UidState[]): readonly Reminder[] {
  const reminders = visit.reminders.map(({ uid, which, version, dueAt, status, channel, reason }): Reminder => {
    const place = chain.findIndex((one) => one.uid === uid);
    return { uid, which, version: place < 0 ? version : place + 1, dueAt, status, channel, reason };
  });
  return reminders.toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : 0));
}

function liveStatus(live: UidState): BookingStatus | null {
  const status = statusOf(live);
  if (status !== 'SCHEDULED') return status;
  // Attendance stands beside the status and counts only while the uid is scheduled.
  const attendance = attendanceOf(live);
  return attendance === 'NONE' ? 'SCHEDULED' : attendance;
}
