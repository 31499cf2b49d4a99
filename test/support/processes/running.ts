import type { Log } from '../../../src/eventStore/commandHandler.ts';
import { placeProcesses } from '../../../src/processes/checkpoints.ts';
import type { Process } from '../../../src/processes/process.ts';
import { type ProcessesOptions, startProcesses } from '../../../src/processes/runner.ts';
import { virtualScheduling } from '../../../src/scheduling/virtual.ts';
import type { VirtualClock } from '../../../src/scheduling/virtualClock.ts';
import type { TestDatabase } from '../database.ts';

/** Processes at work on a virtual clock, which waits for them. */
export interface Running {
  /** Resolves once nothing is left to do at the present time. */
  settled(): Promise<void>;
  /** What went wrong and was gone on from. */
  readonly errors: readonly unknown[];
  readonly outcomes: readonly string[];
  stop(): Promise<void>;
}

export interface RunningOptions extends Partial<ProcessesOptions> {
  readonly processes: readonly Process[];
  readonly clock: VirtualClock;
  readonly log: Log;
}

/** Places the processes and starts them, as a server does. */
export async function runProcesses({ database }: Pick<TestDatabase, 'database'>, options: RunningOptions): Promise<Running> {
  const { processes, clock, log } = options;
  const stopping = new AbortController();
  const errors: unknown[] = [];
  const outcomes: string[] = [];
  await placeProcesses(database, log.store, processes, clock.now());
  const running = startProcesses({
    database,
    scheduling: virtualScheduling(clock),
    holder: 'test',
    onError: (error) => errors.push(error),
    onOutcome: (process, outcome) => outcomes.push(`${process} ${outcome}`),
    ...options,
    signal: stopping.signal,
  });
  const unwatch = clock.watch(running);
  return {
    errors,
    outcomes,
    settled: () => clock.runUntil(clock.now()),
    async stop() {
      unwatch();
      stopping.abort();
      await running.running;
    },
  };
}
