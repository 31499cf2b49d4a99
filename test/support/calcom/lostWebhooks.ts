import { type CalcomWebhook, fullName } from '../../../src/cli/demo/calcomBodies.ts';
import type { ExpectedBooking, Journey, Status } from '../../../src/cli/demo/journey.ts';
import { generateJourneys } from '../../../src/cli/demo/journeys.ts';
import { seededRandom } from '../../../src/cli/demo/random.ts';
import { trafficOf } from '../../../src/cli/demo/traffic.ts';
import { bookingRowsOf } from './bookingRows.ts';
import type { ApiBooking } from './calcomServer.ts';

/** A clinic's bookings, what of them is told by webhooks, and what must be known in the end. */
export interface LossyClinic {
  readonly rows: readonly ApiBooking[];
  /** What arrives, in the order in which it does. */
  readonly delivered: readonly CalcomWebhook[];
  readonly dropped: number;
  readonly comesTo: readonly object[];
  readonly people: number;
}

/** Tells journeys with so many webhooks dropped, doubled and reordered, from 0 to 1 each. */
export function lossyClinic({ seed, now, bookings, share }: { seed: string; now: Date; bookings: number; share: number }): LossyClinic {
  const journeys = journeysOf(seed, now, bookings);
  const random = seededRandom(`${seed}/losses`);
  const traffic = trafficOf(journeys, random, { duplicates: share, late: share });
  const delivered = traffic.filter(() => !random.chance(share)).map(({ body }) => body);
  const all = journeys.flatMap(({ bodies }) => bodies);
  const arrived = new Set(delivered.map(nameOf));
  const lost = all.filter((body) => !arrived.has(nameOf(body)));
  const meant = journeys
    .flatMap(({ comesTo }) => comesTo)
    .map((booking) => ({ booking, findable: !isTraceless(booking, lost, delivered) }));
  return {
    rows: bookingRowsOf(all),
    delivered,
    dropped: traffic.length - delivered.length,
    comesTo: meant.filter(({ findable }) => findable).map(({ booking }) => inTheEnd(booking, lost, now)),
    people: journeys.reduce((sum, { people }) => sum + people.length, 0) - meant.filter(({ findable }) => !findable).length,
  };
}

/** As many journeys as the bookings need: some have several, a test of the webhook has none. */
function journeysOf(seed: string, now: Date, bookings: number): readonly Journey[] {
  const all = generateJourneys({ seed, now, count: Math.max(40, bookings) });
  let left = bookings;
  return all.filter(({ comesTo }) => {
    left -= comesTo.length;
    return left + comesTo.length > 0;
  });
}

interface Named {
  readonly uid?: string;
  readonly bookingUid?: string;
  readonly attendeeSeatId?: string;
  readonly requestReschedule?: boolean;
  readonly attendees?: readonly { readonly email: string; readonly name?: string; readonly noShow?: boolean }[];
}

const payloadOf = (body: CalcomWebhook): Named => ('payload' in body ? body.payload : body) as Named; // as the demo makes them

/** One thing that happened, however often it is told: mark, unmark and mark are three. */
function nameOf(body: CalcomWebhook): string {
  const { uid, bookingUid, attendeeSeatId, attendees } = payloadOf(body);
  const marks = body.triggerEvent === 'BOOKING_NO_SHOW_UPDATED' ? attendees : null;
  return JSON.stringify([body.triggerEvent, uid ?? bookingUid, attendeeSeatId, marks]);
}

/** A seat that was given back is in no row: who had it is in the bodies only that tell of it, and not in all of those. */
const isTraceless = (
  { seat, status, person }: ExpectedBooking,
  lost: readonly CalcomWebhook[],
  delivered: readonly CalcomWebhook[],
): boolean => {
  if (seat === null || status !== 'CANCELLED') return false;
  const isItsOwn = (body: CalcomWebhook): boolean => payloadOf(body).attendeeSeatId === seat;
  const isNamed = delivered.some((body) => isItsOwn(body) && payloadOf(body).attendees?.some(({ name }) => name === fullName(person)));
  return !isNamed && lost.some((body) => body.triggerEvent === 'BOOKING_CREATED' && isItsOwn(body));
};

/**
 * What can be known: a row says that it is pending or cancelled, and nothing of why, nor whether it stood before; and a time that is over is
 * over, whoever says so.
 */
function inTheEnd({ person, bookedAt, wasScheduled, ...booking }: ExpectedBooking, lost: readonly CalcomWebhook[], now: Date): object {
  const uid = booking.uids.at(-1);
  const isLost = (trigger: string, of: (payload: Named) => boolean = () => true): boolean =>
    lost.some((body) => body.triggerEvent === trigger && payloadOf(body).uid === uid && of(payloadOf(body)));
  const status = ((): Status => {
    if (booking.status === 'SCHEDULED' && booking.startsAt < now.toISOString()) return 'COMPLETED';
    if (booking.status === 'AWAITING_PAYMENT' && isLost('BOOKING_PAYMENT_INITIATED')) return 'REQUESTED';
    const isAskedUnheard =
      booking.status === 'RESCHEDULE_REQUESTED' && isLost('BOOKING_CANCELLED', (one) => one.requestReschedule === true);
    return isAskedUnheard ? 'CANCELLED' : booking.status;
  })();
  return { ...booking, status, name: fullName(person) };
}
