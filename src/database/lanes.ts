/** Runs work at once, except what shares a key: that runs in the order in which it was given. */
export interface Lanes {
  run<T>(keys: readonly string[], work: () => Promise<T>): Promise<T>;
}

/** @param width most pieces of work at once */
export function createLanes(width: number): Lanes {
  const last = new Map<string, Promise<unknown>>();
  const queue: (() => void)[] = [];
  let running = 0;

  const enter = async (): Promise<void> => {
    if (running >= width) await new Promise<void>((resolve) => queue.push(resolve));
    running += 1;
  };
  const leave = (): void => {
    running -= 1;
    queue.shift()?.();
  };

  return {
    run(keys, work) {
      const before = keys.flatMap((key) => last.get(key) ?? []);
      const result = (async () => {
        await Promise.all(before);
        await enter();
        try {
          return await work();
        } finally {
          leave();
        }
      })();
      const settled = result.then(
        () => {},
        () => {},
      );
      for (const key of keys) last.set(key, settled);
      // A key whose last work is done needs no memory.
      void settled.then(() => {
        for (const key of keys) if (last.get(key) === settled) last.delete(key);
      });
      return result;
    },
  };
}
