import type { Channel } from '../channel.ts';
import type { Instant } from '../ids.ts';
import { type Appointment, appointmentOf, type Reminder } from './appointment.ts';
import { type BookingState, evolveBooking } from './booking.ts';
import type { ReminderFailReason, ReminderSkipReason, VisitEvent } from './visitEvents.ts';

/** When the reminders of an appointment as it stands would fall due, by the clinic's settings. */
export interface PlannedReminder {
  readonly which: string;
  readonly dueAt: Instant;
}

/** Names one reminder. */
export interface ReminderName {
  readonly uid: string;
  readonly which: string;
}

/**
 * Plans the reminders of the appointment as it stands, and skips what was planned for one that is no more.
 * @param planOf the clinic's settings, applied
 * @param tellBy what is due until then is said in the confirmation, which goes out no earlier
 */
export function planReminders(
  planOf: (appointment: Appointment) => readonly PlannedReminder[],
  tellBy: Instant,
  now: Instant,
  state: BookingState,
): VisitEvent[] {
  const appointment = appointmentOf(state);
  if (appointment === null) return [];
  const skipped = appointment.reminders.flatMap((one): VisitEvent[] => {
    const reason = one.status === 'PLANNED' ? whyNot(appointment, one.uid) : null;
    return reason === null ? [] : [skip(one, reason, now)];
  });
  const planned = isAhead(appointment, now) ? planOf(appointment).flatMap((one) => planOne(one, appointment, tellBy, now)) : [];
  return [...skipped, ...planned];
}

function planOne({ which, dueAt }: PlannedReminder, appointment: Appointment, tellBy: Instant, now: Instant): VisitEvent[] {
  const { uid, version, reminders, told } = appointment;
  const before = reminders.find((one) => one.uid === uid && one.which === which);
  if (before && (before.status !== 'PLANNED' || before.dueAt === dueAt)) return [];
  const planned: VisitEvent = { type: 'ReminderPlanned', data: { uid, version, at: now, which, dueAt } };
  if (dueAt > tellBy) return [planned];
  // A visit whose start was corrected may have been confirmed already, and then its reminder has simply passed.
  const reason = isConfirmed(told, uid) ? 'tooLate' : 'saidInConfirmation';
  return [planned, skip({ uid, version, which }, reason, now)];
}

/** Tells whether she was to be told that the visit takes place. */
export const isConfirmed = (told: Appointment['told'], uid: string): boolean =>
  told.some((one) => one.uid === uid && (one.purpose === 'CONFIRMATION' || one.purpose === 'RESCHEDULED'));

const isAhead = ({ status, startsAt }: Appointment, now: Instant): boolean => status === 'SCHEDULED' && startsAt > now;

/** Why a reminder that was made for a uid is not sent; null when the visit is still as it was. */
export function whyNot(appointment: Appointment, uid: string): ReminderSkipReason | null {
  if (appointment.status === 'CANCELLED' || appointment.status === 'REJECTED') return 'off';
  if (appointment.uid !== uid) return 'moved';
  return appointment.status === 'SCHEDULED' ? null : 'off';
}

type Named = Pick<Reminder, 'uid' | 'version' | 'which'>;

const skip = ({ uid, version, which }: Named, reason: ReminderSkipReason, at: Instant): VisitEvent => ({
  type: 'ReminderSkipped',
  data: { uid, version, at, which, reason },
});

/** Lets a planned reminder fall due, or says why it does not. One that was planned anew for another time is left to that. */
export function reminderFallsDue(name: ReminderName & PlannedReminder, now: Instant, state: BookingState): VisitEvent[] {
  const found = findReminder(name, state);
  if (found?.reminder.status !== 'PLANNED' || found.reminder.dueAt !== name.dueAt) return [];
  const { appointment, reminder } = found;
  const reason = whyNot(appointment, reminder.uid);
  if (reason !== null) return [skip(reminder, reason, now)];
  const { uid, version, which } = reminder;
  return [{ type: 'ReminderDue', data: { uid, version, at: now, which } }];
}

/** What became of a reminder's message, or that it came to none. */
export type ReminderOutcome =
  | { readonly type: 'sent'; readonly channel: Channel | null }
  | { readonly type: 'failed'; readonly channel: Channel | null; readonly reason: ReminderFailReason }
  | { readonly type: 'skipped'; readonly reason: ReminderSkipReason };

/** Records what became of a reminder; `[]` when that is known, or it has come further, or nobody planned it. */
export function settleReminder(name: ReminderName, outcome: ReminderOutcome, now: Instant, state: BookingState): VisitEvent[] {
  const found = findReminder(name, state);
  if (!found) return [];
  const event = outcomeEvent(found.reminder, outcome, now);
  return JSON.stringify(evolveBooking(state, event)) === JSON.stringify(state) ? [] : [event];
}

function outcomeEvent({ uid, version, which }: Named, outcome: ReminderOutcome, at: Instant): VisitEvent {
  const of = { uid, version, at, which };
  switch (outcome.type) {
    case 'sent':
      return { type: 'ReminderSent', data: { ...of, channel: outcome.channel } };
    case 'failed':
      return { type: 'ReminderFailed', data: { ...of, channel: outcome.channel, reason: outcome.reason } };
    case 'skipped':
      return skip(of, outcome.reason, at);
    default:
      return outcome satisfies never;
  }
}

/** A reminder with the appointment as it stands; null when there is none. */
export function findReminder({ uid, which }: ReminderName, state: BookingState) {
  const appointment = appointmentOf(state);
  const reminder = appointment?.reminders.find((one) => one.uid === uid && one.which === which);
  return appointment && reminder ? { appointment, reminder } : null;
}
