// Bodies as Cal.com sends them, one function for each path on which they come about. They are made of a `Visit`:
//
//   const visit = visitOf({ uid, bookingId, person, eventType, practitioner, startsAt, bookedAt });
//   const moved = movedVisit(visit, { uid: newUid, bookingId: 9002, startsAt: later, movedAt: now, reason: 'Work' });
//   const bodies = [bookingCreated(visit), bookingRescheduled(moved), bookingCancelled(moved, { at: now, reason: 'Travel' })];
export * from './calcom/answeredBooking.ts';
export * from './calcom/attendance.ts';
export { bookingCancelled, type Reason, rescheduleAsked, rescheduleAskedWithoutFlag } from './calcom/cancelledBooking.ts';
export { bookingCreated, bookingRequested, bookingRescheduled, paymentInitiated } from './calcom/newBooking.ts';
export * from './calcom/seats.ts';
export * from './calcom/visit.ts';
export type { CalcomWebhook } from './calcom/webhook.ts';
