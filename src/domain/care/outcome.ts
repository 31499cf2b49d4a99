import type { Instant, MessageId } from '../ids.ts';
import type { MessagePurpose } from '../messaging/purpose.ts';
import {
  type CarePlan,
  type CarePlanState,
  type CareStepState,
  chase,
  evolveCarePlan,
  isOpen,
  questionsToChase,
  stepOf,
} from './carePlan.ts';
import type { CarePlanEvent } from './events.ts';
import type { Planning } from './planSteps.ts';
import { chaseAt, skipped, withEnd } from './replan.ts';

/** What became of a message that is about a plan. */
export interface MessageOutcome {
  /** The message's `careStep`; null of the booking's own reminders. */
  readonly careStep: string | null;
  readonly purpose: MessagePurpose;
  /** The appointment version that the message was made for; null where there is none. */
  readonly appointmentVersion: number | null;
  readonly outcome: 'sent' | 'suppressed' | 'failed';
  /** Why it was not sent, as the policy names it. */
  readonly detail: string | null;
  readonly message: MessageId;
  readonly planning: Planning;
}

/** Puts down what became of a message for every step that it held; of questions that were sent an answer is awaited, and asked for once more. */
export function recordOutcome(outcome: MessageOutcome, state: CarePlanState): readonly CarePlanEvent[] {
  if (state === null) return [];
  const { now } = outcome.planning;
  const events = stepsOf(outcome, state).map((step) => eventOf(outcome, step, now));
  const after = events.reduce(evolveCarePlan, state as CarePlanState);
  const asks = outcome.outcome === 'sent' && after?.status === 'ACTIVE' && questionsToChase(after).length > 0 && !willChase(after);
  const all = asks && after ? [...events, ...chaseAt(after, outcome.planning)] : events;
  return all.length === 0 ? [] : withEnd(state, all, now);
}

const willChase = (plan: CarePlan): boolean => {
  const again = stepOf(plan, chase.id);
  return again !== undefined && isOpen(again);
};

function stepsOf({ careStep, purpose, outcome, appointmentVersion }: MessageOutcome, { id, steps }: CarePlan): readonly CareStepState[] {
  if (purpose === 'REMINDER') {
    // The booking's reminder: the one of the plan's that was due first and has not been sent.
    const [first] = steps.filter((one) => one.kind === 'REMINDER' && isOpen(one)).toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
    return first && outcome === 'sent' ? [first] : [];
  }
  // What was sent may still fail on its way; a message that was put off for good and sent after all was sent.
  const may: Readonly<Record<MessageOutcome['outcome'], readonly CareStepState['status'][]>> = {
    sent: ['PLANNED', 'DUE', 'SKIPPED', 'FAILED'],
    suppressed: ['DUE'],
    failed: ['DUE', 'SENT', 'SCREENED'],
  };
  // A message of one name may have gone out for the visit at its earlier time too; what rides along has a version of its own.
  const isOfVersion = ({ version }: CareStepState): boolean =>
    appointmentVersion === null || !careStep?.startsWith(`${id}/`) || version === appointmentVersion;
  return careStep === null ? [] : steps.filter((one) => one.message === careStep && isOfVersion(one) && may[outcome].includes(one.status));
}

function eventOf({ outcome, detail, message }: MessageOutcome, step: CareStepState, at: Instant): CarePlanEvent {
  const facts = { step: step.id, name: step.name, at };
  if (outcome === 'suppressed') return skipped(step, step.dueAt, 'suppressed', at, { detail });
  if (outcome === 'failed') return { type: 'StepFailed', data: facts };
  // A rule that was asked about is screened; a question that is asked of everybody is sent.
  return { type: step.asks && step.kind !== 'QUESTION' ? 'StepScreened' : 'StepSent', data: { ...facts, message } };
}

/** The visit has begun: of the booking's reminders that were not sent by now, none will be. */
export function settleReminder(
  { step, now }: { readonly step: string; readonly now: Instant },
  state: CarePlanState,
): readonly CarePlanEvent[] {
  const own = state && stepOf(state, step);
  if (!state || !own || own.kind !== 'REMINDER' || own.status !== 'PLANNED' || state.visit.startsAt > now) return [];
  return withEnd(state, [skipped(own, own.dueAt, 'reminderNotSent', now)], now);
}
