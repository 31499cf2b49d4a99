import type { Lease } from '../database/lease.ts';
import { instantOf } from '../domain/ids.ts';
import type { Outcome, TakenEffect } from './effectTable.ts';
import { acting } from './looking.ts';
import type { Parts } from './parts.ts';
import { isPassing } from './passing.ts';
import { reaction } from './plan.ts';
import { type Deed, Postponed } from './process.ts';
import { reactAgain } from './reactions.ts';

/** Milliseconds until an effect that has failed so many times is tried again: 1, 2, 4 ... seconds, a minute at most. */
const backoff = (failures: number): number => Math.min(60_000, 1_000 * 2 ** Math.min(failures, 10));

/**
 * Tries an effect once. What fails because something is away is tried for as long as it is of use, what fails by its own fault
 * so many times; its end is an event, where the deed has one for it, or a row that is kept for people.
 */
export async function attempt(parts: Parts, lease: Lease, effect: TakenEffect, tries: number): Promise<Outcome> {
  const { id, process, purpose, usefulUntil, attempts } = effect;
  const deed = deedOf(parts, lease, effect);
  if (!deed) return { id, type: 'failed', reason: `the process ${process} does not ${purpose} any more` };
  const now = parts.clock.now();
  const acts = acting(parts.log, parts.clock, lease.signal, effect);
  try {
    if (usefulUntil !== null && instantOf(now) > usefulUntil) {
      if (!deed.tooLate) return { id, type: 'failed', reason: `it was of use until ${usefulUntil}` };
      await deed.tooLate(effect, acts);
      return { id, type: 'tooLate' };
    }
    await deed.carryOut(effect, acts);
    return { id, type: 'done' };
  } catch (error) {
    if (error instanceof Postponed) return { id, type: 'retry', dueAt: new Date(error.until), reason: error.message };
    parts.onError(error);
    // Only the kind of error is kept: its message may quote a person.
    const reason = error instanceof Error ? error.name : 'unknown error';
    if (isPassing(error) || attempts + 1 < tries) return { id, type: 'retry', dueAt: new Date(now.getTime() + backoff(attempts)), reason };
    await deed.gaveUp?.(effect, acts).catch(parts.onError);
    return { id, type: 'failed', reason: `it failed ${attempts + 1} times (${reason}); see the log` };
  }
}

function deedOf(parts: Parts, lease: Lease, effect: TakenEffect): Deed | undefined {
  const process = parts.processes.find(({ name }) => name === effect.process);
  if (effect.purpose === reaction) return { carryOut: () => reactAgain(parts, lease, effect) };
  return process && Object.hasOwn(process.deeds, effect.purpose) ? process.deeds[effect.purpose] : undefined;
}
