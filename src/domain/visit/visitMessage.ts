import type { VisitPurpose } from '../booking/visitEvents.ts';
import { dayWords, timeWords } from '../clinic/timeWords.ts';
import { bookingUrl, rescheduleUrl } from './links.ts';
import { visitName } from './visitName.ts';
import {
  asSentence,
  bring,
  firstName,
  paragraphs,
  templateValues,
  type VisitContext,
  type VisitFacts,
  type Wording,
  where,
  withWhom,
} from './wording.ts';

/** Asks whether she comes; what she may answer is read by Karen's deterministic stage. */
const question = 'Reply YES (or 1) if you are coming. To move the visit reply LATER, to call it off reply CANCEL.';

/**
 * Words what she is told of how a visit stands.
 * @param asks whether the message also asks if she is coming, in place of a reminder that was due before it
 */
export const visitMessage = (purpose: VisitPurpose, asks: boolean, context: VisitContext): Wording => ({
  text: textOf(purpose, asks, context),
  values: templateValues(context),
});

function textOf(purpose: VisitPurpose, asks: boolean, context: VisitContext): string {
  const { patient, appointment, seat, clinic, now } = context;
  const hi = `Hi ${firstName(patient)}`;
  const visit = visitName(appointment, clinic);
  const when = timeWords(appointment.startsAt, clinic, now);
  const details = [where(context), preparation(context), bring(context), asks ? question : changes];
  switch (purpose) {
    case 'REQUESTED':
      return paragraphs(
        `${hi}, we have your request: ${visit} on ${when}${withWhom(appointment)} at ${clinic.name}.`,
        'It is not booked yet. We write to you here as soon as it is.',
      );
    case 'AWAITING_PAYMENT':
      return paragraphs(
        `${hi}, we are holding a time for you: ${visit} on ${when}${withWhom(appointment)} at ${clinic.name}.`,
        'It is booked as soon as your payment is in.',
      );
    case 'CONFIRMATION':
      return paragraphs(`${hi}, you are booked: ${visit} on ${when}${withWhom(appointment)} at ${clinic.name}.`, ...details);
    case 'RESCHEDULED':
      return paragraphs(`${hi}, your ${visit} at ${clinic.name} has a new time: ${when}${withWhom(appointment)}.`, ...details);
    case 'RESCHEDULE_REQUESTED':
      return paragraphs(
        `${hi}, ${clinic.name} has to ask you for another time for your ${visit}: ${when} is not possible after all. We are sorry.`,
        `Please choose one here: ${rescheduleUrl(clinic, { uid: appointment.uid, seat })}`,
      );
    case 'REJECTED':
      return paragraphs(
        `${hi}, we are sorry: ${when} is not possible for your ${visit} at ${clinic.name}.`,
        `You can choose another time here: ${bookingUrl(clinic)}`,
      );
    case 'CANCELLED':
      return paragraphs(
        `${hi}, your ${visit} at ${clinic.name} on ${when} is cancelled.`,
        `If you would like another time, choose one here: ${bookingUrl(clinic)}`,
      );
    case 'FOLLOW_UP':
      return paragraphs(
        `${hi}, we missed you at ${clinic.name} on ${dayWords(appointment.startsAt, clinic, now)}.`,
        `If you would still like to come, choose another time here: ${bookingUrl(clinic)}`,
      );
    default:
      return purpose satisfies never;
  }
}

/** Words a reminder. Who has said that she is coming is not asked again. */
export function reminderMessage(context: VisitFacts): Wording {
  const { patient, appointment, clinic, now } = context;
  const when = timeWords(appointment.startsAt, clinic, now);
  const text = paragraphs(
    `Hi ${firstName(patient)}, a reminder: your ${visitName(appointment, clinic)} at ${clinic.name} is on ${when}${withWhom(appointment)}.`,
    where(context),
    bring(context),
    appointment.attendanceConfirmedAt === null ? question : 'You have told us that you are coming: see you then.',
  );
  return { text, values: templateValues(context) };
}

const changes = 'If anything changes, just answer this message.';

/**
 * What to expect of a consultation, or how to prepare for a treatment. A consultation's message never says what to stop taking
 * (domain.md 1, rule e), and a discreet clinic's never what the procedure gives away.
 */
function preparation({ appointment, clinic }: VisitFacts): string | null {
  if (appointment.kind === 'CONSULTATION') return clinic.consultation.expect === null ? null : asSentence(clinic.consultation.expect);
  const basics = clinic.procedures.find(({ slug }) => slug === appointment.procedure)?.basics ?? null;
  return basics === null || clinic.discreet ? null : asSentence(`before you come: ${basics}`);
}
