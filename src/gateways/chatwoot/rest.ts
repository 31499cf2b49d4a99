import type { Clock } from '../../domain/clock.ts';
import { type Instant, instantOf } from '../../domain/ids.ts';

/** Why a request came to nothing. */
export type Failing =
  /** Nobody took the request: a sign of life is reason to try again. */
  | 'unreachable'
  /** It takes no such token: that passes when a person sees to it. */
  | 'unauthorised'
  | 'tooMany'
  | 'broken';

/** Leaves a server alone that does not answer: everybody waits, for longer each time, and then one finds out for all. */
export interface Rest {
  /** Null: go on, and say how it went. Else: not before then. */
  until(): Instant | null;
  /** Why the last that was tried failed; null: it did not. */
  failing(): Failing | null;
  worked(): void;
  /** @param atLeast milliseconds that the server asked for */
  failed(why: Failing, atLeast?: number): void;
  /** The server gave a sign of life. Whoever is finding out already is waited for. */
  heard(): void;
}

const first = 1_000;
const longest = 60_000;
/** A token that was revoked is seldom given back: meanwhile each try stands in a conversation's log. */
const longestUnauthorised = 600_000;
/** How long others wait for who finds out; he may take as long as a request may. */
const probing = 20_000;

export function createRest(clock: Clock): Rest {
  let failures = 0;
  let end = 0;
  let why: Failing = 'broken';
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
    failing: () => (failures > 0 ? why : null),
    worked() {
      failures = 0;
      isProbing = false;
    },
    failed(reason, atLeast = 0) {
      isProbing = false;
      why = reason;
      const most = reason === 'unauthorised' ? longestUnauthorised : longest;
      const pause = Math.min(most, first * 2 ** Math.min(failures, 10)) * (0.75 + Math.random() / 2);
      failures += 1;
      end = clock.now().getTime() + Math.ceil(Math.max(pause, atLeast));
    },
    heard() {
      // Of one that answers with errors, or asks for a pause, webhooks say nothing new.
      if (why === 'unreachable' && !isProbing) end = Math.min(end, clock.now().getTime());
    },
  };
}
