import { randomInt } from 'node:crypto';

/** A seed and the day around which its journeys lie: together they name the same bodies for ever. */
export interface DatedSeed {
  readonly seed: string;
  /** `yyyy-mm-dd`, UTC. */
  readonly day: string;
}

/** Reads `name` or `name@yyyy-mm-dd`; null for anything else. Without a day it is today's. */
export function readSeed(text: string, today: Date): DatedSeed | null {
  const [, seed, day = today.toISOString().slice(0, 10)] = /^([\w-]{1,40})(?:@(\d{4}-\d\d-\d\d))?$/.exec(text) ?? [];
  return seed === undefined || Number.isNaN(Date.parse(day)) ? null : { seed, day };
}

/** A seed that nobody chose. */
export const anySeed = (today: Date): DatedSeed => ({ seed: String(randomInt(1_000, 10_000)), day: today.toISOString().slice(0, 10) });

export const writeSeed = ({ seed, day }: DatedSeed): string => `${seed}@${day}`;

/** The moment before which everything happened: the day's first in UTC, when the clinic has closed on the evening before. */
export const momentOf = ({ day }: DatedSeed): Date => new Date(`${day}T00:00:00Z`);
