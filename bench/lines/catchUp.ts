import { openDatabase } from '../../src/database/database.ts';
import { createCodec } from '../../src/eventStore/codec/codec.ts';
import { postgresKeyStore } from '../../src/eventStore/keys/postgresKeyStore.ts';
import type { EventStore, Position } from '../../src/eventStore/port.ts';
import { positionText } from '../../src/eventStore/postgres/committer.ts';
import { postgresEventStore } from '../../src/eventStore/postgres/postgres.ts';
import { runProjections } from '../../src/projections/runner.ts';
import type { Line } from '../line.ts';
import { forgetReadModels } from '../site/readModels.ts';

/** The store as if its log ended at a position; batches are handed over in pieces of at most a size. */
const endedAt = (store: EventStore, end: Position, size: number): EventStore => ({
  ...store,
  async *subscribe(viewer, options) {
    for await (const batch of store.subscribe(viewer, options)) {
      const some = batch.filter(({ position }) => position <= end);
      for (let start = 0; start < some.length; start += size) yield some.slice(start, start + size);
      if (some.at(-1)?.position === end) return;
    }
  },
});

/** A fresh projection of everything over a log that is there: the same runner, by the batch and by the event. */
export const catchUp: Line = {
  name: 'catch-up',
  title: 'Projections catch up, all read models',
  bounds:
    'The server’s thread, which decrypts, folds and makes parameters; beside it PostgreSQL’s upserts of rows with their indexes, a model while the next is folded.',

  async open({ site, quick, history }) {
    const { databaseUrl, events } = await history();
    const database = openDatabase({ url: databaseUrl, application: 'bench: catch-up', connections: 4 });
    const store = postgresEventStore({ database });

    /** Projects the first so many events from nothing; gives events a second. */
    const rate = async (wanted: number, size: number): Promise<number> => {
      const count = Math.min(wanted, events);
      await forgetReadModels(databaseUrl);
      const done = new AbortController();
      let failure: unknown;
      const began = performance.now();
      await runProjections({
        store: endedAt(store, positionText(count), size),
        // No key is remembered from the last time.
        codec: createCodec(postgresKeyStore(database, site.vault)),
        database,
        holder: 'bench',
        signal: done.signal,
        onProjected(position) {
          if (position === positionText(count)) done.abort();
        },
        onError(error) {
          failure = error;
          done.abort();
        },
      });
      if (failure !== undefined) throw failure;
      return count / ((performance.now() - began) / 1_000);
    };
    return {
      contests: [
        {
          name: 'from nothing',
          unit: 'events/s',
          better: 'more',
          ours: () => rate(quick ? 20_000 : 200_000, 1_000),
          peers: [{ name: 'one transaction an event', measure: () => rate(quick ? 500 : 3_000, 1) }],
          aim: 30_000,
        },
      ],
      async close() {
        await store.close();
        await database.close();
      },
    };
  },
};
