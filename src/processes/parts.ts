import type { Database } from '../database/database.ts';
import type { Hint } from '../database/hints.ts';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../eventStore/commandHandler.ts';
import type { Position } from '../eventStore/port.ts';
import type { Scheduling } from '../scheduling/port.ts';
import type { Process } from './process.ts';

/** What the loops of the processes work with. */
export interface Parts {
  readonly processes: readonly Process[];
  readonly log: Log;
  readonly database: Database;
  readonly scheduling: Scheduling;
  readonly clock: Clock;
  readonly progress: Progress;
  /** Says that a loop has found nothing more to do. */
  readonly rested: Hint;
  readonly onError: (error: unknown) => void;
}

/** Where the loops are: for each other, and for who waits until they have nothing to do. */
export interface Progress {
  /** The position of each process; null while none is read. */
  positions: ReadonlyMap<string, Position | 'start'> | null;
  /** The carrying out of each process that this program runs: a loop for each, so that a slow one keeps no other waiting. */
  carrying: readonly Carrying[];
  /** Effects carried out, put back or set aside so far. */
  effects: number;
}

export interface Carrying {
  readonly process: string;
  /** Says that something was planned, is done, or is due: that there may be something to do. */
  readonly wake: Hint;
  /** How many hints the loop had seen when it found nothing to do and began to wait; null while it works. */
  restingSince: number | null;
}
