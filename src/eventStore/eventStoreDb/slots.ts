import { NotAnswered } from './within.ts';

/** A few places, for which those who come later wait. */
export interface Slots {
  /** Resolves with what gives the place back. Fails with {@link NotAnswered} after so many milliseconds. */
  take(milliseconds: number): Promise<() => void>;
  /** Resolves when all places are free and nobody waits. */
  idle(): Promise<void>;
}

export function createSlots(count: number): Slots {
  let free = count;
  let waiting: (() => void)[] = [];
  let onIdle: (() => void)[] = [];

  function giveBack(): void {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
    if (free < count) return;
    for (const tell of onIdle) tell();
    onIdle = [];
  }

  const place = (): (() => void) => {
    let held = true;
    return () => {
      if (held) giveBack();
      held = false;
    };
  };

  return {
    async take(milliseconds) {
      if (free > 0) {
        free -= 1;
        return place();
      }
      await new Promise<void>((resolve, reject) => {
        const enter = (): void => {
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(() => {
          waiting = waiting.filter((one) => one !== enter);
          reject(new NotAnswered(`no place was free within ${milliseconds} ms`));
        }, milliseconds);
        waiting.push(enter);
      });
      return place();
    },
    idle: () => (free === count ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve))),
  };
}
