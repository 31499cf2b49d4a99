import { askedAnswers, cancelAnswers, customAnswers, customAnswersByName, placeOf } from './answers.ts';
import { currencyOf } from './newBooking.ts';
import { organizer, storedAttendees, without } from './people.ts';
import { endOf, fullName, type Visit } from './visit.ts';
import { type CalcomWebhook, secondsWithOffset, webhook } from './webhook.ts';

/** When and why something was taken back. */
export interface Reason {
  readonly at: Date;
  readonly reason: string;
}

// Every cancel has times that end in an offset, and no metadata.

/** The end of a visit, by the patient or the clinic. */
export const bookingCancelled = (visit: Visit, why: Reason): CalcomWebhook =>
  webhook('BOOKING_CANCELLED', why.at, { ...cancelPayload(visit, why), requestReschedule: false });

/** The host asks for another time: no loss, since a reschedule of this uid is to follow (integrations.md 1.4). */
export const rescheduleAsked = (visit: Visit, { at, reason }: Reason): CalcomWebhook =>
  webhook('BOOKING_CANCELLED', at, {
    ...askedPayload(visit, reason),
    status: 'CANCELLED',
    eventTypeId: visit.eventType.id,
    length: visit.eventType.minutes,
    iCalSequence: visit.iCalSequence + 1,
    eventTitle: visit.eventType.name,
    organizer: without(organizer(visit), 'usernameInOrg'),
    requestReschedule: true,
  });

/** The same request from a server older than 2026: nothing tells it from a cancel. */
export const rescheduleAskedWithoutFlag = (visit: Visit, { at, reason }: Reason): CalcomWebhook =>
  webhook('BOOKING_CANCELLED', at, { ...askedPayload(visit, reason), organizer: without(organizer(visit), 'id', 'usernameInOrg') });

function askedPayload(visit: Visit, reason: string) {
  const { eventType, person, practitioner } = visit;
  return {
    bookingId: visit.bookingId,
    type: eventType.slug,
    title: `${eventType.name} between ${practitioner.name} and ${fullName(person)}`,
    description: visit.notes,
    customInputs: {},
    responses: askedAnswers(visit),
    userFieldsResponses: customAnswers(visit),
    startTime: secondsWithOffset(visit.startsAt),
    endTime: secondsWithOffset(endOf(visit)),
    attendees: storedAttendees(visit).map((one) => ({ ...without(one, 'phoneNumber'), username: '' })),
    uid: visit.uid,
    location: placeOf(visit),
    destinationCalendar: [],
    iCalUID: visit.iCalUid,
    cancelledBy: practitioner.email,
    cancellationReason: `Please reschedule. ${reason}`,
  };
}

/** What every cancel but a host's request holds. */
export function cancelPayload(visit: Visit, { reason }: Reason) {
  const { eventType, person, practitioner } = visit;
  return {
    bookerUrl: 'https://cal.example.com',
    title: `${eventType.name} between ${practitioner.name} and ${fullName(person)}`,
    length: eventType.minutes,
    type: eventType.slug,
    additionalNotes: visit.notes,
    description: visit.notes,
    customInputs: {},
    eventTypeId: eventType.id,
    userFieldsResponses: customAnswersByName(visit),
    responses: cancelAnswers(visit),
    startTime: secondsWithOffset(visit.startsAt),
    endTime: secondsWithOffset(endOf(visit)),
    organizer: organizer(visit),
    attendees: storedAttendees(visit),
    uid: visit.uid,
    bookingId: visit.bookingId,
    location: placeOf(visit),
    destinationCalendar: [],
    cancellationReason: reason,
    seatsPerTimeSlot: eventType.seats,
    seatsShowAttendees: false,
    iCalUID: visit.iCalUid,
    iCalSequence: visit.iCalSequence + 1,
    hideOrganizerEmail: false,
    customReplyToEmail: null,
    organizationId: 1,
    eventTitle: eventType.name,
    eventDescription: null,
    requiresConfirmation: null,
    price: null,
    currency: currencyOf(visit),
    status: 'CANCELLED',
  };
}
