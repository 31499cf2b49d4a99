import * as calcom from './calcomBodies.ts';
import { reasons, type Scene, type Told } from './stage.ts';

/** How a booking begins; integrations.md 1.4. */
export type Beginning = 'booked' | 'requested' | 'approved' | 'refused' | 'withdrawn' | 'unpaid' | 'paid' | 'paid and approved';

/** Whether the clinic has to say yes first. */
export const needsApproval = (begins: Beginning): boolean => begins !== 'booked' && begins !== 'unpaid' && begins !== 'paid';

/** Whether there is something to pay. */
export const isPaid = (begins: Beginning): boolean => begins === 'unpaid' || begins === 'paid' || begins === 'paid and approved';

/** Tells the beginning of a visit. */
export function tellBeginning(visit: calcom.Visit, begins: Beginning, { random, moments, server }: Scene): Told {
  switch (begins) {
    case 'booked':
      return { status: 'SCHEDULED', bodies: [calcom.bookingCreated(visit)] };
    case 'requested':
      return { status: 'REQUESTED', bodies: [calcom.bookingRequested(visit)] };
    case 'approved':
      return { status: 'SCHEDULED', bodies: [calcom.bookingRequested(visit), calcom.bookingConfirmed(visit, moments.next())] };
    case 'refused': {
      const why = { at: moments.next(), reason: random.pick(reasons.clinic) };
      return { status: 'REJECTED', bodies: [calcom.bookingRequested(visit), calcom.bookingRejected(visit, why)] };
    }
    case 'withdrawn': {
      const why = { at: moments.next(), reason: random.pick(reasons.cancelling) };
      return { status: 'CANCELLED', bodies: [calcom.bookingRequested(visit), calcom.bookingCancelled(visit, why)] };
    }
    case 'unpaid':
      // Its body says ACCEPTED all the same.
      return { status: 'AWAITING_PAYMENT', bodies: [calcom.paymentInitiated(visit)] };
    case 'paid': {
      const at = moments.next();
      // The booking and its payment are told within a second, from different places of Cal.com's code.
      const soon = new Date(at.getTime() + random.whole(20, 900));
      const payment = server === 'older' ? calcom.bookingPaidWithoutAnswers(visit, soon) : calcom.bookingPaid(visit, soon);
      return { status: 'SCHEDULED', bodies: [calcom.paymentInitiated(visit), calcom.bookingCreatedAfterPayment(visit, at), payment] };
    }
    case 'paid and approved': {
      const requested = calcom.bookingRequested({ ...visit, bookedAt: moments.next() });
      return { status: 'SCHEDULED', bodies: [calcom.paymentInitiated(visit), requested, calcom.bookingConfirmed(visit, moments.next())] };
    }
    default:
      return begins satisfies never;
  }
}
