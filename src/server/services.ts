import { type Database, openDatabase } from '../database/database.ts';
import { type Hints, openHints } from '../database/hints.ts';
import { assertServerRole } from '../database/migrate.ts';
import { systemViewer } from '../domain/viewer.ts';
import { createCodec } from '../eventStore/codec/codec.ts';
import type { Log } from '../eventStore/commandHandler.ts';
import { postgresKeyStore } from '../eventStore/keys/postgresKeyStore.ts';
import type { Vault } from '../eventStore/keys/vault.ts';
import type { EventStore } from '../eventStore/port.ts';
import { postgresEventStore } from '../eventStore/postgres/postgres.ts';
import { postgresSnapshots } from '../eventStore/snapshots.ts';

export interface ServicesOptions {
  /** A migrated database. */
  readonly databaseUrl: string;
  readonly vault: Vault;
  /** `esdb://...`; null: events are kept in the database. */
  readonly eventStoreUrl?: string | null;
  /** Name shown in pg_stat_activity. */
  readonly application: string;
  /** Hears what broke and goes on by itself, by the part that it broke in. */
  readonly onError: (part: string, error: unknown) => void;
}

/** What every program of this project stands on: the database, the log, and the keys to read it. */
export interface Services {
  readonly database: Database;
  readonly hints: Hints;
  readonly log: Log;
  close(): Promise<void>;
}

/** Opens the services. Fails with one line when the database would let the server see past row-level security. */
export async function openServices({ databaseUrl, vault, eventStoreUrl, application, onError }: ServicesOptions): Promise<Services> {
  const database = openDatabase({ url: databaseUrl, application, connections: 20, onError: (error) => onError('database', error) });
  try {
    await assertServerRole(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  const hints = openHints(database, (error) => onError('hints', error));
  const keys = postgresKeyStore(database, vault);
  const onLoopError = (error: unknown): void => onError('eventStore', error);
  const store = eventStoreUrl
    ? await openEventStoreDb(eventStoreUrl, onLoopError)
    : postgresEventStore({ database, hint: hints.event_log, onLoopError });
  return {
    database,
    hints,
    log: { store, keys, codec: createCodec(keys), snapshots: postgresSnapshots(database, keys), viewer: systemViewer('commands') },
    async close() {
      await store.close();
      await hints.close();
      await database.close();
    },
  };
}

/** Loads the client of EventStoreDB only where there is one: it takes as long as all of our own modules. */
async function openEventStoreDb(url: string, onLoopError: (error: unknown) => void): Promise<EventStore> {
  const { eventStoreDbEventStore } = await import('../eventStore/eventStoreDb/eventStoreDb.ts');
  return eventStoreDbEventStore({ url, onLoopError });
}
