import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../database/embeddedPostgres.ts';
import { migrate } from '../../database/migrate.ts';
import { createVault, type Vault } from '../../eventStore/keys/vault.ts';

/** An empty store of one's own. */
export interface OwnStore {
  readonly databaseUrl: string;
  readonly vault: Vault;
}

/** Works on an empty store, of which nothing is left afterwards: an embedded PostgreSQL in a temporary folder, under a key of its own. */
export async function onOwnStore<T>(signal: AbortSignal, work: (store: OwnStore) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'journeys-simulate-'));
  try {
    // PostgreSQL does not run as root: its user has to come in.
    await chmod(directory, 0o711);
    const server = await startEmbeddedPostgres({ directory: join(directory, 'postgres'), signal });
    try {
      await migrate(server.url);
      return await work({ databaseUrl: server.url, vault: createVault([randomBytes(32)]) });
    } finally {
      await server.stop();
    }
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 10 });
  }
}
