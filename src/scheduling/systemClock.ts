import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../domain/clock.ts';

/** Node's timers hold no more than 2^31 - 1 milliseconds, some 24 days. */
const longestDelay = 2 ** 31 - 1;

/** The clock on the wall. */
export const systemClock: Clock = {
  now: () => new Date(),
  async until(time, signal) {
    // A timer may fire a millisecond early: the clock itself says whether it is time.
    for (let left = time.getTime() - Date.now(); left > 0 && !signal.aborted; left = time.getTime() - Date.now())
      await delay(Math.min(left, longestDelay), undefined, { signal }).catch(() => {});
  },
};
