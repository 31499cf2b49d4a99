import { setImmediate as turn } from 'node:timers/promises';
import type { Clock, Part } from '../domain/clock.ts';

/** A clock that stands still while anybody works, and then jumps to the next time that somebody waits for. */
export interface VirtualClock extends Clock {
  /** Makes the clock wait for a part, until the returned function is called. */
  watch(part: Part): () => void;
  /** Lets time pass: whatever is waited for until then comes in the order of time, each with all that it causes, before the next. */
  runUntil(end: Date): Promise<void>;
}

interface Waiting {
  readonly time: number;
  readonly wake: () => void;
}

/** @example const clock = virtualClock(new Date('2027-03-01T14:00:00Z')); clock.watch(processes); await clock.runUntil(threeWeeksLater) */
export function virtualClock(start: Date): VirtualClock {
  let now = start.getTime();
  const waiting = new Set<Waiting>();
  const parts = new Set<Part>();

  const next = (): number => Math.min(...[...waiting].map(({ time }) => time), Number.POSITIVE_INFINITY);

  /** Work goes from part to part by way of the log and the tables: all is done when two looks at everybody in a row see the same. */
  async function settled(): Promise<void> {
    for (let before: string | null = null; ; ) {
      // Whoever was woken begins before he is asked.
      await turn();
      const marks = JSON.stringify(await Promise.all([...parts].map((part) => part.settled())));
      if (marks === before) return;
      before = marks;
    }
  }

  return {
    now: () => new Date(now),

    until(time, signal) {
      if (time.getTime() <= now || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const wake = (): void => {
          waiting.delete(one);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        const one: Waiting = { time: time.getTime(), wake };
        waiting.add(one);
        signal.addEventListener('abort', wake);
      });
    },

    watch(part) {
      parts.add(part);
      return () => parts.delete(part);
    },

    async runUntil(end) {
      await settled();
      for (let time = next(); time <= end.getTime(); time = next()) {
        now = time;
        for (const one of [...waiting]) if (one.time <= now) one.wake();
        await settled();
      }
      now = Math.max(now, end.getTime());
    },
  };
}
