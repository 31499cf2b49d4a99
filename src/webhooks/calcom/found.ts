import type { BookingReport, SaysCalendar } from '../../domain/booking/report.ts';
import type { UidStatus } from '../../domain/booking/uidState.ts';
import type { FoundAttendee, FoundBooking } from '../../domain/calendar/foundBooking.ts';
import type { Instant } from '../../domain/ids.ts';
import { type CalcomPayload, nameOf, payloadSchema, textAnswer } from './body.ts';
import { bookingAttendee, readBooker } from './booker.ts';
import { bareDetails, readDetails } from './details.ts';
import { readJourney, type TranslatorClinic, words } from './translate.ts';

/** What is known beside the row itself. */
export interface FoundContext {
  readonly clinic: TranslatorClinic;
  /** When the calendar gave the row, by its clock. */
  readonly seenAt: Instant;
  /** Seats of this uid that are known. */
  readonly seats: readonly string[];
  /** Another row of the same answer replaces this one: older servers say so in the newer row only. */
  readonly isReplaced: boolean;
}

/** Reads a row of Cal.com’s API as reports, one a seat where seats share it: by the same rules as a body, so that both say the same. */
export function translateFound(found: FoundBooking, context: FoundContext): readonly BookingReport[] {
  const uid = nameOf(found.uid);
  if (uid === null) return [];
  const seated = found.attendees.filter(({ seat }) => nameOf(seat) !== null);
  if (seated.length === 0 && context.seats.length === 0) return [readFoundReport(found, uid, null, context)];
  // A row that hides its seats says nothing of them, unless all of it ended.
  if (seated.length === 0 && !isOver(found)) return [];
  const gone = context.seats.filter((seat) => !seated.some((one) => one.seat === seat));
  return [
    ...seated.map((attendee) => readFoundReport(found, uid, attendee, context)),
    ...gone.map((seat) => leftSeat(found, uid, seat, context)),
  ];
}

/** The end of a meeting is told by a job of Cal.com’s that runs now and then: for so long it is not missed. */
const overGrace = 3_600_000;

const isOver = ({ status }: FoundBooking): boolean => status === 'CANCELLED' || status === 'REJECTED';

const statuses: Readonly<Record<FoundBooking['status'], UidStatus>> = {
  ACCEPTED: 'SCHEDULED',
  PENDING: 'REQUESTED',
  CANCELLED: 'CANCELLED',
  REJECTED: 'REJECTED',
};

/** @param of the attendee of a seat; null where the booking has none */
function readFoundReport(
  found: FoundBooking,
  uid: string,
  of: FoundAttendee | null,
  { clinic, seenAt, isReplaced }: FoundContext,
): BookingReport {
  const { status, updatedAt: at, endsAt, rescheduledFrom, rescheduledTo } = found;
  const payload = payloadOf(found, of);
  const attendee = bookingAttendee(payload, isOver(found));
  const replaced = status === 'CANCELLED' && (isReplaced || rescheduledTo !== null);
  const isAbsent = (of ?? found.attendees.find(({ email }) => email === attendee?.email))?.absent ?? null;
  const says: SaysCalendar = {
    type: 'found',
    status: replaced ? null : statuses[status],
    rescheduled: rescheduledFrom !== null,
    reason: words(found.reason ?? textAnswer(payload.responses, 'rescheduleReason')),
    noShow: status === 'ACCEPTED' ? isAbsent : null,
    overAt: status === 'ACCEPTED' && endsAt !== null && Date.parse(endsAt) + overGrace <= Date.parse(seenAt) ? endsAt : null,
    madeAt: found.createdAt,
    seenAt,
  };
  return {
    says,
    seat: nameOf(of?.seat),
    attendees: null,
    occurredAt: at,
    booker: readBooker(payload, attendee, clinic.country),
    journey: readJourney(payload, at),
    details: readDetails(payload, { uid, at, trigger: 'found', attendee, catalogue: clinic.catalogue }),
  };
}

/** A seat that was known and is in the row no more: whoever had it has left. */
const leftSeat = (found: FoundBooking, uid: string, seat: string, { seenAt }: FoundContext): BookingReport => ({
  says: {
    type: 'found',
    status: found.status === 'REJECTED' ? 'REJECTED' : 'CANCELLED',
    rescheduled: false,
    reason: null,
    noShow: null,
    overAt: null,
    madeAt: found.createdAt,
    seenAt,
  },
  seat,
  attendees: null,
  occurredAt: found.updatedAt,
  booker: null,
  details: bareDetails(uid, found.updatedAt),
});

/** Questions of Cal.com’s own, by their slugs: answers to them are no words of the booker’s (integrations.md 1.6). */
const ownQuestions = new Set([
  'name',
  'email',
  'attendeePhoneNumber',
  'location',
  'title',
  'notes',
  'guests',
  'rescheduleReason',
  'smsReminderNumber',
]);

/** The row in the words of a body. */
function payloadOf(found: FoundBooking, of: FoundAttendee | null): CalcomPayload {
  const responses = { ...(of?.responses ?? found.responses) };
  return payloadSchema.parse({
    type: found.eventType,
    startTime: found.startsAt,
    endTime: found.endsAt,
    createdAt: found.createdAt,
    location: found.location,
    iCalUID: found.iCalUid,
    rescheduleUid: found.rescheduledFrom,
    additionalNotes: textAnswer(responses, 'notes'),
    attendees: (of ? [of] : found.attendees).map(({ email, name, timeZone, phone }) => ({ email, name, timeZone, phoneNumber: phone })),
    organizer: { name: found.host },
    responses,
    userFieldsResponses: Object.fromEntries(Object.entries(responses).filter(([slug]) => !ownQuestions.has(slug))),
    metadata: of?.metadata ?? found.metadata,
  });
}
