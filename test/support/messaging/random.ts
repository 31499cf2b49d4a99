/** A source of chance that a seed repeats. */
export interface Random {
  /** A whole number from `min` to `max`, both included. */
  readonly int: (min: number, max: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(of: readonly T[]) => T;
  /** Some of them, in their order. */
  readonly some: <T>(of: readonly T[], probability: number) => T[];
  readonly shuffled: <T>(of: readonly T[]) => T[];
}

/** Mulberry32: 32 bits of state, enough for timelines of a few hundred throws. */
export function randomOf(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  return {
    int,
    chance: (probability) => next() < probability,
    pick: <T>(of: readonly T[]): T => of[int(0, of.length - 1)] as T, // within the array
    some: (of, probability) => of.filter(() => next() < probability),
    shuffled: (of) =>
      of
        .map((one) => ({ one, key: next() }))
        .sort((a, b) => a.key - b.key)
        .map(({ one }) => one),
  };
}
