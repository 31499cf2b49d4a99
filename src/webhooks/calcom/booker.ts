import type { Booker } from '../../domain/booking/report.ts';
import { emailIdentifier, type Identifier, phoneIdentifier, phoneOfSyntheticEmail } from '../../domain/contact/identifier.ts';
import { answerTo, type CalcomAttendee, type CalcomPayload, textAnswer } from './body.ts';

/** What Cal.com sends in place of an attendee whom it no longer knows. */
const placeholderName = '[attendee data unavailable]';

/**
 * The attendee whom the booking is for. The one who answered the questions: older servers list the earlier seats first.
 * Of an ending it is the first, whoever answered: a seat's cancel carries the answers of the first booker (integrations.md 1.4).
 */
export function bookingAttendee({ attendees, responses }: CalcomPayload, ends: boolean): CalcomAttendee | null {
  const [first] = attendees ?? [];
  if (!first || ends) return first ?? null;
  const answered = sameAddress(textAnswer(responses, 'email'));
  return attendees?.find((one) => answered(one.email)) ?? first;
}

const folded = (address: string | null | undefined): string => (address ?? '').trim().toLowerCase();
const sameAddress = (address: string | null) => (other: string | null | undefined) => address !== null && folded(address) === folded(other);

/** The questions, when this attendee answered them; nothing when somebody else did. */
export function ownAnswers({ responses }: CalcomPayload, attendee: CalcomAttendee | null): CalcomPayload['responses'] {
  const address = textAnswer(responses, 'email');
  return address === null || sameAddress(address)(attendee?.email) ? responses : null;
}

/** Reads who booked, her identifiers strongest first; null when the body names nobody who could be found again or called by a name. */
export function readBooker(payload: CalcomPayload, attendee: CalcomAttendee | null, country: string): Booker | null {
  if (!attendee || attendee.name === placeholderName) return null;
  const phone = findPhone(payload, attendee, country);
  const email = emailIdentifier(attendee.email) ?? emailIdentifier(textAnswer(ownAnswers(payload, attendee), 'email'));
  const name = attendee.name?.trim() || textAnswer(ownAnswers(payload, attendee), 'name')?.trim() || null;
  const identifiers = [phone, email].filter((one) => one !== null);
  return identifiers.length === 0 && name === null ? null : { name, identifiers };
}

/** How an attendee is named where only her address stands: by her e-mail, or the phone inside an invented one. */
export const attendeeIdentifier = (
  { email, phoneNumber }: Pick<CalcomAttendee, 'email' | 'phoneNumber'>,
  country: string,
): Identifier | null => emailIdentifier(email) ?? phoneOfSyntheticEmail(email, country) ?? phoneIdentifier(phoneNumber, country);

/** Looks for the booker's phone in the order of integrations.md 1.7. */
function findPhone(payload: CalcomPayload, attendee: CalcomAttendee, country: string): Identifier | null {
  const answers = ownAnswers(payload, attendee);
  const candidates: readonly unknown[] = [
    attendee.phoneNumber,
    answerTo(answers, 'attendeePhoneNumber'),
    payload.smsReminderNumber,
    answerTo(answers, 'smsReminderNumber'),
    payload.location,
    placeAnswer(answers),
  ];
  for (const candidate of candidates) {
    const phone = phoneIdentifier(candidate, country);
    if (phone) return phone;
  }
  // A custom question of phone type stores E.164: a number without the plus may be anything.
  for (const slug of Object.keys(answers ?? {})) {
    const answer = answerTo(answers, slug);
    const phone = typeof answer === 'string' && answer.trim().startsWith('+') ? phoneIdentifier(answer, country) : null;
    if (phone) return phone;
  }
  return phoneOfSyntheticEmail(attendee.email, country);
}

/** For a call to the attendee the place is her number, with an empty `optionValue`. */
function placeAnswer(answers: CalcomPayload['responses']): unknown {
  const place = answerTo(answers, 'location');
  return typeof place === 'object' && place !== null && 'value' in place ? place.value : place;
}
