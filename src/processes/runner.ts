import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../database/database.ts';
import { createHint } from '../database/hints.ts';
import { type Lease, whileHolding } from '../database/lease.ts';
import type { Clock, Part } from '../domain/clock.ts';
import type { Log } from '../eventStore/commandHandler.ts';
import type { Scheduling } from '../scheduling/port.ts';
import { readCheckpoints } from './checkpoints.ts';
import { carryOutDue, type DeedsOptions } from './deeds.ts';
import { type Outcome, upcomingTimes } from './effectTable.ts';
import type { Parts, Progress } from './parts.ts';
import type { Process } from './process.ts';
import { followLog } from './reactions.ts';
import { settled } from './settled.ts';

export interface ProcessesOptions {
  /** Placed already, by `placeProcesses`. */
  readonly processes: readonly Process[];
  readonly log: Log;
  readonly database: Database;
  readonly scheduling: Scheduling;
  readonly clock: Clock;
  /** Names this program in the lease table. */
  readonly holder: string;
  readonly signal: AbortSignal;
  /** Most events a transaction; default 1,000. */
  readonly batchSize?: number;
  /** Effects at work at once; default 64. Raise when they wait for others most of the time, lower to spare the database. */
  readonly concurrency?: number;
  /** How often an effect is tried that fails by its own fault, over some two minutes; default 8. */
  readonly tries?: number;
  /** Milliseconds after which another program takes over from a dead one; default 5,000. */
  readonly lease?: number;
  readonly onOutcome?: (process: string, outcome: Outcome['type']) => void;
  readonly onError?: (error: unknown) => void;
}

/** The processes at work in this program. */
export interface Processes extends Part {
  /** Resolves once they have ended, after the signal aborted. */
  readonly running: Promise<void>;
}

/**
 * Runs the processes until the signal aborts: the loop `processes`. One program at a time does it, by a lease whose token is checked in
 * every transaction. What follows from events is written down with the checkpoints, and carried out from there when it is due;
 * after an error, or a kill, that goes on from what is written.
 */
export function startProcesses(options: ProcessesOptions): Processes {
  const { processes, log, database, scheduling, clock, onError = () => {} } = options;
  const progress: Progress = { positions: null, restingSince: null, effects: 0 };
  const parts: Parts = { processes, log, database, scheduling, clock, wake: createHint(), progress, rested: createHint(), onError };
  return { running: run(parts, options), settled: () => settled(parts, options.signal) };
}

async function run(parts: Parts, options: ProcessesOptions): Promise<void> {
  const { database } = parts;
  const { holder, signal } = options;
  const lease = { name: 'processes', holder, signal, ...(options.lease === undefined ? {} : { duration: options.lease }) };
  while (!signal.aborted) {
    try {
      await whileHolding(database, lease, (held) => work(parts, held, options));
    } catch (error) {
      if (signal.aborted) return;
      parts.onError(error);
      await delay(500 * (0.5 + Math.random()), undefined, { signal }).catch(() => {});
    }
  }
}

/** Both loops, for as long as neither fails and the lease is held. */
async function work(parts: Parts, held: Lease, options: ProcessesOptions): Promise<void> {
  const { processes, log, database, scheduling, wake, progress } = parts;
  const { batchSize = 1_000, concurrency = 64, tries = 8, onOutcome = () => {} } = options;
  const names = (await readCheckpoints(database, processes, await log.store.logId())).map(({ process }) => process);
  const deeds: DeedsOptions = { names, width: concurrency, tries, onOutcome };
  const ended = new AbortController();
  const lease: Lease = { ...held, signal: AbortSignal.any([held.signal, ended.signal]) };
  await scheduling.start({ due: () => wake.given(), upcoming: (until) => upcomingTimes(database, names, until) });
  const loops = [followLog(parts, lease, batchSize), carryOutDue(parts, lease, deeds)];
  try {
    await Promise.all(loops);
  } finally {
    ended.abort();
    await Promise.allSettled(loops);
    progress.positions = null;
    await scheduling.stop();
  }
}
