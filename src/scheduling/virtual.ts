import type { Clock } from '../domain/clock.ts';
import { minutesOf, type Scheduling, type Sleeper } from './port.ts';

/** The last day that a Date can hold. */
const endOfTime = new Date(8.64e15);

/** Wake-ups in memory, by any clock: for tests and `simulate`, on a virtual one. It forgets nothing while it lives, so it sweeps on start only. */
export function virtualScheduling(clock: Clock, grain?: number): Scheduling {
  const minutes = new Set<number>();
  let started: { readonly sleeper: Sleeper; readonly stopped: AbortController } | null = null;

  function wakeAt(instants: readonly Date[]): void {
    for (const one of minutesOf(instants, grain)) {
      if (minutes.has(one.getTime())) continue;
      minutes.add(one.getTime());
      if (started) wait(one);
    }
  }

  function wait(one: Date): void {
    if (!started) return;
    const { sleeper, stopped } = started;
    void clock.until(one, stopped.signal).then(() => {
      if (stopped.signal.aborted || !minutes.delete(one.getTime())) return;
      sleeper.due(one);
    });
  }

  async function stop(): Promise<void> {
    started?.stopped.abort();
    started = null;
  }

  return {
    name: 'virtual',
    wakeAt,
    async start(sleeper) {
      started = { sleeper, stopped: new AbortController() };
      for (const one of minutes) wait(new Date(one));
      wakeAt(await sleeper.upcoming(endOfTime));
    },
    stop,
    waiting: async () => [...minutes].sort((a, b) => a - b).map((one) => new Date(one)),
    close: stop,
  };
}
