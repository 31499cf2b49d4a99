import type { ClinicSettings } from '../clinic/settings.ts';
import { milliseconds } from '../duration.ts';
import type { Instant } from '../ids.ts';
import { isTimeZone } from '../messaging/localTime.ts';
import { sendingTime } from '../messaging/quietHours.ts';
import { reminderTime } from '../messaging/reminderTime.ts';
import { dueTime, latestUse, type VisitTimes } from './dueTime.ts';
import type { PinnedStep } from './mergeTemplates.ts';
import { isBeforeVisit } from './template.ts';

/** What of a clinic's settings plans are made by. */
export type PlanningSettings = Pick<ClinicSettings, 'timeZone' | 'quietHours' | 'reminders'>;

export interface Planning {
  readonly now: Instant;
  readonly settings: PlanningSettings;
  /** Her own IANA zone, in which quiet hours are hers; null: the clinic's. */
  readonly patientZone: string | null;
}

/** What becomes of a step when the plan is made, or made anew. */
export type StepPlan =
  | {
      readonly type: 'plan';
      readonly step: PinnedStep;
      readonly dueAt: Instant;
      readonly usefulUntil: Instant;
      /** The rule's time is past: its question is asked instead. */
      readonly asks: boolean;
    }
  | { readonly type: 'skip'; readonly step: PinnedStep; readonly dueAt: Instant; readonly because: 'past' | 'noSuchReminder' };

/** When a step falls due by its own rule, whatever time it is now. A REMINDER falls due with the clinic's own; null when that has none so long before. */
export function ownTime(step: PinnedStep, times: VisitTimes, { timeZone, reminders }: PlanningSettings): Instant | null {
  if (step.kind !== 'REMINDER') return dueTime(step, times, timeZone);
  const lead = milliseconds(step.offset.replace(/^-/, ''));
  const reminder = reminders.find(({ before }) => milliseconds(before) === lead);
  return reminder ? reminderTime(reminder, times.startsAt, timeZone) : null;
}

/** Plans steps from now on: each at its time, outside of quiet hours; what is past by its own rule for that. */
export function planSteps(steps: readonly PinnedStep[], times: VisitTimes, planning: Planning): readonly StepPlan[] {
  const plans = steps.map((step) => planStep(step, times, planning));
  // What is merged goes with the message that comes next, if one does.
  const next =
    plans.flatMap((one) => (one !== 'merge' && one.type === 'plan' && canCarry(one.step) ? [one.dueAt] : [])).sort()[0] ?? planning.now;
  return plans.map((one, index) => (one === 'merge' ? soonest(steps[index], next, times, planning) : one)).filter((one) => one !== null);
}

const canCarry = (step: PinnedStep): boolean => step.kind !== 'REMINDER' && isBeforeVisit(step);

function planStep(step: PinnedStep, times: VisitTimes, planning: Planning): StepPlan | 'merge' {
  const { now, settings } = planning;
  const dueAt = ownTime(step, times, settings);
  if (dueAt === null) return { type: 'skip', step, dueAt: times.startsAt, because: 'noSuchReminder' };
  if (dueAt >= now) return planned(step, dueAt, latestUse(step, dueAt, times), false, planning);
  const past: StepPlan = { type: 'skip', step, dueAt, because: 'past' };
  if (latestUse(step, dueAt, times) <= now) return past;
  switch (step.ifPast) {
    case 'SKIP':
      return past;
    case 'MERGE':
      return 'merge';
    case 'SEND':
    case 'ASK':
      return planned(step, now, latestUse(step, now, times), step.ifPast === 'ASK', planning);
    default:
      return step.ifPast satisfies never;
  }
}

const soonest = (step: PinnedStep | undefined, dueAt: Instant, times: VisitTimes, planning: Planning): StepPlan | null =>
  step ? planned(step, dueAt, latestUse(step, dueAt, times), false, planning) : null;

function planned(step: PinnedStep, due: Instant, usefulUntil: Instant, asks: boolean, { now, settings, patientZone }: Planning): StepPlan {
  const plan = { type: 'plan', step, usefulUntil, asks: asks || step.kind === 'QUESTION' } as const;
  // The booking's reminders see to their own hours.
  if (step.kind === 'REMINDER') return { ...plan, dueAt: due };
  const zone = patientZone !== null && isTimeZone(patientZone) ? patientZone : settings.timeZone;
  const { at } = sendingTime({ due, now, inTime: (moment) => moment < usefulUntil, hours: settings.quietHours, zone });
  return { ...plan, dueAt: at };
}
