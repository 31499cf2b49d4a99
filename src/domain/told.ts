import type { Instant } from './ids.ts';

/** A value and when its source said it: of two, the later saying holds, in whatever order they arrive. */
export interface Told<T> {
  readonly value: T;
  readonly at: Instant;
}

/** Of two sayings the later one; at one instant the greater as text. */
export const later = <T>(a: Told<T> | null, b: Told<T> | null): Told<T> | null => {
  if (!a || !b) return a ?? b;
  if (a.at !== b.at) return a.at > b.at ? a : b;
  return String(a.value) >= String(b.value) ? a : b;
};

/** The later of two moments, of which either may be unknown. */
export const latest = (a: Instant | null, b: Instant | null): Instant | null => (a && b ? (a > b ? a : b) : (a ?? b));
