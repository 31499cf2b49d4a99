import type { Log } from '../../src/eventStore/commandHandler.ts';
import type { EventStore, Position } from '../../src/eventStore/port.ts';
import { runProjections } from '../../src/projections/runner.ts';
import type { TestDatabase } from './database.ts';

/** The store as it was when its log ended at a position. */
const endedAt = (store: EventStore, end: Position): EventStore => ({
  ...store,
  async *subscribe(viewer, options) {
    for await (const batch of store.subscribe(viewer, options)) {
      const some = batch.filter(({ position }) => position <= end);
      if (some.length > 0) yield some;
      if (some.at(-1)?.position === end) return;
    }
  },
});

/** Projects a log into a database from its checkpoints up to a position, which must be an event's. */
export async function projectUpTo(
  { store, codec }: Pick<Log, 'store' | 'codec'>,
  { database }: TestDatabase,
  end: Position,
): Promise<void> {
  const stop = new AbortController();
  const failures: unknown[] = [];
  await runProjections({
    store: endedAt(store, end),
    codec,
    database,
    holder: 'test',
    signal: stop.signal,
    onError(error) {
      failures.push(error);
      stop.abort();
    },
    onProjected(position) {
      if (position === end) stop.abort();
    },
  });
  if (failures.length > 0) throw failures[0];
}
