import type { Channel } from '../channel.ts';
import type { Instant } from '../ids.ts';
import type { ReminderFailReason, ReminderSkipReason, VisitEvent, VisitPurpose } from './visitEvents.ts';

// State

/** That she was to be told how the visit stood, as of one uid. */
export interface Telling {
  readonly uid: string;
  readonly purpose: VisitPurpose;
  readonly asks: boolean;
  readonly at: Instant;
}

export type ReminderProgress = 'PLANNED' | 'DUE' | 'SKIPPED' | 'SENT' | 'FAILED';

/** One reminder of one uid. It belongs to the uid and not to a version: when two bookings turn out to be one, versions are counted anew. */
export interface ReminderState {
  readonly uid: string;
  readonly which: string;
  /** The version at the time of planning: its message is named by it. */
  readonly version: number;
  readonly dueAt: Instant;
  readonly plannedAt: Instant;
  readonly status: ReminderProgress;
  readonly channel: Channel | null;
  readonly reason: ReminderSkipReason | ReminderFailReason | null;
}

/** What was done about a visit: what she was told, what she is reminded of, and what she said to it. */
export interface VisitRecord {
  readonly told: readonly Telling[];
  readonly reminders: readonly ReminderState[];
  /** When she first said that she comes, by uid: for another time she has to say it again. */
  readonly confirmed: readonly { readonly uid: string; readonly at: Instant }[];
}

export const noVisitRecord: VisitRecord = { told: [], reminders: [], confirmed: [] };

// Evolve

/** How far a reminder has come: it only moves forward, in whatever order that is told. */
const rank: Readonly<Record<ReminderProgress, number>> = { PLANNED: 0, DUE: 1, SKIPPED: 2, SENT: 3, FAILED: 4 };

/** The record after an event of its own; what is said of a reminder that nobody planned changes nothing. */
export function evolveVisitRecord(record: VisitRecord, event: VisitEvent): VisitRecord {
  switch (event.type) {
    case 'VisitMessageRequested': {
      const { uid, purpose, asks, at } = event.data;
      return mergeVisitRecords(record, { ...noVisitRecord, told: [{ uid, purpose, asks, at }] });
    }
    case 'AttendanceConfirmed': {
      const { uid, at } = event.data;
      return mergeVisitRecords(record, { ...noVisitRecord, confirmed: [{ uid, at }] });
    }
    case 'ReminderPlanned': {
      const { uid, version, which, dueAt, at } = event.data;
      const planned: ReminderState = { uid, which, version, dueAt, plannedAt: at, status: 'PLANNED', channel: null, reason: null };
      return mergeVisitRecords(record, { ...noVisitRecord, reminders: [planned] });
    }
    case 'ReminderDue':
      return moved(record, event.data, { status: 'DUE', channel: null, reason: null });
    case 'ReminderSent':
      return moved(record, event.data, { status: 'SENT', channel: event.data.channel, reason: null });
    case 'ReminderSkipped':
      return moved(record, event.data, { status: 'SKIPPED', channel: null, reason: event.data.reason });
    case 'ReminderFailed':
      return moved(record, event.data, { status: 'FAILED', channel: event.data.channel, reason: event.data.reason });
    default:
      event satisfies never;
      return record;
  }
}

type Move = Pick<ReminderState, 'status' | 'channel' | 'reason'>;

function moved(record: VisitRecord, { uid, which }: Pick<ReminderState, 'uid' | 'which'>, to: Move): VisitRecord {
  const reminders = record.reminders.map((one) =>
    one.uid === uid && one.which === which && rank[to.status] > rank[one.status] ? { ...one, ...to } : one,
  );
  return { ...record, reminders };
}

/** What is known from two sides; the order does not matter, and the same twice is the same. */
export const mergeVisitRecords = (a: VisitRecord, b: VisitRecord): VisitRecord => ({
  told: unionBy(a.told, b.told, ({ uid, purpose }) => `${uid} ${purpose}`, earlier),
  reminders: unionBy(a.reminders, b.reminders, ({ uid, which }) => `${uid} ${which}`, furtherReminder),
  confirmed: unionBy(a.confirmed, b.confirmed, ({ uid }) => uid, earlier),
});

const earlier = <T extends { readonly at: Instant }>(a: T, b: T): T => (b.at < a.at ? b : a);

const furtherReminder = (a: ReminderState, b: ReminderState): ReminderState => {
  if (a.status !== b.status) return rank[a.status] > rank[b.status] ? a : b;
  return b.plannedAt > a.plannedAt ? b : a;
};

/** In the order of the names, so that the same things known in another order are the same. */
function unionBy<T>(a: readonly T[], b: readonly T[], nameOf: (one: T) => string, choose: (a: T, b: T) => T): readonly T[] {
  const byName = new Map(a.map((one) => [nameOf(one), one]));
  for (const one of b) {
    const known = byName.get(nameOf(one));
    byName.set(nameOf(one), known ? choose(known, one) : one);
  }
  return [...byName].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, one]) => one);
}
