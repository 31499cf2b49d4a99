import type { Clock } from '../../domain/clock.ts';
import { type Instant, instantOf } from '../../domain/ids.ts';

/** Leaves a server alone that does not answer: everybody waits, for longer each time, and then one finds out for all. */
export interface Rest {
  /** Null: go on, and say how it went. Else: not before then. */
  until(): Instant | null;
  worked(): void;
  /** @param atLeast milliseconds that the server asked for */
  failed(atLeast?: number): void;
}

const first = 1_000;
const longest = 60_000;
/** How long others wait for who finds out; he may take as long as a request may. */
const probing = 20_000;

export function createRest(clock: Clock): Rest {
  let failures = 0;
  let end = 0;
  return {
    until() {
      const now = clock.now().getTime();
      if (failures === 0) return null;
      if (end > now) return instantOf(new Date(end));
      end = now + probing;
      return null;
    },
    worked() {
      failures = 0;
    },
    failed(atLeast = 0) {
      const pause = Math.min(longest, first * 2 ** Math.min(failures, 10)) * (0.75 + Math.random() / 2);
      failures += 1;
      end = clock.now().getTime() + Math.ceil(Math.max(pause, atLeast));
    },
  };
}
