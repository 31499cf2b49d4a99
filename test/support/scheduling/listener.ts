import type { Sleeper } from '../../../src/scheduling/port.ts';

/** A sleeper that writes down when it is woken; what it says is due is the test's. */
export interface Listener extends Sleeper {
  /** What it has been woken for, in the order in which it was. */
  readonly heard: readonly Date[];
  /** Resolves once it has been woken for a minute, past or to come. */
  woken(minute: Date): Promise<void>;
}

export function listener(upcoming: (until: Date) => readonly Date[] = () => []): Listener {
  const heard: Date[] = [];
  const waiting = new Set<() => void>();
  return {
    heard,
    due(minute) {
      heard.push(minute);
      for (const look of [...waiting]) look();
    },
    upcoming: async (until) => upcoming(until),
    woken: (minute) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!heard.some((one) => one.getTime() === minute.getTime())) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}
