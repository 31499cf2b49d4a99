import { type Instant, instantOf, toInstant } from '../../domain/ids.ts';

/** The year 2100: a larger number is no time in seconds. */
const farthest = 4_102_444_800;

/** Reads a moment in either of Chatwoot's spellings: ISO 8601, or Unix seconds with or without a fraction; null for anything else. */
export function readMoment(value: string | number | null | undefined): Instant | null {
  if (typeof value !== 'number') return toInstant(value);
  return value > 0 && value < farthest ? instantOf(new Date(Math.round(value * 1_000))) : null;
}

/**
 * When a message was made. Within a conversation its time has no fraction: as long as nothing was changed since, the time of the last change has it.
 */
export function messageMoment(created: string | number | null | undefined, updated: string | number | null | undefined): Instant | null {
  const at = readMoment(created);
  const changed = readMoment(updated);
  const sameSecond = typeof created === 'number' && at !== null && changed !== null && at.slice(0, 19) === changed.slice(0, 19);
  return sameSecond ? changed : at;
}
