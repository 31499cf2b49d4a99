import type { Instant } from '../ids.ts';
import { type CarePlan, type CarePlanState, isOpen, pinnedStep, stepOf } from './carePlan.ts';
import type { CarePlanEvent } from './events.ts';
import type { AgreedWording, FormAnswer } from './formAnswers.ts';
import type { AskedQuestion, ReadAnswer } from './screening.ts';

/** The questions that she was last asked, in the order in which they stood; none once the visit is off. */
export const askedQuestions = (plan: CarePlan): readonly AskedQuestion[] =>
  plan.status === 'CANCELLED'
    ? []
    : plan.asked.flatMap((step) => {
        const ask = pinnedStep(plan, step)?.ask;
        return ask ? [{ step, ...ask }] : [];
      });

/** What she, or staff for her, said to screening questions. */
export interface AnswerScreening {
  readonly answers: readonly ReadAnswer[];
  readonly by: 'patient' | 'staff';
  readonly said: string | null;
  readonly now: Instant;
}

/**
 * Records answers that say something new. One that a clinician must see holds the visit, and no later word of hers takes that back:
 * a clinician does.
 */
export function answerScreening({ answers, by, said, now }: AnswerScreening, state: CarePlanState): readonly CarePlanEvent[] {
  if (state === null) return [];
  return answers.flatMap(({ step, answer }): readonly CarePlanEvent[] => {
    const own = stepOf(state, step);
    const isAsked = own?.asks && !isOpen(own) && own.status !== 'SKIPPED';
    // Of one who was sure, doubt is no news.
    const isNews = own?.answer !== answer && own?.answer !== 'BAD' && !(own?.answer === 'GOOD' && answer === 'UNCLEAR');
    if (!own || !isAsked || !isNews) return [];
    const { name } = own;
    return [
      { type: 'ScreeningAnswered', data: { step, name, answer, by, said, at: now } },
      ...(answer === 'BAD' ? [{ type: 'ReadinessHeld' as const, data: { about: step, name, at: now } }] : []),
    ];
  });
}

/** A clinician has looked at something that holds the visit: a step, or `form`. */
export const clearHold = (
  { about, staff, reason, now }: { readonly about: string; readonly staff: string; readonly reason: string | null; readonly now: Instant },
  state: CarePlanState,
): readonly CarePlanEvent[] =>
  state?.holds.some((one) => one.about === about) ? [{ type: 'ReadinessCleared', data: { about: [about], staff, reason, at: now } }] : [];

/** Keeps what was filled in of the form so far. */
export const saveForm = (
  { answers, now }: { readonly answers: readonly FormAnswer[]; readonly now: Instant },
  state: CarePlanState,
): readonly CarePlanEvent[] => (takesForm(state) ? [{ type: 'FormSaved', data: { answers, at: now } }] : []);

/** The form as she hands it in. */
export interface CompleteForm {
  readonly answers: readonly FormAnswer[];
  readonly concerns: readonly string[];
  readonly consents: readonly AgreedWording[];
  readonly now: Instant;
}

/** Takes the filled form, once; answers that a clinician must see hold the visit. */
export function completeForm({ answers, concerns, consents, now }: CompleteForm, state: CarePlanState): readonly CarePlanEvent[] {
  if (!takesForm(state)) return [];
  return [
    { type: 'FormCompleted', data: { answers, concerns, consents, at: now } },
    ...(concerns.length > 0 ? [{ type: 'ReadinessHeld' as const, data: { about: 'form', name: concerns.join(', '), at: now } }] : []),
  ];
}

/** Tells whether a form is still to be filled in. */
export const takesForm = (state: CarePlanState): state is CarePlan =>
  state !== null && state.form === 'WAITING' && (state.status === 'ACTIVE' || state.status === 'PAUSED');
