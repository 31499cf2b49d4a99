import { cancelAnswers } from './answers.ts';
import { cancelPayload, type Reason } from './cancelledBooking.ts';
import { appsStatus, bookingPayload } from './newBooking.ts';
import { attendeeRow, bookingAttendee, forgottenAttendee, localeOf } from './people.ts';
import { addressOf, endOf, fullName, type Visit } from './visit.ts';
import { type CalcomWebhook, secondsUtc, webhook } from './webhook.ts';

// Seats of one slot share uid, bookingId and iCalUID; a seat's own visit differs in person, seat and time of booking (integrations.md 1.4).
// The first seat's body is `bookingCreated`.

/** A further seat, as the newer servers say it: the newcomer alone, the title of the first booker, times with milliseconds. */
export const nextSeatBooked = (visit: Visit, first: Visit): CalcomWebhook =>
  webhook('BOOKING_CREATED', visit.bookedAt, {
    ...bookingPayload(visit),
    title: titleOf(first),
    startTime: visit.startsAt.toISOString(),
    endTime: endOf(visit).toISOString(),
    attendees: [{ ...bookingAttendee(visit), bookingSeat: seatRow(visit, 1) }],
    appsStatus,
    status: 'ACCEPTED',
  });

/** The same from the older servers: everybody who has a seat, the newcomer last, and the iCalUID of a uid that was thrown away. */
export const nextSeatBookedAmongAll = (visit: Visit, earlier: readonly Visit[], iCalUid: string): CalcomWebhook =>
  webhook('BOOKING_CREATED', visit.bookedAt, {
    ...bookingPayload(visit),
    startTime: secondsUtc(visit.startsAt),
    endTime: secondsUtc(endOf(visit)),
    attendees: [
      ...earlier.map((one, place) => ({ ...attendeeRow(one, place), bookingSeat: seatRow(one, place), ...localeOf(one) })),
      bookingAttendee(visit),
    ],
    iCalUID: iCalUid,
    appsStatus,
    status: 'ACCEPTED',
  });

/** One seat is given back: the leaver alone, with the answers and the title of whoever booked the slot first. */
export const seatCancelled = (visit: Visit, first: Visit, why: Reason): CalcomWebhook =>
  webhook('BOOKING_CANCELLED', why.at, { ...seatCancel(visit, first, why), attendees: [bookingAttendee(visit)] });

/** The same once the newer servers have forgotten the leaver: only the seat says who she was. */
export const seatCancelledByNobody = (visit: Visit, first: Visit, why: Reason): CalcomWebhook =>
  webhook('BOOKING_CANCELLED', why.at, { ...seatCancel(visit, first, why), attendees: [forgottenAttendee] });

/** The same from the older servers: no seat, so that only the address says who left. */
export const seatCancelledWithoutSeat = (visit: Visit, first: Visit, why: Reason): CalcomWebhook =>
  webhook('BOOKING_CANCELLED', why.at, {
    ...cancelPayload(visit, why),
    title: titleOf(first),
    responses: cancelAnswers(first),
    attendees: [{ ...attendeeRow(visit, 1), ...localeOf(visit) }],
  });

const seatCancel = (visit: Visit, first: Visit, why: Reason) => ({
  ...cancelPayload(visit, why),
  title: titleOf(first),
  responses: cancelAnswers(first),
  startTime: visit.startsAt.toISOString(),
  endTime: endOf(visit).toISOString(),
  attendeeSeatId: visit.seat,
  requestReschedule: false,
});

const titleOf = ({ eventType, practitioner, person }: Visit): string =>
  `${eventType.name} between ${practitioner.name} and ${fullName(person)}`;

function seatRow(visit: Visit, place: number) {
  const { person, bookingId, seat } = visit;
  return {
    id: visit.bookingId * 10 + place,
    referenceUid: seat,
    bookingId,
    attendeeId: visit.bookingId * 10 + place,
    data: {
      description: visit.notes,
      responses: {
        name: fullName(person),
        email: addressOf(person),
        ...(person.phone === null ? {} : { attendeePhoneNumber: person.phone }),
      },
    },
    metadata: visit.link,
  };
}
