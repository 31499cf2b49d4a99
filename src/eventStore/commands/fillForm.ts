import { randomUUID } from 'node:crypto';
import { completeForm, saveForm } from '../../domain/care/answering.ts';
import type { CarePlan, CarePlanState } from '../../domain/care/carePlan.ts';
import type { CarePlanEvent } from '../../domain/care/events.ts';
import type { AgreedWording, FormAnswer } from '../../domain/care/formAnswers.ts';
import { known } from '../../domain/event.ts';
import { type CarePlanId, type ClinicSlug, type Instant, instantOf } from '../../domain/ids.ts';
import { type Cause, handle, type Log } from '../commandHandler.ts';
import { folds } from '../folds.ts';
import { carePlanStream } from './carePlanStream.ts';

/** A form that is being filled in: the plan that it belongs to, and what was saved of it last. */
export interface FormDraft {
  readonly plan: CarePlan;
  readonly answers: readonly FormAnswer[];
  /** The plan's journey. */
  readonly correlationId: string;
}

/** Reads a plan's form as far as it is filled in; null where there is no such plan. A stream of a plan has some hundred events. */
export async function readFormDraft({ store, codec, viewer }: Log, clinic: ClinicSlug, carePlan: CarePlanId): Promise<FormDraft | null> {
  const events = await codec.decode(await store.readStream(viewer, carePlanStream(clinic, carePlan)));
  const last = events.at(-1);
  // A plan's stream holds nothing else.
  const plan = events.reduce<CarePlanState>(
    (state, { event }) => folds.carePlan.evolve(state, event as CarePlanEvent),
    folds.carePlan.initial,
  );
  if (plan === null || last === undefined) return null;
  const saved = events.flatMap(({ event }) => (event.type === 'FormSaved' ? [event.data.answers] : [])).at(-1);
  return { plan, answers: known(saved ?? []) ?? [], correlationId: last.metadata.correlationId };
}

/** Keeps all that is filled in by now; nothing where that is what was saved last. */
export async function saveDraft(log: Log, clinic: ClinicSlug, draft: FormDraft, answers: readonly FormAnswer[], now: Date): Promise<void> {
  if (JSON.stringify(answers) === JSON.stringify(draft.answers)) return;
  const at = instantOf(now);
  await fill(log, clinic, draft, causeOf(draft, at), (state) => saveForm({ answers, now: at }, state));
}

/** What she hands in. */
export interface SentForm {
  readonly answers: readonly FormAnswer[];
  readonly concerns: readonly string[];
  readonly consents: readonly AgreedWording[];
}

/** Hands the form in. A second time changes nothing. */
export async function sendForm(log: Log, clinic: ClinicSlug, draft: FormDraft, form: SentForm, now: Date): Promise<void> {
  const at = instantOf(now);
  await fill(log, clinic, draft, causeOf(draft, at), (state) => completeForm({ ...form, now: at }, state));
}

/** Each post is a cause of its own: she may save this, that, and this again. */
const causeOf = ({ correlationId }: FormDraft, at: Instant): Cause => ({
  id: randomUUID(),
  correlationId,
  actor: 'patient',
  channel: null,
  occurredAt: at,
});

const fill = (
  log: Log,
  clinic: ClinicSlug,
  { plan }: FormDraft,
  cause: Cause,
  decide: (state: CarePlanState) => readonly CarePlanEvent[],
): Promise<unknown> =>
  handle(log, {
    clinic,
    stream: carePlanStream(clinic, plan.id),
    fold: folds.carePlan,
    cause,
    step: 'form',
    subject: plan.contact,
    decide,
  });
