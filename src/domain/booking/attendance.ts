import type { Instant } from '../ids.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { type Appointment, appointmentOf } from './appointment.ts';
import type { BookingState } from './booking.ts';
import type { BookingEvent } from './events.ts';

/** Something about attendance that a person says, now. */
export interface SaidOfVisit {
  readonly at: Instant;
  readonly reason: string | null;
}

/**
 * Confirms that she is coming to the visit as it stands; `[]` when she has said so.
 * @param version the version of the appointment that she was asked about; null: that which holds
 */
export function confirmAttendance(version: number | null, at: Instant, state: BookingState): BookingEvent[] | Refusal {
  const appointment = appointmentOf(state);
  if (appointment === null) return unknown;
  if (version !== null && version !== appointment.version) return refuse('the visit has another time by now');
  if (appointment.status !== 'SCHEDULED') return refuse(isNot(appointment, 'scheduled'));
  if (appointment.startsAt <= at) return refuse('the visit has begun already');
  if (appointment.attendanceConfirmedAt !== null) return [];
  return [{ type: 'AttendanceConfirmed', data: { uid: appointment.uid, version: appointment.version, at } }];
}

/** Marks that she did not come; `[]` when that is marked. */
export function markNoShow({ at, reason }: SaidOfVisit, state: BookingState): BookingEvent[] | Refusal {
  const appointment = appointmentOf(state);
  if (appointment === null) return unknown;
  const { status, uid } = appointment;
  if (status === 'NO_SHOW') return [];
  const wrong = notHeld(appointment, at);
  return wrong ?? [{ type: 'BookingNoShow', data: { uid, at, attendee: null, reason } }];
}

/** Says that the visit took place; `[]` when that is known. It takes back that she did not come. */
export function completeBooking({ at, reason }: SaidOfVisit, state: BookingState): BookingEvent[] | Refusal {
  const appointment = appointmentOf(state);
  if (appointment === null) return unknown;
  const { status, uid } = appointment;
  if (status === 'COMPLETED') return [];
  const wrong = notHeld(appointment, at);
  if (wrong) return wrong;
  const cleared: BookingEvent[] = status === 'NO_SHOW' ? [{ type: 'BookingNoShowCleared', data: { uid, at, attendee: null, reason } }] : [];
  return [...cleared, { type: 'BookingCompleted', data: { uid, at, reason } }];
}

const unknown = refuse('too little is known of the booking');

/** Why nobody can have come, or not come, to the visit by then. */
function notHeld(appointment: Appointment, at: Instant): Refusal | null {
  const { status, startsAt } = appointment;
  if (status !== 'SCHEDULED' && status !== 'NO_SHOW' && status !== 'COMPLETED') return refuse(isNot(appointment, 'scheduled'));
  return startsAt > at ? refuse('the visit has not begun yet') : null;
}

const isNot = ({ status }: Appointment, wanted: string): string =>
  `the booking is ${status.toLowerCase().replaceAll('_', ' ')}, not ${wanted}`;
