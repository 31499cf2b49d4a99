import { customAnswers, customAnswersByName, formAnswers, placeOf, rejectAnswers } from './answers.ts';
import { currencyOf, paymentIdOf } from './newBooking.ts';
import { organizer, storedAttendees, without } from './people.ts';
import { addressOf, endOf, fullName, type Visit } from './visit.ts';
import { type CalcomWebhook, webhook } from './webhook.ts';

// The bodies that the clinic's answer or a payment sends, from the database: times with milliseconds, and the link's metadata is gone
// (integrations.md 1.8). They name neither the uid that was replaced nor the iCalUID.

/** The clinic's yes: the same trigger as a plain booking, another shape. */
export const bookingConfirmed = (visit: Visit, at: Date): CalcomWebhook =>
  webhook('BOOKING_CREATED', at, {
    ...storedPayload(visit),
    description: visit.notes,
    userFieldsResponses: customAnswers(visit),
    responses: formAnswers(visit),
    organizer: without(organizer(visit), 'id', 'usernameInOrg'),
    attendees: storedAttendees(visit),
    requiresConfirmation: true,
    status: 'ACCEPTED',
  });

/** The clinic's no, to a request or to a new time. */
export const bookingRejected = (visit: Visit, { at, reason }: { readonly at: Date; readonly reason: string }): CalcomWebhook =>
  webhook('BOOKING_REJECTED', at, {
    ...storedPayload(visit),
    description: visit.notes,
    userFieldsResponses: customAnswersByName(visit),
    responses: rejectAnswers(visit),
    organizer: organizer(visit),
    attendees: storedAttendees(visit),
    requiresConfirmation: true,
    hideOrganizerEmail: false,
    hideCalendarNotes: false,
    hideCalendarEventDetails: false,
    customReplyToEmail: null,
    organizationId: 1,
    additionalNotes: visit.notes,
    rejectionReason: reason,
    eventDescription: '',
    status: 'REJECTED',
  });

/** What stands once a payment came: its attendees have no phone, only the answers do. */
export const bookingCreatedAfterPayment = (visit: Visit, at: Date): CalcomWebhook => webhook('BOOKING_CREATED', at, paidPayload(visit));

/** The payment itself, sent right after the booking that it made stand; its metadata is the payment's own. */
export const bookingPaid = (visit: Visit, at: Date): CalcomWebhook =>
  webhook('BOOKING_PAID', at, { ...paidPayload(visit), paymentId: paymentIdOf(visit), metadata: paymentMetadata(visit) });

/** The payment in the shape of the documented sample: no answers, so no phone unless it is the place. */
export const bookingPaidWithoutAnswers = (visit: Visit, at: Date): CalcomWebhook =>
  webhook('BOOKING_PAID', at, {
    ...without(storedPayload(visit), 'bookerUrl'),
    description: visit.notes,
    additionalNotes: visit.notes,
    organizer: { ...without(organizer(visit), 'usernameInOrg', 'utcOffset'), timeFormat: 12 },
    attendees: storedAttendees(visit).map((one) => without(one, 'phoneNumber', 'utcOffset')),
    destinationCalendar: null,
    hideCalendarNotes: false,
    requiresConfirmation: visit.needsApproval,
    seatsShowAttendees: true,
    seatsShowAvailabilityCount: true,
    schedulingType: null,
    iCalUID: visit.iCalUid,
    iCalSequence: visit.iCalSequence,
    eventDescription: '',
    paymentId: paymentIdOf(visit),
    metadata: paymentMetadata(visit),
    status: 'ACCEPTED',
  });

/** What every body from the database holds. */
function storedPayload(visit: Visit) {
  const { eventType, person, practitioner } = visit;
  return {
    type: eventType.slug,
    title: `${eventType.name} between ${practitioner.name} and ${fullName(person)}`,
    bookerUrl: 'https://cal.example.com',
    customInputs: {},
    startTime: visit.startsAt.toISOString(),
    endTime: endOf(visit).toISOString(),
    location: placeOf(visit),
    uid: visit.uid,
    destinationCalendar: [] as object[] | null,
    eventTypeId: eventType.id,
    eventTitle: eventType.name,
    eventDescription: null as string | null,
    price: eventType.price,
    currency: currencyOf(visit),
    length: eventType.minutes,
    bookingId: visit.bookingId,
  };
}

const paidPayload = (visit: Visit) => ({
  ...storedPayload(visit),
  userFieldsResponses: customAnswers(visit),
  responses: formAnswers(visit),
  organizer: without(organizer(visit), 'username', 'usernameInOrg'),
  hideOrganizerEmail: false,
  attendees: storedAttendees(visit).map((one) => without(one, 'phoneNumber')),
  recurringEvent: null,
  customReplyToEmail: null,
  hideBranding: false,
  requiresConfirmation: null,
  status: 'ACCEPTED',
});

const paymentMetadata = (visit: Visit) => ({
  identifier: 'cal.com',
  bookingId: visit.bookingId,
  eventTypeId: visit.eventType.id,
  bookerEmail: addressOf(visit.person),
  eventTitle: visit.eventType.name,
  externalId: `pi_demo${String(paymentIdOf(visit)).padStart(14, '0')}`,
});
