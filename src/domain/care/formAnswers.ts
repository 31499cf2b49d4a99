import { type Instant, toInstant } from '../ids.ts';
import type { FormField } from './form.ts';

/** An answer with the question as it was asked, so that it can be read when the form has changed. */
export interface FormAnswer {
  readonly field: string;
  readonly label: string;
  /** One text; of CHOICES one for each choice. */
  readonly value: readonly string[];
  /** What she wrote further. */
  readonly details: string | null;
}

/** What she agreed to, in the words that she saw; not personal. */
export interface AgreedWording {
  readonly field: string;
  readonly wording: string;
  /** SHA-256 of the wording in UTF-8, in hexadecimal: its version. */
  readonly hash: string;
}

/** A form as it was filled in. */
export interface FilledForm {
  readonly answers: readonly FormAnswer[];
  /** Fields that are required and empty. */
  readonly missing: readonly string[];
  /** Fields whose answer cannot be one. */
  readonly wrong: readonly { readonly field: string; readonly message: string }[];
  /** Fields with an answer that a clinician must see before the visit. */
  readonly concerns: readonly string[];
}

/** Most characters that are kept of an answer. */
const longest = 2_000;

/**
 * Reads what came in for a form: by field, a text or several; `<field>.details` what was asked further. Fields that the form does not have are
 * left out.
 * @param visit the start of the visit, on which her age is counted
 */
export function readForm(fields: readonly FormField[], given: Readonly<Record<string, unknown>>, visit: Instant): FilledForm {
  const read = fields.map((field) => ({
    field,
    value: textsOf(given[field.id]),
    details: textsOf(given[`${field.id}.details`])[0] ?? null,
  }));
  const answered = read.filter(({ value }) => value.length > 0);
  const wrong = answered.flatMap(({ field, value }) => {
    const message = wrongWith(field, value);
    return message === null ? [] : [{ field: field.id, message }];
  });
  const right = answered.filter(({ field }) => !wrong.some((one) => one.field === field.id));
  return {
    answers: right.map(({ field: { id, label }, value, details }) => ({ field: id, label, value, details })),
    missing: read.filter(({ field, value }) => field.required && value.length === 0).map(({ field }) => field.id),
    wrong,
    concerns: right.filter(({ field, value }) => concerns(field, value, visit)).map(({ field }) => field.id),
  };
}

const textsOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value])
    .filter((one): one is string => typeof one === 'string')
    .map((one) => one.trim().slice(0, longest))
    .filter((one) => one !== '');

function wrongWith({ type, options }: FormField, value: readonly string[]): string | null {
  const [one = ''] = value;
  if (value.length > 1 && type !== 'CHOICES') return 'one answer, please';
  if (type === 'DATE' && toInstant(`${one}T00:00:00Z`) === null) return 'a date, please, such as 1990-04-23';
  if (type === 'PHONE' && !/^\+?[\d\s().-]{7,25}$/.test(one)) return 'a phone number, please';
  if (type === 'YES_NO' && one !== 'YES' && one !== 'NO') return 'yes or no, please';
  if (type === 'CONSENT' && one !== 'YES') return 'this has to be agreed to';
  if ((type === 'CHOICE' || type === 'CHOICES') && value.some((choice) => !options.includes(choice))) return 'one of the choices, please';
  return null;
}

const concerns = ({ concern, minimumAge }: FormField, value: readonly string[], visit: Instant): boolean =>
  value.some((one) => concern.includes(one)) || (minimumAge !== null && ageOn(visit, value[0] ?? '') < minimumAge);

/** Full years between a day of birth and the visit. */
function ageOn(visit: Instant, birth: string): number {
  const [year = 0, month = 0, day = 0] = birth.split('-').map(Number);
  const [visitYear = 0, visitMonth = 0, visitDay = 0] = visit.slice(0, 10).split('-').map(Number);
  const hadBirthday = visitMonth > month || (visitMonth === month && visitDay >= day);
  return visitYear - year - (hadBirthday ? 0 : 1);
}
