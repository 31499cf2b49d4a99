import type { CarePlanId, Instant } from '../ids.ts';
import { type CarePlan, type CarePlanState, type CareStepState, chase, pinnedStep, questionsToChase, stepOf } from './carePlan.ts';
import { type CarePlanEvent, type MessageName, messageName, type StepDue } from './events.ts';
import { skipped, withEnd } from './replan.ts';

/** What one person is sent within so long of one another is one message. */
const together = 2 * 3_600_000;

/** A step whose time has come; `along` are other plans of hers with something for the same message. */
export interface FallDue {
  readonly step: string;
  readonly now: Instant;
  readonly along: readonly CarePlanId[];
}

/**
 * Has a step fall due, with all that she would be sent within the next two hours. `[]` where it is none of its time any more: it was sent
 * with another, moved, or the plan does not go on.
 */
export function fallDue({ step, now, along: others }: FallDue, state: CarePlanState): readonly CarePlanEvent[] {
  const own = state && stepOf(state, step);
  if (!state || !own || !isReady(own, state) || own.dueAt > now) return [];
  const answered = (one: CareStepState): boolean => one.id === chase.id && questionsToChase(state).length === 0;
  const bundle = bundleAt(state, now, own);
  const asked = bundle.filter((one) => !answered(one));
  const [lead] = asked.toSorted((a, b) => Number(b.id === step) - Number(a.id === step));
  const events: readonly CarePlanEvent[] = [
    ...bundle.filter(answered).map((one) => skipped(one, one.dueAt, 'answered', now)),
    ...(lead
      ? asked.map((one) =>
          due(one, { message: messageName(state.id, lead.id), along: others, questions: questionsIn(asked, state) }, state, now),
        )
      : []),
  ];
  return withEnd(state, events, now);
}

/** In the order of the templates; the question again asks whatever is still open. */
function questionsIn(bundle: readonly CareStepState[], plan: CarePlan): readonly string[] {
  const asking = bundle.filter(({ asks }) => asks);
  const open = asking.some(({ id }) => id === chase.id) ? questionsToChase(plan).map(({ id }) => id) : [];
  const ids = [...asking.map(({ id }) => id), ...open];
  return plan.pinned.flatMap(({ id }) => (ids.includes(id) ? [id] : []));
}

/** Has what this plan would send within the next two hours go along in the message of another plan of hers. */
export const rideAlong = (
  { message, now }: { readonly message: MessageName; readonly now: Instant },
  state: CarePlanState,
): readonly StepDue[] => (state ? along(state, now).map((one) => due(one, { message, along: [], questions: [] }, state, now)) : []);

/** Tells whether a plan has something to send within the next two hours that may go with another's. */
export const canRideAlong = (state: CarePlanState, now: Instant): boolean => state !== null && along(state, now).length > 0;

/** Questions of two visits in one message could not be told apart by their numbers. */
const along = (plan: CarePlan, now: Instant): readonly CareStepState[] => soon(plan, now).filter(({ asks }) => !asks);

/** What goes into a message with others: not the question again, which waits for its own time. */
const soon = (plan: CarePlan, now: Instant): readonly CareStepState[] =>
  plan.steps.filter(
    (one) => isReady(one, plan) && isAtHand(one, now) && one.id !== chase.id && pinnedStep(plan, one.id)?.marketing === false,
  );

/** An offer goes by itself: one promotional line makes marketing of all that stands with it (domain.md 3). */
const bundleAt = (plan: CarePlan, now: Instant, own: CareStepState): readonly CareStepState[] =>
  pinnedStep(plan, own.id)?.marketing ? [own] : [own, ...soon(plan, now).filter(({ id }) => id !== own.id)];

/** The booking's own reminders are sent by the booking. */
const isReady = ({ status, kind, version }: CareStepState, { status: plan, visit }: CarePlan): boolean =>
  plan === 'ACTIVE' && status === 'PLANNED' && kind !== 'REMINDER' && version === visit.version;

const isAtHand = ({ dueAt, usefulUntil }: CareStepState, now: Instant): boolean =>
  Date.parse(dueAt) <= Date.parse(now) + together && (usefulUntil === null || usefulUntil > now);

const due = (
  { id, name }: CareStepState,
  of: Pick<StepDue['data'], 'message' | 'along' | 'questions'>,
  { visit }: CarePlan,
  at: Instant,
): StepDue => ({ type: 'StepDue', data: { step: id, name, appointmentVersion: visit.version, ...of, at } });

/** Nobody came to it in time, or too often in vain: then all that would have gone in its message has failed. */
export function giveUp(
  { step, now, because }: { readonly step: string; readonly now: Instant; readonly because: 'tooLate' | 'failed' },
  state: CarePlanState,
): readonly CarePlanEvent[] {
  const own = state && stepOf(state, step);
  if (!state || !own || (own.status !== 'PLANNED' && own.status !== 'DUE') || state.status !== 'ACTIVE') return [];
  // A timer that was set anew for later is no business of the old one's.
  if (because === 'tooLate' && own.usefulUntil !== null && own.usefulUntil > now) return [];
  const message = own.status === 'DUE' ? own.message : null;
  const gone = state.steps.filter((one) => one === own || (message !== null && one.message === message && one.status === 'DUE'));
  const events = gone.map(
    (one): CarePlanEvent =>
      because === 'failed'
        ? { type: 'StepFailed', data: { step: one.id, name: one.name, at: now } }
        : skipped(one, one.dueAt, 'tooLate', now),
  );
  return withEnd(state, events, now);
}
