import { attendeePhone } from './people.ts';
import { addressOf, fullName, type Visit } from './visit.ts';

/** Where the clinic is. */
const clinicPlace = 'Suite 4, 99 Example Plaza, Kingston 10, Jamaica';

/** The place; for a call the number to ring. */
export const placeOf = ({ place, person }: Visit): string => (place === 'phone call' ? (person.phone ?? '') : clinicPlace);

const answered = (label: string, value: unknown, isHidden = false) => ({ label, ...(value === null ? {} : { value }), isHidden });

/** For a call Cal.com writes the number over the answer and leaves `optionValue` empty (integrations.md 1.7). */
const locationAnswer = (visit: Visit) => ({ optionValue: '', value: placeOf(visit) });

const guestsOf = ({ guest }: Visit): readonly string[] => (guest === null ? [] : [guest]);

const custom = <Value>({ answers }: Visit, shape: (answer: Visit['answers'][number]) => Value): Record<string, Value> =>
  Object.fromEntries(answers.map((one) => [one.slug, shape(one)]));

const labelled = ({ label, value }: Visit['answers'][number]) => answered(label, value);
const named = ({ slug, value }: Visit['answers'][number]) => ({ label: slug, value });

/** Every field of the booking page, answered or not, as the paths of a new booking carry them. */
export function formAnswers(visit: Visit) {
  const { person, notes, moveReason } = visit;
  const guests = guestsOf(visit);
  return {
    name: answered('your_name', fullName(person)),
    email: answered('email_address', addressOf(person), person.email === null),
    attendeePhoneNumber: answered('phone_number', attendeePhone(visit), visit.place === 'phone call'),
    location: answered('location', locationAnswer(visit)),
    title: answered('what_is_this_meeting_about', null, true),
    notes: answered('additional_notes', notes || null),
    guests: answered('additional_guests', guests.length === 0 ? null : guests),
    rescheduleReason: answered('reason_for_reschedule', moveReason),
    ...custom(visit, labelled),
  };
}

/** The clinic's own questions. */
export const customAnswers = (visit: Visit) => custom(visit, labelled);

/** The clinic's own questions, where field names stand for labels. */
export const customAnswersByName = (visit: Visit) => custom(visit, named);

/** The answers of a host's request for another time. */
export function askedAnswers(visit: Visit) {
  const { name, email, attendeePhoneNumber, guests } = formAnswers(visit);
  return { name, email, attendeePhoneNumber, guests, ...custom(visit, labelled) };
}

/** The answers of a cancel: what was answered, under field names. */
export function cancelAnswers(visit: Visit) {
  const phone = attendeePhone(visit);
  return {
    name: { label: 'name', value: fullName(visit.person) },
    email: { label: 'email', value: addressOf(visit.person) },
    ...(phone === null ? {} : { attendeePhoneNumber: { label: 'attendeePhoneNumber', value: phone } }),
    guests: { label: 'guests', value: guestsOf(visit) },
    ...customAnswersByName(visit),
    ...(visit.moveReason === null ? {} : { rescheduleReason: { label: 'rescheduleReason', value: visit.moveReason } }),
  };
}

/** The answers of a rejection: no phone among them. */
export function rejectAnswers(visit: Visit) {
  const guests = guestsOf(visit);
  return {
    name: { label: 'name', value: fullName(visit.person) },
    email: { label: 'email', value: addressOf(visit.person) },
    ...(visit.notes === '' ? {} : { notes: { label: 'notes', value: visit.notes } }),
    ...(guests.length === 0 ? {} : { guests: { label: 'guests', value: guests } }),
    ...customAnswersByName(visit),
  };
}

/** The answers as the database keeps them: plain values. */
export function storedAnswers(visit: Visit) {
  const phone = attendeePhone(visit);
  return {
    name: fullName(visit.person),
    email: addressOf(visit.person),
    ...(phone === null ? {} : { attendeePhoneNumber: phone }),
    location: locationAnswer(visit),
    guests: guestsOf(visit),
    ...custom(visit, ({ value }) => value),
  };
}
