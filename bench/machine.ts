import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/** What the figures were taken on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memory: string;
  readonly system: string;
  readonly node: string;
  readonly postgres: string;
}

export const describeMachine = (postgres: string): Machine => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memory: `${Math.round(totalmem() / 1_024 ** 3)} GB`,
  system: `${type()} ${release()}`,
  node: process.versions.node,
  postgres,
});

/** The share of the machine's CPU that was taken in a second in which the bench did nothing: others' work, from 0 to 1. */
export async function takenByOthers(): Promise<number> {
  const before = spent();
  await delay(1_000);
  const after = spent();
  return (after.busy - before.busy) / (after.all - before.all);
}

function spent(): { readonly busy: number; readonly all: number } {
  const times = cpus().map((cpu) => cpu.times);
  const all = times.reduce((sum, one) => sum + one.user + one.nice + one.sys + one.irq + one.idle, 0);
  return { busy: all - times.reduce((sum, one) => sum + one.idle, 0), all };
}
