import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../database/database.ts';
import { createHint } from '../database/hints.ts';
import { type Lease, whileHolding } from '../database/lease.ts';
import type { Clock, Part } from '../domain/clock.ts';
import type { Log } from '../eventStore/commandHandler.ts';
import type { Scheduling } from '../scheduling/port.ts';
import { readCheckpoints } from './checkpoints.ts';
import { carryOutDue } from './deeds.ts';
import { type Outcome, upcomingTimes } from './effectTable.ts';
import type { Carrying, Parts, Progress } from './parts.ts';
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
  /** Effects of a process at work at once; default 64. Raise when they wait for others most of the time, lower to spare the database. */
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
  const progress: Progress = { positions: null, carrying: [], effects: 0 };
  const parts: Parts = { processes, log, database, scheduling, clock, progress, rested: createHint(), onError };
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

/** All loops, for as long as none fails and the lease is held. */
async function work(parts: Parts, held: Lease, options: ProcessesOptions): Promise<void> {
  const { processes, log, database, scheduling, progress } = parts;
  const { batchSize = 1_000, concurrency = 64, tries = 8, onOutcome = () => {} } = options;
  const names = (await readCheckpoints(database, processes, await log.store.logId())).map(({ process }) => process);
  const carrying: readonly Carrying[] = names.map((process) => ({ process, wake: createHint(), restingSince: null }));
  progress.carrying = carrying;
  const ended = new AbortController();
  const lease: Lease = { ...held, signal: AbortSignal.any([held.signal, ended.signal]) };
  await scheduling.start({
    due() {
      for (const { wake } of carrying) wake.given();
    },
    upcoming: (until) => upcomingTimes(database, names, until),
  });
  const loops = [
    followLog(parts, lease, batchSize),
    ...carrying.map((one) => carryOutDue(parts, lease, one, { width: concurrency, tries, onOutcome })),
    // Without a process there is nothing to do until the lease is lost.
    aborted(lease.signal),
  ];
  try {
    await Promise.all(loops);
  } finally {
    ended.abort();
    progress.positions = null;
    await Promise.allSettled(loops);
    await scheduling.stop();
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
