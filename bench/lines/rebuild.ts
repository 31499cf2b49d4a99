import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { from, to } from 'pg-copy-streams';
import { openDatabase } from '../../src/database/database.ts';
import { connectOwner } from '../../src/database/owner.ts';
import { createCodec } from '../../src/eventStore/codec/codec.ts';
import { postgresKeyStore } from '../../src/eventStore/keys/postgresKeyStore.ts';
import { postgresEventStore } from '../../src/eventStore/postgres/postgres.ts';
import { readModels } from '../../src/projections/models.ts';
import { rebuild as build } from '../../src/projections/rebuild/rebuild.ts';
import { createSideTable, indexSideTable, sideName, swapTable } from '../../src/projections/rebuild/sideTables.ts';
import type { Line } from '../line.ts';
import { tables } from '../site/readModels.ts';

/** Everything built anew from the log, beside the tables in use, and swapped in; the floor is to write the very rows that come of it. */
export const rebuild: Line = {
  name: 'rebuild',
  title: 'Rebuild of all read models',
  bounds: 'One thread that parses, decrypts and folds; COPY of the same rows with their indexes is the rest, and nobody gets under that.',

  async open({ site, history }) {
    const { databaseUrl, events } = await history();
    const database = openDatabase({ url: databaseUrl, application: 'bench: rebuild', connections: 4 });
    const store = postgresEventStore({ database });
    const perSecond = (began: number): number => events / ((performance.now() - began) / 1_000);
    const fileOf = (table: string): string => join(site.directory, `${table}.copy`);

    const ours = async (): Promise<number> => {
      const codec = createCodec(postgresKeyStore(database, site.vault));
      const began = performance.now();
      const rebuilt = await build({ databaseUrl, store, codec, models: readModels });
      if (rebuilt.events < events || rebuilt.deadLetters > 0) throw new Error('the rebuild did not take everything in');
      return perSecond(began);
    };
    const copy = async (): Promise<number> => {
      const client = await connectOwner(databaseUrl, 'bench: copy');
      try {
        const began = performance.now();
        await client.query('begin');
        for (const table of tables) {
          await createSideTable(client, table);
          await pipeline(createReadStream(fileOf(table)), client.query(from(`copy ${sideName(table)} from stdin`)));
        }
        for (const table of tables) {
          await indexSideTable(client, table);
          await swapTable(client, table);
        }
        await client.query('commit');
        return perSecond(began);
      } finally {
        await client.end();
      }
    };
    // Whatever another line left of them: the rows of all events.
    await ours();
    await keepRows(databaseUrl, fileOf);
    return {
      contests: [
        {
          name: `${events.toLocaleString('en')} events`,
          unit: 'events/s',
          better: 'more',
          ours,
          peers: [{ name: 'COPY of the same rows', measure: copy }],
          aim: 60_000,
        },
      ],
      async close() {
        await store.close();
        await database.close();
      },
    };
  },
};

/** Writes the rows of all read models into files. */
async function keepRows(databaseUrl: string, fileOf: (table: string) => string): Promise<void> {
  const client = await connectOwner(databaseUrl, 'bench: keep');
  try {
    for (const table of tables) await pipeline(client.query(to(`copy ${table} to stdout`)), createWriteStream(fileOf(table)));
  } finally {
    await client.end();
  }
}
