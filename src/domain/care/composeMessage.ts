import type { MessagePurpose } from '../messaging/purpose.ts';
import { type CarePlan, chase, pinnedStep } from './carePlan.ts';
import type { PinnedStep } from './mergeTemplates.ts';
import { type CareValues, fill } from './variables.ts';

/** What a message about care may be for. */
export type CarePurpose = Extract<MessagePurpose, 'CARE' | 'FORM' | 'SCREENING' | 'FOLLOW_UP' | 'MARKETING'>;

/** The steps of one plan that a message holds, and the questions that it asks. */
export interface MessagePart {
  readonly plan: CarePlan;
  readonly steps: readonly string[];
  readonly questions: readonly string[];
  /** The values of the variables for a procedure's slug. */
  readonly values: (slug: string) => CareValues;
}

export interface ComposedMessage {
  readonly purpose: CarePurpose;
  readonly text: string;
}

/** Makes one message of all that she is sent at one time: a greeting, what she is told, the form, and last what she is asked. */
export function composeMessage(parts: readonly MessagePart[]): ComposedMessage {
  const steps = parts.flatMap((part) =>
    stepsOf(part).map((step) => ({ step, values: part.values(step.procedure), asks: part.questions.includes(step.id) })),
  );
  const told = steps.filter(({ step, asks }) => step.text !== null && !asks);
  const texts = told.toSorted((a, b) => place(a.step) - place(b.step)).map(({ step, values }) => fill(step.text ?? '', values).trim());
  const asked = parts.flatMap(questionsOf);
  const first = parts[0]?.values('');
  const greeting = first ? [fill('Hi {{name}}, it’s {{assistant}} from {{clinic}}.', first)] : [];
  return {
    purpose: purposeOf(
      told.map(({ step }) => step),
      asked.length > 0,
    ),
    text: [...greeting, ...texts, ...asked].join('\n\n'),
  };
}

const stepsOf = ({ plan, steps }: MessagePart): readonly PinnedStep[] => plan.pinned.filter(({ id }) => steps.includes(id));

/** What she is told comes before the form that she is to fill in. */
const place = ({ kind }: PinnedStep): number => (kind === 'FORM' ? 1 : 0);

function purposeOf(told: readonly PinnedStep[], asks: boolean): CarePurpose {
  if (asks) return 'SCREENING';
  if (told.some(({ kind }) => kind === 'FORM')) return 'FORM';
  if (told.some(({ marketing }) => marketing)) return 'MARKETING';
  return told.length > 0 && told.every(({ kind }) => kind === 'RECALL') ? 'FOLLOW_UP' : 'CARE';
}

/** The questions of a plan, numbered where there are several. */
function questionsOf({ plan, steps, questions, values }: MessagePart): readonly string[] {
  const asked = questions.flatMap((id) => {
    const step = pinnedStep(plan, id);
    return step?.ask ? [fill(step.ask.question, values(step.procedure))] : [];
  });
  const [only, ...others] = asked;
  if (only === undefined) return [];
  const again = steps.includes(chase.id) && !steps.some((id) => id !== chase.id && questions.includes(id));
  const visit = values(plan.templates[0]?.slug ?? '').visit;
  const opening = again ? `We still need your answer before your ${visit}.` : `Before your ${visit} we have to ask you:`;
  if (others.length === 0) return [`${opening}\n${only}`];
  return [
    `${opening}\n${asked.map((question, index) => `${index + 1}. ${question}`).join('\n')}\nYes or no is enough, for instance “1 no, 2 no”.`,
  ];
}
