import { createLanes } from '../database/lanes.ts';
import type { Lease } from '../database/lease.ts';
import { systemViewer } from '../domain/viewer.ts';
import { attempt } from './attempt.ts';
import { nextDue, type Outcome, recordOutcomes, type TakenEffect, takeDue } from './effectTable.ts';
import type { Carrying, Parts } from './parts.ts';

export interface DeedsOptions {
  /** Effects at work at once. */
  readonly width: number;
  /** How often one is tried that fails by its own fault. */
  readonly tries: number;
  readonly onOutcome: (process: string, outcome: Outcome['type']) => void;
}

const viewer = systemViewer('processes');

/** Effects of a process in hand: those at work, and those that come next. */
const mostInHand = 500;

/** How far ahead the loop watches the time itself; for what is due later it is woken. */
const ownWatch = 60_000;

/** After so long it looks though nobody woke it. */
const longestRest = 3_600_000;

/** Carries out what is due in one process, what shares a lane one after the other, until the lease's signal aborts. */
export async function carryOutDue(parts: Parts, lease: Lease, carrying: Carrying, options: DeedsOptions): Promise<void> {
  const { database, clock, progress, rested } = parts;
  const { process, wake } = carrying;
  const { signal } = lease;
  const lanes = createLanes(options.width);
  const heldUp = createHeldUp();
  const inHand = new Map<string, Promise<void>>();
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => {}); // heard where the loop waits
  const outcomes = createWriter(parts, lease);

  async function carryOut(effect: TakenEffect, take: number): Promise<void> {
    const { lane } = effect;
    const outcome = await lanes.run([lane], async () => {
      if (signal.aborted || heldUp.holds(lane, take)) return null;
      const result = await attempt(parts, lease, effect, options.tries);
      if (result.type === 'retry') heldUp.add(lane);
      return result;
    });
    if (outcome !== null) {
      options.onOutcome(process, outcome.type);
      await outcomes.write(outcome);
      if (outcome.type === 'retry') heldUp.written(lane);
      progress.effects += 1;
    }
    inHand.delete(effect.id);
    if (outcome !== null) wake.given();
  }

  try {
    while (!signal.aborted) {
      const seen = wake.count();
      const room = mostInHand - inHand.size;
      let next: Date | null = null;
      if (room >= mostInHand / 2) {
        const now = clock.now();
        const take = heldUp.take();
        const taken = await takeDue(database, { process, now, limit: room, inHand: [...inHand.keys()] });
        for (const effect of taken) inHand.set(effect.id, carryOut(effect, take).catch(broken.reject));
        if (taken.length === room) continue;
        next = await nextDue(database, process, now, new Date(now.getTime() + ownWatch));
      }
      const waited = new AbortController();
      const ended = AbortSignal.any([signal, waited.signal]);
      const waits = [wake.after(seen, longestRest, ended), broken.promise, ...(next ? [clock.until(next, ended)] : [])];
      if (inHand.size === 0) {
        carrying.restingSince = seen;
        rested.given();
      }
      try {
        await Promise.race(waits);
      } finally {
        carrying.restingSince = null;
        waited.abort();
      }
    }
  } finally {
    await Promise.all(inHand.values());
  }
}

/**
 * Lanes of which one effect waits to be tried again. The table keeps back what comes after it; this keeps back what was taken
 * from the table before it knew.
 */
function createHeldUp() {
  const lanes = new Map<string, number>();
  let takes = 0;
  return {
    take: () => ++takes,
    add: (lane: string) => void lanes.set(lane, Number.POSITIVE_INFINITY),
    written: (lane: string) => void lanes.set(lane, takes),
    holds(lane: string, take: number): boolean {
      const until = lanes.get(lane);
      if (until === undefined) return false;
      if (take <= until) return true;
      lanes.delete(lane);
      return false;
    },
  };
}

/** Writes outcomes as they come in, several at once, unless another program has the lease by now: it will come to the same ones. */
function createWriter({ database }: Parts, lease: Lease) {
  let waiting: Outcome[] = [];
  let writing: Promise<void> = Promise.resolve();

  async function flush(): Promise<void> {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    await database.transaction(viewer, async (transaction) => {
      await Promise.all([lease.assertHeld(transaction), recordOutcomes(transaction, batch)]);
    });
  }

  return {
    write(outcome: Outcome): Promise<void> {
      waiting.push(outcome);
      writing = writing.then(flush);
      return writing;
    },
  };
}
