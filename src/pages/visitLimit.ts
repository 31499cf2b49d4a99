import { hash } from 'node:crypto';

/** Who comes by which link. */
export interface Visit {
  /** As the path has it. */
  readonly token: string;
  /** Where from, as far as that tells people apart; null where it does not. */
  readonly address: string | null;
}

/** Counts a visit, and says after how many seconds it may come again; 0: it may come now. */
export type VisitLimit = (visit: Visit) => number;

/** So many at once, and so many a minute from then on. */
interface Rate {
  readonly atOnce: number;
  readonly aMinute: number;
}

/** A form has a dozen buttons. */
const perToken: Rate = { atOnce: 30, aMinute: 20 };
/** A mobile network shows hundreds of people under one address. */
const perAddress: Rate = { atOnce: 300, aMinute: 120 };

/** Keys that are remembered of each kind; beyond it those go first that came longest ago. */
const remembered = 10_000;

/** Makes a limit on visits per link and per address, which this process keeps in its memory. */
export function visitLimit(now: () => Date): VisitLimit {
  const ofToken = rateLimit(perToken);
  const ofAddress = rateLimit(perAddress);
  return ({ token, address }) => {
    const at = now().getTime();
    // Tokens are hashed, so that a key is small however long a path somebody makes up.
    const wait = Math.max(address === null ? 0 : ofAddress(address, at), ofToken(hash('sha256', token, 'base64url'), at));
    return Math.ceil(wait / 1_000);
  };
}

/** One number for each key, the moment at which all that it was allowed is regained, is the whole memory (the generic cell rate algorithm). */
function rateLimit({ atOnce, aMinute }: Rate): (key: string, at: number) => number {
  const each = 60_000 / aMinute;
  const regainedAt = new Map<string, number>();
  return (key, at) => {
    const before = Math.max(regainedAt.get(key) ?? at, at);
    const wait = before - at - (atOnce - 1) * each;
    if (wait > 0) return wait;
    regainedAt.delete(key);
    regainedAt.set(key, before + each);
    const [oldest] = regainedAt.size > remembered ? regainedAt.keys() : [];
    if (oldest !== undefined) regainedAt.delete(oldest);
    return 0;
  };
}
