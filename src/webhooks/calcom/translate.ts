import type { BookingReport, Says, UsedToken } from '../../domain/booking/report.ts';
import type { ProcedureCatalogue } from '../../domain/clinic/procedure.ts';
import { type Instant, toInstant } from '../../domain/ids.ts';
import { type CalcomBody, type CalcomPayload, nameOf, readBody, textAnswer } from './body.ts';
import { attendeeIdentifier, bookingAttendee, readBooker } from './booker.ts';
import { bareDetails, readDetails } from './details.ts';

/** What a body comes to. Reasons are for people and hold nothing of the body. */
export type Translation =
  | { readonly kind: 'reports'; readonly trigger: string; readonly reports: readonly BookingReport[] }
  /** Readable, and says nothing about a booking. */
  | { readonly kind: 'ignored'; readonly trigger: string; readonly reason: string }
  /** Cannot be read. */
  | { readonly kind: 'parked'; readonly trigger: string | null; readonly reason: string };

/** What a translator knows of the clinic. */
export interface TranslatorClinic {
  /** ISO 3166: national phone numbers are read in it. */
  readonly country: string;
  readonly catalogue: ProcedureCatalogue;
}

/** Triggers that say nothing about a booking, and why; integrations.md 1.3. */
const ignored: Readonly<Record<string, string>> = {
  PING: 'a test of the webhook',
  FORM_SUBMITTED: 'a routing form is not a booking',
  FORM_SUBMITTED_NO_EVENT: 'a routing form without a booking',
  MEETING_STARTED: 'the start of a meeting changes nothing',
  RECORDING_READY: 'recordings are not kept',
  RECORDING_TRANSCRIPTION_GENERATED: 'transcriptions are not kept',
  INSTANT_MEETING: 'an instant meeting is not an appointment',
  OOO_CREATED: 'absences of staff are not kept',
  AFTER_HOSTS_CAL_VIDEO_NO_SHOW: 'an empty video room is not a no-show: the clinic marks those itself',
  AFTER_GUESTS_CAL_VIDEO_NO_SHOW: 'an empty video room is not a no-show: the clinic marks those itself',
  WRONG_ASSIGNMENT_REPORT: 'a report about assignment changes no booking',
  DELEGATION_CREDENTIAL_ERROR: 'a calendar credential of the clinic’s staff needs attention in Cal.com',
};

/** Reads a Cal.com body as reports about bookings. Pure: the same body always reads the same. */
export function translateCalcom(raw: Uint8Array | string, clinic: TranslatorClinic): Translation {
  const body = readBody(raw);
  if (!body) return { kind: 'parked', trigger: null, reason: 'the body is not a JSON object with a triggerEvent' };
  const { trigger } = body;
  const says = whatItSays(body);
  if (says === null)
    return { kind: 'ignored', trigger: trigger.slice(0, 100), reason: ignored[trigger] ?? 'a trigger that is not known here' };
  const uid = nameOf(trigger === 'BOOKING_NO_SHOW_UPDATED' ? body.payload.bookingUid : body.payload.uid);
  if (uid === null) return { kind: 'parked', trigger, reason: 'the body names no booking' };
  // The row of a meeting says when the booking was made, in either shape: it must not overrule what was told since.
  const at = toInstant(trigger === 'MEETING_ENDED' ? (body.payload.createdAt ?? body.createdAt) : body.createdAt);
  if (at === null) return { kind: 'parked', trigger, reason: 'the body does not say when it was made' };
  if (says.type === 'attendance') return { kind: 'reports', trigger, reports: readMarks(body, uid, at, clinic) };
  if (toInstant(body.payload.startTime) === null) return { kind: 'parked', trigger, reason: 'the time of the booking cannot be read' };
  return { kind: 'reports', trigger, reports: [readReport(body, says, uid, at, clinic)] };
}

