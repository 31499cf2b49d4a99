import DataLoader from 'dataloader';

/** Reads things by their keys for one request, those that are asked for in one turn of the event loop together, and each once. */
export interface Loader<Key, Value> {
  /** Null when it is not there. What was read before comes as it is: a page of promises costs as much as its rows. */
  load(key: Key): Promise<Value | null> | Value | null;
  /** Reads what will be asked for. */
  readAhead(keys: readonly Key[]): Promise<void>;
  /** Forgets what was read, after it was changed. */
  clear(key: Key): void;
}

/**
 * @param nameOf tells keys apart
 * @param read gives the things that there are, in any order
 * @param keyOf the name of the key by which a thing was asked for
 */
export function createLoader<Key, Value>(
  nameOf: (key: NoInfer<Key>) => string,
  read: (keys: readonly Key[]) => Promise<readonly Value[]>,
  keyOf: (value: Value) => string,
): Loader<Key, Value> {
  const there = new Map<string, Value | null>();
  const loader = new DataLoader<Key, Value | null, string>(
    async (keys) => {
      const found = new Map((await read(keys)).map((value) => [keyOf(value), value]));
      return keys.map((key) => {
        const name = nameOf(key);
        const value = found.get(name) ?? null;
        there.set(name, value);
        return value;
      });
    },
    { cacheKeyFn: nameOf },
  );
  return {
    load(key) {
      const value = there.get(nameOf(key));
      return value === undefined ? loader.load(key) : value;
    },
    async readAhead(keys) {
      await loader.loadMany(keys);
    },
    clear(key) {
      there.delete(nameOf(key));
      loader.clear(key);
    },
  };
}
