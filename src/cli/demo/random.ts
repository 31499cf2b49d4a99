import { createHash } from 'node:crypto';

/** Randomness that a seed decides: the same seed draws the same on every machine. */
export interface Random {
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  /** True so often, from 0 to 1. */
  chance(probability: number): boolean;
  /** One of a list; fails with a RangeError when there is none. */
  pick<T>(from: readonly T[]): T;
  /** The same things in another order. */
  shuffled<T>(all: readonly T[]): readonly T[];
  /** Letters and digits, as Cal.com makes its uids. */
  text(length: number): string;
  /** Randomness of its own: what is drawn there moves nothing here, so that a part may grow without changing the others. */
  fork(name: string | number): Random;
}

const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz123456789';

/** Makes randomness of a seed: SHA-256 of the seed and a counter, four bytes a draw. */
export function seededRandom(seed: string): Random {
  let block = Buffer.alloc(0);
  let blocks = 0;
  let used = 0;

  function draw(): number {
    if (used === block.byteLength) {
      block = createHash('sha256').update(`${seed}\n${blocks}`).digest();
      blocks += 1;
      used = 0;
    }
    used += 4;
    return block.readUInt32BE(used - 4) / 2 ** 32;
  }

  const whole = (least: number, most: number): number => least + Math.floor(draw() * (most - least + 1));

  function pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new RangeError('there is nothing to pick from');
    return from[whole(0, from.length - 1)] as T; // the index is within the list
  }

  return {
    whole,
    pick,
    chance: (probability) => draw() < probability,
    shuffled(all) {
      const left = [...all];
      return all.flatMap(() => left.splice(whole(0, left.length - 1), 1));
    },
    text: (length) => Array.from({ length }, () => pick([...alphabet])).join(''),
    fork: (name) => seededRandom(`${seed}/${name}`),
  };
}
