/** Says whether a model that keeps failing should be asked again. */
export interface Resting {
  /** It has failed so often that it is left alone for now. */
  readonly rests: boolean;
  failed(): void;
  answered(): void;
}

/** Failures in a row after which a model is left alone, and for how long: so that nobody waits for it who could be answered at once. */
const failuresInRow = 3;
const restMilliseconds = 60_000;

/** @param clock milliseconds, of a clock that never goes back */
export function createResting(clock: () => number): Resting {
  let failures = 0;
  let until = Number.NEGATIVE_INFINITY;
  return {
    get rests() {
      return clock() < until;
    },
    failed() {
      failures += 1;
      // After a rest one failure is enough for the next.
      if (failures >= failuresInRow) until = clock() + restMilliseconds;
    },
    answered() {
      failures = 0;
    },
  };
}
