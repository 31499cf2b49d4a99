import { placeOf, storedAnswers } from './answers.ts';
import { appsStatus } from './newBooking.ts';
import { attendeeRow } from './people.ts';
import { addressOf, endOf, fullName, type Visit } from './visit.ts';
import { type CalcomWebhook, webhook } from './webhook.ts';

/** Whom staff marked, by the address that Cal.com has of her. */
export interface Mark {
  readonly email: string;
  readonly noShow: boolean;
}

/** Staff marked attendees as absent, or took it back: `bookingUid`, not `uid`, and neither a time nor a status (integrations.md 1.5). */
export const noShowUpdated = (visit: Visit, at: Date, marks: readonly Mark[]): CalcomWebhook =>
  webhook('BOOKING_NO_SHOW_UPDATED', at, {
    message: messageOf(marks),
    attendees: marks,
    bookingUid: visit.uid,
    bookingId: visit.bookingId,
  });

/** The booker did not come. */
export const noShowMarked = (visit: Visit, at: Date): CalcomWebhook =>
  noShowUpdated(visit, at, [{ email: addressOf(visit.person), noShow: true }]);

/** She did come after all. */
export const noShowUnmarked = (visit: Visit, at: Date): CalcomWebhook =>
  noShowUpdated(visit, at, [{ email: addressOf(visit.person), noShow: false }]);

function messageOf(marks: readonly Mark[]): string {
  const [mark] = marks;
  return mark && marks.length === 1 ? `${mark.email} ${mark.noShow ? 'marked' : 'unmarked'} as no-show` : 'No-show status updated';
}

/** The visit's time began: the row of the database, flat, whose `createdAt` is the booking's own (integrations.md 1.2). */
export const meetingStarted = (visit: Visit, seated: readonly Visit[] = [visit]): CalcomWebhook => ({
  triggerEvent: 'MEETING_STARTED',
  ...meetingRow(visit, seated, visit.bookedAt),
});

/** The visit's time is over, whether or not anybody came; flat as well. `seated` are those who share the slot. */
export const meetingEnded = (visit: Visit, seated: readonly Visit[] = [visit]): CalcomWebhook => ({
  triggerEvent: 'MEETING_ENDED',
  ...meetingRow(visit, seated, endOf(visit)),
});

/** The same from the newer servers, which wrap the row. */
export const meetingEndedWrapped = (visit: Visit, seated: readonly Visit[] = [visit]): CalcomWebhook =>
  webhook('MEETING_ENDED', new Date(endOf(visit).getTime() + cronDelay), meetingRow(visit, seated, endOf(visit)));

/** A cron job sends the ends, minutes late. */
const cronDelay = 300_000;

/** What the webhook's test button sends. */
export const ping = (at: Date): CalcomWebhook =>
  webhook('PING', at, {
    type: 'Test',
    title: 'Test trigger event',
    description: '',
    startTime: at.toISOString(),
    endTime: at.toISOString(),
    attendees: [
      { email: 'test.attendee@example.com', name: 'Test Attendee', timeZone: 'Europe/London', language: { locale: 'en' }, utcOffset: 60 },
    ],
    organizer: { name: 'Cal', email: 'no-reply@example.com', timeZone: 'Europe/London', language: { locale: 'en' }, utcOffset: 60 },
  });

/** The booking's row, whose times are whole seconds. */
function meetingRow(visit: Visit, seated: readonly Visit[], updatedAt: Date) {
  const { eventType, practitioner, person, bookingId } = visit;
  return {
    id: bookingId,
    uid: visit.uid,
    idempotencyKey: `00000000-0000-5000-8000-${String(bookingId).padStart(12, '0')}`,
    userId: practitioner.id,
    userPrimaryEmail: practitioner.email,
    eventTypeId: eventType.id,
    title: `${eventType.name} between ${practitioner.name} and ${fullName(person)}`,
    description: visit.notes,
    customInputs: {},
    responses: storedAnswers(visit),
    startTime: visit.startsAt.toISOString(),
    endTime: endOf(visit).toISOString(),
    location: placeOf(visit),
    createdAt: wholeSecond(visit.bookedAt),
    updatedAt: wholeSecond(updatedAt),
    status: 'ACCEPTED',
    paid: eventType.price > 0,
    destinationCalendarId: null,
    cancellationReason: null,
    rejectionReason: null,
    reassignReason: null,
    reassignById: null,
    dynamicEventSlugRef: null,
    dynamicGroupSlugRef: null,
    rescheduled: null,
    fromReschedule: visit.movedFrom?.uid ?? null,
    recurringEventId: null,
    smsReminderNumber: null,
    scheduledJobs: [],
    // The row keeps the first link's metadata through reschedules.
    metadata: visit.link,
    isRecorded: false,
    iCalUID: visit.iCalUid,
    iCalSequence: visit.iCalSequence,
    rating: null,
    ratingFeedback: null,
    noShowHost: false,
    oneTimePassword: null,
    cancelledBy: null,
    rescheduledBy: null,
    creationSource: 'WEBAPP',
    user: { email: practitioner.email, name: practitioner.name, timeZone: 'America/Jamaica', username: 'oshun' },
    attendees: seated.map((one, place) => attendeeRow(one, place)),
    payment: [],
    references: [],
    appsStatus,
  };
}

const wholeSecond = (date: Date): string => `${date.toISOString().slice(0, 19)}.000Z`;
