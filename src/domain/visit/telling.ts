import { type Appointment, appointmentOf } from '../booking/appointment.ts';
import type { BookingState } from '../booking/booking.ts';
import { isConfirmed } from '../booking/reminders.ts';
import type { VisitEvent, VisitPurpose } from '../booking/visitEvents.ts';
import { type Instant, instantOf } from '../ids.ts';

/** What she is to be told of an appointment as it stands; null when there is nothing to say, or she was told. */
export function tellingOf(appointment: Appointment): VisitPurpose | null {
  const purpose = purposeOf(appointment);
  if (purpose === null) return null;
  const { told, uid } = appointment;
  const isTold =
    appointment.status === 'SCHEDULED' ? isConfirmed(told, uid) : told.some((one) => one.uid === uid && one.purpose === purpose);
  return isTold ? null : purpose;
}

function purposeOf({ status, told, uid }: Appointment): VisitPurpose | null {
  switch (status) {
    case 'SCHEDULED':
      // Who never heard of the first time is told of a booking, and not that it was moved.
      return told.some((one) => one.uid !== uid && isConfirmed(told, one.uid)) ? 'RESCHEDULED' : 'CONFIRMATION';
    case 'REQUESTED':
    case 'AWAITING_PAYMENT':
    case 'RESCHEDULE_REQUESTED':
    case 'CANCELLED':
    case 'REJECTED':
      return status;
    case 'NO_SHOW':
    case 'COMPLETED':
      return null;
    default:
      return status satisfies never;
  }
}

const day = 86_400_000;

/** Until when it is worth telling her: what prepares a visit until it begins, that it is off or open also for a day from now on. */
export function usefulUntil(purpose: VisitPurpose, { startsAt }: Appointment, now: Instant): Instant {
  const isOff = purpose === 'CANCELLED' || purpose === 'REJECTED' || purpose === 'RESCHEDULE_REQUESTED';
  const tomorrow = instantOf(new Date(Date.parse(now) + day));
  // What was off long ago, and is learnt of now, is no news.
  const isRecent = Date.parse(now) - Date.parse(startsAt) < day;
  return isOff && isRecent && tomorrow > startsAt ? tomorrow : startsAt;
}

/** Records that she is to be told; `[]` when she was, whichever event came to it. */
export function requestVisitMessage(purpose: VisitPurpose, asks: boolean, at: Instant, state: BookingState): VisitEvent[] {
  const appointment = appointmentOf(state);
  if (appointment === null) return [];
  const { uid, version, told } = appointment;
  if (told.some((one) => one.uid === uid && one.purpose === purpose)) return [];
  return [{ type: 'VisitMessageRequested', data: { uid, version, at, purpose, asks } }];
}