/** The statement that a trigger makes; null when it makes none about a booking. */
function whatItSays({ trigger, payload }: CalcomBody): Says | null {
  const status = (to: Extract<Says, { type: 'status' }>['status'], reason: string | null = null, rescheduled = false): Says => ({
    type: 'status',
    status: to,
    rescheduled,
    reason,
  });
  switch (trigger) {
    case 'BOOKING_CREATED':
      return status(payload.status === 'PENDING' ? 'REQUESTED' : 'SCHEDULED');
    case 'BOOKING_REQUESTED':
      return status('REQUESTED');
    case 'BOOKING_PAYMENT_INITIATED':
      // Its status says ACCEPTED although nothing is paid.
      return status('AWAITING_PAYMENT');
    case 'BOOKING_RESCHEDULED':
      return status('SCHEDULED', words(textAnswer(payload.responses, 'rescheduleReason')), true);
    case 'BOOKING_CANCELLED':
      return status(payload.requestReschedule === true ? 'RESCHEDULE_REQUESTED' : 'CANCELLED', words(payload.cancellationReason));
    case 'BOOKING_REJECTED':
      return status('REJECTED', words(payload.rejectionReason));
    case 'BOOKING_PAID':
      return { type: 'paid', stands: payload.status !== 'PENDING' };
    case 'BOOKING_NO_SHOW_UPDATED':
      return { type: 'attendance', marks: [] };
    case 'MEETING_ENDED':
      return { type: 'completed', endedAt: toInstant(payload.endTime) };
    default:
      return null;
  }
}

/** A reason as it is kept; null when it says nothing. */
export const words = (text: string | null | undefined): string | null => text?.trim().slice(0, 2_000) || null;

const isEnding = (says: Says): boolean =>
  says.type === 'status' && (says.status === 'CANCELLED' || says.status === 'REJECTED' || says.status === 'RESCHEDULE_REQUESTED');

function readReport(
  { trigger, payload }: CalcomBody,
  says: Says,
  uid: string,
  at: Instant,
  { country, catalogue }: TranslatorClinic,
): BookingReport {
  const seat = nameOf(payload.attendeeSeatId);
  const occurredAt = says.type === 'completed' ? (says.endedAt ?? at) : at;
  const ends = isEnding(says);
  // Seats share the uid, and the body does not say whose ends: it ends for the attendees whom it lists.
  if (ends && seat === null && (payload.seatsPerTimeSlot ?? 0) > 0) {
    return { says, seat, attendees: named(payload, country), occurredAt, booker: null, details: bareDetails(uid, at) };
  }
  const attendee = bookingAttendee(payload, ends);
  const details = readDetails(payload, { uid, at, trigger, attendee, catalogue });
  const report = { says, seat, attendees: null, occurredAt, journey: readJourney(payload, at) };
  // A meeting's row names no event type: too little to make a booking of, or a contact.
  if (says.type === 'completed') return { ...report, booker: null, details: { ...details, kind: null, procedure: null } };
  return { ...report, booker: readBooker(payload, attendee, country), details };
}

/** The token of the booking link, from the link's metadata or, where those are lost, a hidden question of that name. */
export function readJourney({ metadata, responses, createdAt }: CalcomPayload, at: Instant): UsedToken | null {
  const given = metadata?.journey;
  const token = typeof given === 'string' && given !== '' ? given : textAnswer(responses, 'journey');
  return token === null ? null : { token: token.trim(), usedAt: toInstant(createdAt) ?? at };
}

const named = ({ attendees }: CalcomPayload, country: string) => (attendees ?? []).flatMap((one) => attendeeIdentifier(one, country) ?? []);

/** A body may mark several attendees; each is matched to a booking of the uid by her address. */
function readMarks({ payload }: CalcomBody, uid: string, at: Instant, { country }: TranslatorClinic): readonly BookingReport[] {
  const marks = (payload.attendees ?? []).flatMap((one) => {
    const attendee = attendeeIdentifier(one, country);
    return attendee && typeof one.noShow === 'boolean' ? [{ attendee, noShow: one.noShow }] : [];
  });
  return [
    { says: { type: 'attendance', marks }, seat: null, attendees: null, occurredAt: at, booker: null, details: bareDetails(uid, at) },
  ];
}
