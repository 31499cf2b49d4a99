import type { Instant } from '../../domain/ids.ts';
import type { DueEffect } from '../process.ts';

/** Reads a word that the process wrote into its effect. Throws where it is missing: a fault of the process. */
export function text({ data, purpose }: DueEffect, name: string): string {
  const value = data[name];
  if (typeof value !== 'string') throw new Error(`the effect ${purpose} has no ${name}`);
  return value;
}

/** Reads a moment that the process wrote into its effect. */
export const instant = (effect: DueEffect, name: string): Instant => text(effect, name) as Instant; // it was one
