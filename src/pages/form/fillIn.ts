import { type FormAnswer, readForm } from '../../domain/care/formAnswers.ts';
import { saveDraft, sendForm } from '../../eventStore/commands/fillForm.ts';
import type { OpenedForm } from './page.ts';
import { type FormReply, leadTo } from './reply.ts';
import { asPosted, missingIn, pageOf, problemsOf, stepIn } from './showDraft.ts';
import { wordingOf } from './wording.ts';

/**
 * Takes what was posted from a section. What can be an answer is kept whatever the button; a wrong one is shown to her again with what she
 * wrote. What is agreed to is taken with the sending only, and only in the words that are in force.
 */
export async function fillIn(opened: OpenedForm, posted: URLSearchParams): Promise<FormReply> {
  const { log, settings, sections, draft, now } = opened;
  const step = stepIn(posted.get('step'), sections);
  const section = step === null ? undefined : sections[step - 1];
  // Not a post of ours: it may not empty what is filled in.
  if (step === null || section === undefined || !posted.has('do')) return leadTo('shown', '?');

  const own = section.fields.filter(({ type }) => type !== 'CONSENT');
  const read = readForm(own, givenIn(posted), draft.plan.visit.startsAt);
  const others = draft.answers.filter(({ field }) => !own.some(({ id }) => id === field));
  const answers = inOrder(opened, [...others, ...read.answers]);
  await saveDraft(log, settings.slug, draft, answers, now);
  const kept: OpenedForm = { ...opened, draft: { ...draft, answers } };

  if (read.wrong.length > 0) return again(kept, step, posted, read.wrong);
  if (posted.get('do') === 'save') return leadTo('saved', `?step=${step}&saved=1`);
  if (posted.get('do') !== 'send') return leadTo('saved', `?step=${Math.min(step + 1, sections.length)}`);
  return send(kept, step, posted);
}

async function send(opened: OpenedForm, step: number, posted: URLSearchParams): Promise<FormReply> {
  const { log, settings, sections, draft, now } = opened;
  const fields = sections.flatMap((section) => section.fields);
  const asked = fields.filter(({ type }) => type === 'CONSENT');
  const missing = missingIn(opened).filter(({ field }) => !asked.some(({ id }) => id === field));
  const [first] = missing;
  if (first) return leadTo('incomplete', `?step=${first.step}&check=1`);

  const agreed = asked.filter(({ id }) => posted.get(id) === 'YES');
  const old = agreed.filter((field) => posted.get(`${field.id}.wording`) !== wordingOf(field).hash);
  const left = asked.filter((field) => field.required && !agreed.includes(field));
  const problems = [
    ...left.map(({ id }) => ({ field: id, message: 'we need your agreement to keep your answers' })),
    ...old.map(({ id }) => ({ field: id, message: 'the words have changed: please read them again' })),
  ];
  if (problems.length > 0) return again(opened, step, posted, problems);

  const given = Object.fromEntries(agreed.map(({ id }) => [id, 'YES']));
  const form = readForm(fields, { ...asPosted(draft.answers), ...given }, draft.plan.visit.startsAt);
  await sendForm(log, settings.slug, draft, { ...form, consents: agreed.map(wordingOf) }, now);
  return leadTo('sent', '?sent=1');
}

/** Shows the section again, as she filled it in, with what is wrong in it. */
function again(
  opened: OpenedForm,
  step: number,
  posted: URLSearchParams,
  wrong: readonly { readonly field: string; readonly message: string }[],
): FormReply {
  const problems = problemsOf(opened.sections, wrong);
  const page = pageOf(opened, {
    step,
    problems,
    saved: false,
    filled: (field) => ({
      value: posted.getAll(field),
      details: posted.get(`${field}.details`) ?? '',
      wrong: wrong.find((one) => one.field === field)?.message ?? null,
    }),
  });
  return { status: 422, outcome: 'incomplete', page, location: null, retryAfter: null };
}

const givenIn = (posted: URLSearchParams): Readonly<Record<string, unknown>> =>
  Object.fromEntries([...new Set(posted.keys())].map((name) => [name, posted.getAll(name)]));

/** In the form's order, whichever section was filled in first: equal answers are then equal. */
const inOrder = ({ sections }: OpenedForm, answers: readonly FormAnswer[]): readonly FormAnswer[] =>
  sections.flatMap(({ fields }) => fields.flatMap(({ id }) => answers.filter(({ field }) => field === id)));
