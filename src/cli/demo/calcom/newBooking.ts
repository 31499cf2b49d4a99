import { customAnswers, formAnswers, placeOf } from './answers.ts';
import { bookingAttendees, organizer } from './people.ts';
import { endOf, fullName, type Visit } from './visit.ts';
import { type CalcomWebhook, secondsUtc, webhook } from './webhook.ts';

// The bodies that the booking page sends: the fullest shape, times without milliseconds, and the link's metadata (integrations.md 1.8).

/** A visit that needs nobody's yes and no payment, or a seat of a shared slot: it stands. */
export const bookingCreated = (visit: Visit): CalcomWebhook =>
  webhook('BOOKING_CREATED', visit.bookedAt, { ...bookingPayload(visit), appsStatus, status: 'ACCEPTED' });

/** A visit, or a new time for one, that waits for the clinic's yes. */
export const bookingRequested = (visit: Visit): CalcomWebhook =>
  webhook('BOOKING_REQUESTED', visit.bookedAt, {
    ...bookingPayload(visit),
    requiresConfirmation: true,
    oneTimePassword: `00000000-0000-4000-8000-${String(visit.bookingId).padStart(12, '0')}`,
    status: 'PENDING',
  });

/** A visit that waits for its payment: the status says ACCEPTED all the same. */
export const paymentInitiated = (visit: Visit): CalcomWebhook =>
  webhook('BOOKING_PAYMENT_INITIATED', visit.bookedAt, { ...bookingPayload(visit), paymentId: paymentIdOf(visit), status: 'ACCEPTED' });

/** A moved visit: a uid of its own, and the old one is said to be replaced by nothing but this body. */
export const bookingRescheduled = (visit: Visit): CalcomWebhook =>
  webhook('BOOKING_RESCHEDULED', visit.bookedAt, { ...bookingPayload(visit), appsStatus, status: 'ACCEPTED' });

/** The payment of a visit; each has one. */
export const paymentIdOf = ({ bookingId }: Visit): number => bookingId + 300_000;

export const appsStatus = [{ appName: 'google-calendar', type: 'google_calendar', success: 1, failures: 0, errors: [] }];

/** What every body from the booking page holds. */
export function bookingPayload(visit: Visit) {
  const { eventType, person, practitioner, seat, notes, link, movedFrom } = visit;
  return {
    bookerUrl: 'https://cal.example.com',
    title: `${eventType.name} between ${practitioner.name} and ${fullName(person)}`,
    startTime: secondsUtc(visit.startsAt),
    endTime: secondsUtc(endOf(visit)),
    additionalNotes: notes,
    type: eventType.slug,
    description: notes,
    eventTypeId: eventType.id,
    hideCalendarNotes: false,
    hideCalendarEventDetails: false,
    hideOrganizerEmail: false,
    schedulingType: null,
    seatsPerTimeSlot: eventType.seats,
    seatsShowAttendees: eventType.seats === null,
    seatsShowAvailabilityCount: true,
    customReplyToEmail: null,
    disableRescheduling: false,
    disableCancelling: false,
    organizer: organizer(visit),
    attendees: bookingAttendees(visit),
    customInputs: {},
    responses: formAnswers(visit),
    userFieldsResponses: customAnswers(visit),
    location: placeOf(visit),
    destinationCalendar: null,
    iCalUID: visit.iCalUid,
    iCalSequence: visit.iCalSequence,
    requiresConfirmation: visit.needsApproval,
    oneTimePassword: null,
    organizationId: 1,
    hashedLink: null,
    uid: visit.uid,
    eventTitle: eventType.name,
    eventDescription: '',
    price: eventType.price,
    currency: currencyOf(visit),
    length: eventType.minutes,
    bookingId: visit.bookingId,
    ...(seat === null ? {} : { attendeeSeatId: seat }),
    ...(movedFrom === null ? {} : movedKeys(visit, movedFrom)),
    // What the link carried; a link to another time carries nothing.
    metadata: movedFrom === null ? link : {},
  };
}

export const currencyOf = ({ eventType }: Visit): string => (eventType.price === 0 ? 'usd' : 'jmd');

function movedKeys(visit: Visit, { uid, bookingId, startsAt }: NonNullable<Visit['movedFrom']>) {
  return {
    rescheduleId: bookingId,
    rescheduleUid: uid,
    rescheduleStartTime: secondsUtc(startsAt),
    rescheduleEndTime: secondsUtc(endOf({ ...visit, startsAt })),
    rescheduledBy: visit.person.email ?? visit.practitioner.email,
  };
}
