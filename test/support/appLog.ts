import { systemViewer } from '../../src/domain/viewer.ts';
import { createCodec } from '../../src/eventStore/codec/codec.ts';
import type { Log } from '../../src/eventStore/commandHandler.ts';
import { postgresKeyStore } from '../../src/eventStore/keys/postgresKeyStore.ts';
import type { Vault } from '../../src/eventStore/keys/vault.ts';
import { postgresEventStore } from '../../src/eventStore/postgres/postgres.ts';
import { postgresSnapshots } from '../../src/eventStore/snapshots.ts';
import type { TestDatabase } from './database.ts';

/** The log of a server that works on a test's database, for commands that nobody can send it; close its store in the end. */
export function appLog({ database }: TestDatabase, vault: Vault): Log {
  const keys = postgresKeyStore(database, vault);
  return {
    store: postgresEventStore({ database }),
    codec: createCodec(keys),
    keys,
    snapshots: postgresSnapshots(database, keys),
    viewer: systemViewer('test'),
  };
}
