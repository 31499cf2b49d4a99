import type { Instant } from '../ids.ts';
import { isTimeZone } from '../messaging/localTime.ts';
import { sendingTime } from '../messaging/quietHours.ts';
import { type CarePlan, type CareStepState, chase, evolveCarePlan, isOpen, stepOf, timesOf } from './carePlan.ts';
import type { CarePlanEvent, SkipReason, StepPlanned, StepSkipped } from './events.ts';
import type { PinnedStep } from './mergeTemplates.ts';
import { ownTime, type Planning, planSteps, type StepPlan } from './planSteps.ts';

/** Why a step was left that a visit at another time may bring back. */
const passing: readonly (SkipReason | null)[] = ['past', 'tooLate', 'noSuchReminder', 'reminderNotSent', 'cancelled'];

/** Plans everything of a plan that can still come, from now on: when it begins, moves, or goes on after a pause. */
export function replan(plan: CarePlan, planning: Planning): readonly CarePlanEvent[] {
  const { now } = planning;
  const steps = plan.pinned.filter((step) => canCome(step, stepOf(plan, step.id), plan, planning));
  const planned = planSteps(steps, timesOf(plan), planning).flatMap((one) => eventOf(one, plan, now));
  const again = stepOf(plan, chase.id);
  return again && isOpen(again) ? [...planned, ...chaseAt(plan, planning)] : planned;
}

function canCome(step: PinnedStep, state: CareStepState | undefined, plan: CarePlan, planning: Planning): boolean {
  if (!state) return true;
  switch (state.status) {
    case 'PLANNED':
      return true;
    case 'DUE':
      // Its message is on the way, unless that was made for a visit at another time.
      return state.version !== plan.visit.version;
    case 'SKIPPED':
      return passing.includes(state.because);
    case 'SCREENED':
      return isToCome(step, plan, planning);
    case 'SENT':
      return state.version !== plan.visit.version && isToCome(step, plan, planning) && isWorthAgain(step, state, plan, planning);
    case 'FAILED':
      return false;
    default:
      return state.status satisfies never;
  }
}

/** The rule's time is not past any more: it can be kept, and need not be asked about. */
function isToCome(step: PinnedStep, plan: CarePlan, { now, settings }: Planning): boolean {
  const time = ownTime(step, timesOf(plan), settings);
  return time !== null && time >= now;
}

/** What was sent long before its new time is said again: by then she has forgotten it, and an answer is out of date. A form is filled in once. */
const longBefore = 7 * 24 * 3_600_000;

function isWorthAgain(step: PinnedStep, { dueAt }: CareStepState, plan: CarePlan, { settings }: Planning): boolean {
  // The booking is reminded of its new time, however near that is to the old one.
  if (step.kind === 'REMINDER') return true;
  if (step.kind === 'FORM' && plan.form === 'COMPLETED') return false;
  const time = ownTime(step, timesOf(plan), settings);
  return time !== null && Date.parse(time) - Date.parse(dueAt) > longBefore;
}

function eventOf(one: StepPlan, plan: CarePlan, at: Instant): readonly CarePlanEvent[] {
  const { step, dueAt } = one;
  if (one.type === 'plan') return [planned(step, dueAt, one.usefulUntil, one.asks, plan, at)];
  const state = stepOf(plan, step.id);
  const isSo = state?.status === 'SKIPPED' && state.because === one.because && state.dueAt === dueAt;
  return isSo ? [] : [skipped(step, dueAt, one.because, at)];
}

const planned = (step: PinnedStep, dueAt: Instant, usefulUntil: Instant, asks: boolean, { visit }: CarePlan, at: Instant): StepPlanned => ({
  type: 'StepPlanned',
  data: { step: step.id, name: step.name, dueAt, usefulUntil, appointmentVersion: visit.version, asks, at },
});

export const skipped = (
  { id, name }: Pick<CareStepState, 'id' | 'name'>,
  dueAt: Instant,
  because: SkipReason,
  at: Instant,
  more: Partial<Pick<StepSkipped['data'], 'detail' | 'reason'>> = {},
): StepSkipped => ({ type: 'StepSkipped', data: { step: id, name, dueAt, because, detail: null, reason: null, ...more, at } });

const hour = 3_600_000;

/** After so long without an answer she is asked once more, or halfway to the visit where that is sooner. */
const patience = 24 * hour;

/** So shortly before the visit nobody is asked again: staff see what is open. */
const tooShort = 2 * hour;

/** Plans the one time that she is asked again; nothing so shortly before the visit. */
export function chaseAt(plan: CarePlan, { now, settings, patientZone }: Planning): readonly CarePlanEvent[] {
  const { startsAt } = plan.visit;
  const left = Date.parse(startsAt) - Date.parse(now);
  if (left < tooShort) return [];
  const due = new Date(Date.parse(now) + Math.min(patience, left / 2)).toISOString() as Instant; // UTC with milliseconds
  const zone = patientZone !== null && isTimeZone(patientZone) ? patientZone : settings.timeZone;
  const { at } = sendingTime({ due, now, inTime: (moment) => moment < startsAt, hours: settings.quietHours, zone });
  return [planned(chase, at, startsAt, true, plan, now)];
}

/** The events, with the plan's end when they leave nothing to come. */
export function withEnd(plan: CarePlan, events: readonly CarePlanEvent[], now: Instant): readonly CarePlanEvent[] {
  const after = events.reduce(evolveCarePlan, plan as CarePlan | null);
  const isOver = after?.status === 'ACTIVE' && now >= after.visit.endsAt && after.steps.length > 0 && !after.steps.some(isOpen);
  return isOver ? [...events, { type: 'CarePlanCompleted', data: { at: now } }] : events;
}
