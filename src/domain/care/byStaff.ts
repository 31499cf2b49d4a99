import type { Instant } from '../ids.ts';
import { type CarePlanState, isOpen, stepOf } from './carePlan.ts';
import type { CarePlanEvent } from './events.ts';
import type { Planning } from './planSteps.ts';
import { replan, skipped, withEnd } from './replan.ts';

/** What a member of staff asked for cannot be done in the state that the plan is in, or there is no such thing. */
export interface Refusal {
  readonly refused: 'IllegalState' | 'NotFound';
  readonly because: string;
}

export type StaffDecision = readonly CarePlanEvent[] | Refusal;

export const isRefusal = (decision: StaffDecision): decision is Refusal => 'refused' in decision;

const illegal = (because: string): Refusal => ({ refused: 'IllegalState', because });
const unknown: Refusal = { refused: 'NotFound', because: 'there is no such care plan' };

/** Holds everything that the plan would send, until it is resumed. */
export function pause({ reason, now }: { readonly reason: string | null; readonly now: Instant }, state: CarePlanState): StaffDecision {
  if (state === null) return unknown;
  if (state.status === 'PAUSED' && state.pausedBecause === 'staff') return [];
  if (state.status !== 'ACTIVE' && state.status !== 'PAUSED') return illegal(`the care plan is ${state.status}`);
  return [{ type: 'CarePlanPaused', data: { because: 'staff', reason, at: now } }];
}

/** Lets the plan go on: what is still of use comes at its time, the rest is skipped. */
export function resume(
  { reason, planning }: { readonly reason: string | null; readonly planning: Planning },
  state: CarePlanState,
): StaffDecision {
  if (state === null) return unknown;
  if (state.status === 'ACTIVE') return [];
  if (state.status !== 'PAUSED') return illegal(`the care plan is ${state.status}`);
  const resumed: CarePlanEvent = { type: 'CarePlanResumed', data: { reason, at: planning.now } };
  return [resumed, ...replan({ ...state, status: 'ACTIVE', pausedBecause: null }, planning)];
}

/** Leaves one step out. */
export function skipStep(
  { step, reason, now }: { readonly step: string; readonly reason: string; readonly now: Instant },
  state: CarePlanState,
): StaffDecision {
  if (state === null) return unknown;
  const own = stepOf(state, step);
  if (!own) return { refused: 'NotFound', because: 'the care plan has no such step' };
  if (own.status === 'SKIPPED' && own.because === 'staff') return [];
  if (!isOpen(own) && own.status !== 'SCREENED') return illegal(`the step is ${own.status}`);
  return withEnd(state, [skipped(own, own.dueAt, 'staff', now, { reason })], now);
}
