import type { Appointment } from '../../domain/booking/appointment.ts';
import type { Instant } from '../../domain/ids.ts';

/** When the first reminder falls due, or fell due, that is neither sent nor settled otherwise; null when none is left. */
export const nextReminder = (appointment: Appointment | null): Instant | null =>
  appointment?.reminders.find(({ status }) => status === 'PLANNED' || status === 'DUE')?.dueAt ?? null;
