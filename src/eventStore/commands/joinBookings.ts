import type { BookingState } from '../../domain/booking/booking.ts';
import { contactOf } from '../../domain/booking/decide.ts';
import { isErased } from '../../domain/event.ts';
import type { BookingId, ClinicSlug } from '../../domain/ids.ts';
import { streamName } from '../../domain/stream.ts';
import { type Cause, handle, type Loaded, type Log, load } from '../commandHandler.ts';
import { folds } from '../folds.ts';
import { handKeysOver } from './bookingKeys.ts';

export const bookingStream = (clinic: ClinicSlug, booking: BookingId): string => streamName('booking', clinic, booking);

export const readBooking = (log: Log, clinic: ClinicSlug, booking: BookingId): Promise<Loaded<BookingState>> =>
  load(log, clinic, bookingStream(clinic, booking), folds.booking);

/**
 * The booking that this one is by now: follows joins to their end, and completes any that a crash left half done.
 */
export async function liveBooking(log: Log, clinic: ClinicSlug, booking: BookingId, seat: string | null, cause: Cause): Promise<BookingId> {
  const { state } = await readBooking(log, clinic, booking);
  if (state.joinedInto === null) return booking;
  return completeJoin(log, clinic, booking, state, seat, cause);
}

/** Makes one booking of two. Of any set of bookings the one with the smallest id stays, so that two joiners cannot go round in a circle. */
export async function joinBookings(
  log: Log,
  clinic: ClinicSlug,
  bookings: readonly BookingId[],
  seat: string | null,
  cause: Cause,
): Promise<BookingId> {
  let live = await Promise.all(bookings.map((one) => liveBooking(log, clinic, one, seat, cause)));
  for (;;) {
    const [into, ...others] = [...new Set(live)].sort();
    if (!into) throw new Error('there is no booking to join');
    const from = others[0];
    if (!from) return into;
    const { state } = await handle(log, {
      clinic,
      stream: bookingStream(clinic, from),
      fold: folds.booking,
      cause,
      step: `join into ${into}`,
      subject: contactOf,
      decide: (before) => (before.joinedInto === null ? [{ type: 'BookingJoinedInto' as const, data: { into } }] : []),
    });
    const joined = await completeJoin(log, clinic, from, state, seat, cause);
    live = [joined, ...others.slice(1)];
  }
}

/** Moves what a joined booking knew, and its keys, to where it went; every step may be repeated. */
async function completeJoin(
  log: Log,
  clinic: ClinicSlug,
  from: BookingId,
  state: BookingState,
  seat: string | null,
  cause: Cause,
): Promise<BookingId> {
  if (state.joinedInto === null) return from;
  const into = await liveBooking(log, clinic, state.joinedInto, seat, cause);
  const decided = await handle(log, {
    clinic,
    stream: bookingStream(clinic, into),
    fold: folds.booking,
    cause,
    step: `absorb ${from}`,
    subject: (before) => contactOf(before) ?? contactOf(state),
    decide(before) {
      if (before.absorbed.includes(from) || before.joinedInto !== null) return [];
      // Under the key of another contact the place would outlive her erasure: then it is left behind.
      const sameContact = (contactOf(before) ?? contactOf(state)) === contactOf(state);
      const places = sameContact
        ? Object.entries(state.locations).flatMap(([uid, place]) => (isErased(place) ? [] : [[uid, place] as const]))
        : [];
      const locations = places.length === 0 ? null : Object.fromEntries(places);
      return [{ type: 'BookingAbsorbed' as const, data: { from, uids: Object.values(state.uids), locations, visit: state.visit } }];
    },
  });
  // It went elsewhere in the meantime: what it knew must go there too.
  if (decided.state.joinedInto !== null)
    return completeJoin(log, clinic, from, { ...state, joinedInto: decided.state.joinedInto }, seat, cause);
  await handKeysOver(log, clinic, from, into, seat, state, cause);
  return into;
}
