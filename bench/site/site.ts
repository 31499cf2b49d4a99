import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { isAlive } from '../../src/database/embedded/lockFile.ts';
import { startEmbeddedPostgres } from '../../src/database/embeddedPostgres.ts';
import { migrate } from '../../src/database/migrate.ts';
import { createVault, type Vault } from '../../src/eventStore/keys/vault.ts';

/** Where a run works: a PostgreSQL of its own, set up as `npm start` sets it up, on the disk that the repository is on. */
export interface Site {
  /** A directory that goes with the run. */
  readonly directory: string;
  readonly vault: Vault;
  /** What a server process is started with to work on a database of this site. */
  environment(databaseUrl: string): Readonly<Record<string, string>>;
  /** Makes an empty database; gives its owner's URL. */
  createDatabase(name: string): Promise<string>;
  /** Makes one that is migrated, as a server's first start would. */
  createMigrated(name: string): Promise<string>;
  dropDatabase(name: string): Promise<void>;
  /** The server's version, as it says it. */
  readonly postgres: string;
  close(): Promise<void>;
}

const home = join(import.meta.dirname, '../../.data/bench');

const masterKey = Buffer.alloc(32, 'a key for figures, not for people');

/** Opens the site of this process, and removes what a killed run left. */
export async function openSite(): Promise<Site> {
  await removeLeftovers();
  const directory = join(home, String(process.pid));
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o711);
  const server = await startEmbeddedPostgres({ directory: join(directory, 'postgres') });
  const close = async (): Promise<void> => {
    await server.stop();
    await rm(directory, { recursive: true, force: true, maxRetries: 10 });
  };
  const urlOf = (name: string): string => Object.assign(new URL(server.url), { pathname: `/${name}` }).href;
  const createDatabase = async (name: string): Promise<string> => {
    await administer(server.url, `create database ${name}`);
    return urlOf(name);
  };
  try {
    return {
      directory,
      vault: createVault([masterKey]),
      environment: (databaseUrl) => ({
        DATABASE_URL: databaseUrl,
        ENCRYPTION_KEY: masterKey.toString('base64'),
        PORT: '0',
        DATA_DIR: join(directory, 'data'),
      }),
      createDatabase,
      async createMigrated(name) {
        const url = await createDatabase(name);
        await migrate(url);
        return url;
      },
      async dropDatabase(name) {
        await administer(server.url, `drop database if exists ${name} with (force)`);
      },
      postgres: await assertDurable(server.url),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Figures of a server that may lose what it has confirmed would be figures of something else. */
async function assertDurable(url: string): Promise<string> {
  const [row] = await administer(
    url,
    `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit, current_setting('server_version') as version`,
  );
  if (row?.fsync !== 'on' || row.commit !== 'on') throw new Error('PostgreSQL is not set to keep what it confirms');
  return String(row.version);
}

/** Removes the directories of runs that were killed; their servers end by themselves, or were ended with them. */
async function removeLeftovers(): Promise<void> {
  await mkdir(home, { recursive: true });
  for (const name of await readdir(home)) {
    const maker = Number(name);
    if (!Number.isInteger(maker) || isAlive(maker)) continue;
    // Joined and left, a server that outlived its run is ended by its last user.
    const server = await startEmbeddedPostgres({ directory: join(home, name, 'postgres') }).catch(() => null);
    await server?.stop();
    await rm(join(home, name), { recursive: true, force: true, maxRetries: 10 });
  }
}

/** Runs a statement as the owner of everything. */
export async function administer(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}
