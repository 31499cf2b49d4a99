import type { BookingState } from '../../domain/booking/booking.ts';
import { contactOf } from '../../domain/booking/decide.ts';
import type { BookingEvent } from '../../domain/booking/events.ts';
import { bookingStream } from '../../eventStore/commands/joinBookings.ts';
import { folds } from '../../eventStore/folds.ts';
import { clinicOf } from '../looking.ts';
import type { Acting } from '../process.ts';

/** Decides on a booking, or on the one that it has gone into. */
export async function issueOnVisit(
  stream: string,
  acting: Acting,
  decide: (state: BookingState) => readonly BookingEvent[],
): Promise<void> {
  for (let at = stream; ; ) {
    const { state } = await acting.issue({
      stream: at,
      fold: folds.booking,
      subject: contactOf,
      decide: (before) => (before.joinedInto === null ? decide(before) : []),
    });
    if (state.joinedInto === null) return;
    at = bookingStream(clinicOf(stream), state.joinedInto);
  }
}
