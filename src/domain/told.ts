import { type Instant, instantOf } from './ids.ts';

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

/** When something is said that shall hold over all of these: now, or just after them where a clock is behind. */
export function afterAll(now: Instant, said: readonly (Told<unknown> | null | undefined)[]): Instant {
  const last = said.map((one) => one?.at ?? null).reduce(latest, null);
  return last === null || last < now ? now : instantOf(new Date(Date.parse(last) + 1));
}
