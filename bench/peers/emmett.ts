import { importPeer } from './importPeer.ts';

/** The part of emmett-postgresql that is measured. */
export interface EmmettStore {
  appendToStream(
    stream: string,
    events: readonly { readonly type: string; readonly data: object }[],
    options: { readonly expectedStreamVersion: bigint | 'STREAM_DOES_NOT_EXIST' },
  ): Promise<{ readonly nextExpectedStreamVersion: bigint }>;
  readonly schema: { migrate(): Promise<unknown> };
  close(): Promise<void>;
}

interface Emmett {
  readonly getPostgreSQLEventStore: (url: string, options: object) => EmmettStore;
}

/** Opens Emmett's store, with its tables in place and no migration left to be done by an append. */
export async function openEmmett(url: string, pool: unknown): Promise<EmmettStore> {
  const { getPostgreSQLEventStore } = await importPeer<Emmett>('@event-driven-io/emmett-postgresql');
  const store = getPostgreSQLEventStore(url, { schema: { autoMigration: 'None' }, connectionOptions: { pool } });
  await store.schema.migrate();
  return store;
}
