import type { FormSection } from '../../domain/care/form.ts';
import { type FormAnswer, readForm } from '../../domain/care/formAnswers.ts';
import { dayWords } from '../../domain/clinic/timeWords.ts';
import { instantOf } from '../../domain/ids.ts';
import type { Filled } from './field.ts';
import { formPage, type Problem } from './formPage.ts';
import type { OpenedForm } from './page.ts';
import type { FormReply } from './reply.ts';

/** Answers as a form would post them. */
export const asPosted = (answers: readonly FormAnswer[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    answers.flatMap(({ field, value, details }) => [
      [field, value],
      [`${field}.details`, details],
    ]),
  );

/** Shows a section of the form with what was saved of it: the one that is asked for, else the first that lacks something. */
export function showDraft(opened: OpenedForm, query: URLSearchParams): FormReply {
  const { sections, draft } = opened;
  const missing = missingIn(opened);
  const goOn = draft.answers.length === 0 ? 1 : (missing[0]?.step ?? sections.length);
  const step = stepIn(query.get('step'), sections) ?? goOn;
  const problems = query.has('check') ? missing.filter((one) => !isAgreement(sections, one)) : [];
  const saved = new Map(draft.answers.map((one) => [one.field, one]));
  const filled = (field: string): Filled => ({
    value: saved.get(field)?.value ?? [],
    details: saved.get(field)?.details ?? '',
    wrong: problems.find((one) => one.field === field)?.message ?? null,
  });
  return {
    status: 200,
    outcome: 'shown',
    page: pageOf(opened, { step, filled, problems, saved: query.has('saved') }),
    location: null,
    retryAfter: null,
  };
}

/** The page of a section. */
export const pageOf = (
  { settings, sections, draft: { plan }, now }: OpenedForm,
  shown: Pick<Parameters<typeof formPage>[0], 'step' | 'filled' | 'problems' | 'saved'>,
): string => formPage({ clinic: settings.name, visit: dayWords(plan.visit.startsAt, settings, instantOf(now)), sections, ...shown });

/** What is still required of the form as it is saved, in its order. */
export function missingIn({ sections, draft: { answers, plan } }: OpenedForm): readonly Problem[] {
  const { missing } = readForm(
    sections.flatMap(({ fields }) => fields),
    asPosted(answers),
    plan.visit.startsAt,
  );
  return problemsOf(
    sections,
    missing.map((field) => ({ field, message: 'please answer this' })),
  );
}

/** Says of fields where in the form they stand. */
export const problemsOf = (
  sections: readonly FormSection[],
  fields: readonly { readonly field: string; readonly message: string }[],
): readonly Problem[] =>
  sections.flatMap((section, index) =>
    section.fields.flatMap(({ id, label }) =>
      fields.filter(({ field }) => field === id).map((one) => ({ ...one, label, step: index + 1 })),
    ),
  );

/** What is agreed to is never saved: it is agreed to with the sending. */
const isAgreement = (sections: readonly FormSection[], { step, field }: Problem): boolean =>
  sections[step - 1]?.fields.some(({ id, type }) => id === field && type === 'CONSENT') ?? false;

/** The number of a section; null for what is none. */
export function stepIn(text: string | null, sections: readonly FormSection[]): number | null {
  const step = Number(text ?? Number.NaN);
  return Number.isInteger(step) && step >= 1 && step <= sections.length ? step : null;
}
