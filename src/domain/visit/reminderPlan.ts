import type { Appointment } from '../booking/appointment.ts';
import type { PlannedReminder } from '../booking/reminders.ts';
import type { ClinicSettings } from '../clinic/settings.ts';
import { milliseconds } from '../duration.ts';
import { type Instant, instantOf } from '../ids.ts';
import { reminderTime } from '../messaging/reminderTime.ts';

/** When the reminders of a visit fall due by the clinic's settings, the first of them first. */
export function reminderPlan(
  { startsAt }: Pick<Appointment, 'startsAt'>,
  { reminders, timeZone }: ClinicSettings,
): readonly PlannedReminder[] {
  const planned = reminders.flatMap((offset): PlannedReminder[] => {
    const dueAt = reminderTime(offset, startsAt, timeZone);
    // One that would fall due at the visit or after it reminds nobody.
    if (dueAt === null || dueAt >= startsAt) return [];
    return [{ which: offset.at === null ? offset.before : `${offset.before} ${offset.at}`, dueAt }];
  });
  return planned.toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : 0));
}

/** Tells whether a reminder was due by a moment: then the confirmation that goes out at it asks what the reminder would have asked. */
export const isReminderDue = (plan: readonly PlannedReminder[], at: Instant): boolean => plan.some(({ dueAt }) => dueAt <= at);

/** A moment later by the clinic's settle window: so long it is waited whether a change follows at once. */
export const settledAfter = (moment: Instant, { confirmation }: ClinicSettings): Instant =>
  instantOf(new Date(Date.parse(moment) + (milliseconds(confirmation.settle) ?? 0)));
