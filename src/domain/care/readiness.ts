import { type CarePlan, type CareStepState, isOpen, questionsOf, wasAsked } from './carePlan.ts';

/** How far something is that a visit needs; the names of the API's enum `ReadinessState`. */
export const readinessStates = ['READY', 'WAITING', 'HELD'] as const;

export type ReadinessState = (typeof readinessStates)[number];

/** Whether a visit may go ahead, and what it waits for. */
export interface Readiness {
  readonly state: ReadinessState;
  readonly form: ReadinessState;
  readonly screening: ReadinessState;
  readonly attendance: ReadinessState;
  readonly reasons: readonly string[];
}

/**
 * Reads a visit's readiness off its plan: held until a clinician has looked, waiting for the form, for answers, and for her word that she comes.
 * @param confirmed she, or staff for her, said that she comes
 */
export function readinessOf(plan: CarePlan, confirmed: boolean): Readiness {
  const open = questionsOf(plan).filter(({ answer }) => answer === null || answer === 'UNCLEAR');
  const holds = plan.holds.filter(({ about }) => about !== 'form');
  const form = plan.holds.length > holds.length ? 'HELD' : plan.form === 'WAITING' ? 'WAITING' : 'READY';
  const screening = holds.length > 0 ? 'HELD' : open.length > 0 ? 'WAITING' : 'READY';
  const attendance = confirmed ? 'READY' : 'WAITING';
  const parts = [form, screening, attendance] as const;
  return {
    state: parts.includes('HELD') ? 'HELD' : parts.includes('WAITING') ? 'WAITING' : 'READY',
    form,
    screening,
    attendance,
    reasons: [
      ...plan.holds.map(({ about, name }) =>
        about === 'form' ? `A clinician has to see the health form (${name}).` : `A clinician has to see an answer: ${name}.`,
      ),
      ...(form === 'WAITING' ? ['The health form is not filled in yet.'] : []),
      ...open.map(inWords),
      ...(attendance === 'WAITING' ? ['She has not confirmed that she comes.'] : []),
    ],
  };
}

function inWords(question: CareStepState): string {
  const { name, answer } = question;
  if (answer === 'UNCLEAR') return `An answer is not clear: ${name}.`;
  return isOpen(question) || wasAsked(question) ? `Not answered yet: ${name}.` : `It could not be asked: ${name}.`;
}
