/** A repeatable stream of numbers from 0 to 1 (linear congruential): the same labelled set always trains the same model. */
export function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x80000000;
  };
}

/** Shuffles in place (Fisher-Yates). */
export function shuffle(order: Uint32Array, random: () => number): void {
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const here = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = here;
  }
}
