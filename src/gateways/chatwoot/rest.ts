import type { Clock } from '../../domain/clock.ts';
import { type Instant, instantOf } from '../../domain/ids.ts';

/** Leaves a server alone that does not answer: everybody waits, for longer each time, and then one finds out for all. */
export interface Rest {
  /** Null: go on, and say how it went. Else: not before then. */
  until(): Instant | null;
  /** Whether the last that was tried failed. */
  isFailing(): boolean;
  worked(): void;
  /**
   * @param atLeast milliseconds that the server asked for
   * @param isUnreachable nobody took the request: a sign of life is reason to try again
   */
  failed(atLeast?: number, isUnreachable?: boolean): void;
  /** The server gave a sign of life. Whoever is finding out already is waited for. */
  heard(): void;
}

const first = 1_000;
const longest = 60_000;
/** How long others wait for who finds out; he may take as long as a request may. */
const probing = 20_000;

export function createRest(clock: Clock): Rest {
  let failures = 0;
  let end = 0;
  let isUnreachable = false;
  let isProbing = false;
  return {
    until() {
      const now = clock.now().getTime();
      if (failures === 0) return null;
      if (end > now) return instantOf(new Date(end));
      end = now + probing;
      isProbing = true;
      return null;
    },
    isFailing: () => failures > 0,
    worked() {
      failures = 0;
      isProbing = false;
    },
    failed(atLeast = 0, unreachable = false) {
      isProbing = false;
      isUnreachable = unreachable;
      const pause = Math.min(longest, first * 2 ** Math.min(failures, 10)) * (0.75 + Math.random() / 2);
      failures += 1;
      end = clock.now().getTime() + Math.ceil(Math.max(pause, atLeast));
    },
    heard() {
      // Of one that answers with errors, or asks for a pause, webhooks say nothing new.
      if (isUnreachable && !isProbing) end = Math.min(end, clock.now().getTime());
    },
  };
}
