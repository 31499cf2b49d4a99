import * as attendance from '../../domain/booking/attendance.ts';
import type { BookingState } from '../../domain/booking/booking.ts';
import { contactOf } from '../../domain/booking/decide.ts';
import type { BookingEvent } from '../../domain/booking/events.ts';
import type { BookingId, ClinicSlug } from '../../domain/ids.ts';
import { isRefusal, type Refusal } from '../../domain/refusal.ts';
import { type Cause, handle, type Log } from '../commandHandler.ts';
import { folds } from '../folds.ts';
import { bookingStream } from './joinBookings.ts';

/** The booking that it was recorded for: the one asked for, or the one into which that went. */
export interface Recorded {
  readonly booking: BookingId;
}

/**
 * Records that she is coming, as she or staff say; once for each time of the visit.
 * @param version the version of the appointment that she was asked about; null: that which holds
 */
export const confirmAttendance = (
  log: Log,
  clinic: ClinicSlug,
  booking: BookingId,
  version: number | null,
  cause: Cause,
): Promise<Recorded | Refusal> =>
  decideOn(log, clinic, booking, cause, 'confirm attendance', (state) => attendance.confirmAttendance(version, cause.occurredAt, state));

/** Records that she did not come, as the clinic says. */
export const markNoShow = (
  log: Log,
  clinic: ClinicSlug,
  booking: BookingId,
  reason: string | null,
  cause: Cause,
): Promise<Recorded | Refusal> =>
  decideOn(log, clinic, booking, cause, 'mark no-show', (state) => attendance.markNoShow({ at: cause.occurredAt, reason }, state));

/** Records that the visit took place, as the clinic says. */
export const completeBooking = (
  log: Log,
  clinic: ClinicSlug,
  booking: BookingId,
  reason: string | null,
  cause: Cause,
): Promise<Recorded | Refusal> =>
  decideOn(log, clinic, booking, cause, 'complete', (state) => attendance.completeBooking({ at: cause.occurredAt, reason }, state));

async function decideOn(
  log: Log,
  clinic: ClinicSlug,
  booking: BookingId,
  cause: Cause,
  step: string,
  decide: (state: BookingState) => BookingEvent[] | Refusal,
): Promise<Recorded | Refusal> {
  for (let at = booking; ; ) {
    // By the last state that was decided on: a conflict is decided again.
    const last: { refusal: Refusal | null } = { refusal: null };
    const { state } = await handle(log, {
      clinic,
      stream: bookingStream(clinic, at),
      fold: folds.booking,
      // All that is said of one appointment is one journey.
      cause: { ...cause, correlationId: at },
      step,
      subject: contactOf,
      decide(before) {
        const decided = before.joinedInto === null ? decide(before) : [];
        last.refusal = isRefusal(decided) ? decided : null;
        return isRefusal(decided) ? [] : decided;
      },
    });
    if (last.refusal) return last.refusal;
    if (state.joinedInto === null) return { booking: at };
    at = state.joinedInto;
  }
}
