import { isAway } from '../database/away.ts';

const passing: readonly string[] = ['UNAVAILABLE', 'UNKNOWN_OUTCOME', 'VERSION_CONFLICT', 'RATE_LIMITED'];

/** Tells whether an error goes away by itself: what is asked is away, or others were faster. It is tried again for as long as it is of use. */
export const isPassing = (error: unknown): boolean =>
  isAway(error) || (error instanceof Error && 'code' in error && typeof error.code === 'string' && passing.includes(error.code));
