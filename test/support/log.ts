import { systemViewer } from '../../src/domain/viewer.ts';
import { createCodec } from '../../src/eventStore/codec/codec.ts';
import type { LoggedEvent } from '../../src/eventStore/codec/envelope.ts';
import type { Log } from '../../src/eventStore/commandHandler.ts';
import type { KeyStore } from '../../src/eventStore/keys/keyStore.ts';
import { memoryKeyStore } from '../../src/eventStore/keys/memoryKeyStore.ts';
import { memoryEventStore } from '../../src/eventStore/memory.ts';
import type { EventStore } from '../../src/eventStore/port.ts';
import { memorySnapshots } from '../../src/eventStore/snapshots.ts';

/** A log in memory, for tests of what stands on it. */
export function memoryLog({ store = memoryEventStore(), keys = memoryKeyStore() }: { store?: EventStore; keys?: KeyStore } = {}): Log {
  return { store, codec: createCodec(keys), keys, snapshots: memorySnapshots(keys), viewer: systemViewer('test') };
}

/** Everything in the log, decoded. */
export const everything = async ({ store, codec, viewer }: Log): Promise<LoggedEvent[]> =>
  codec.decode(await store.readAll(viewer, { after: 'start', limit: 1_000_000 }));

/** The process died. */
export class Killed extends Error {}

/** The same store, but the process dies once so many appends are written: every call after that fails. */
export function killedAfter(store: EventStore, appends: number): EventStore {
  let left = appends;
  const alive = (): void => {
    if (left < 0) throw new Killed('the process is dead');
  };
  return {
    ...store,
    async append(viewer, append) {
      alive();
      if (left === 0) {
        left = -1;
        throw new Killed('the process is dead');
      }
      left -= 1;
      return store.append(viewer, append);
    },
    async readStream(...args) {
      alive();
      return store.readStream(...args);
    },
  };
}
