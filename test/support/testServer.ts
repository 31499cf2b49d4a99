import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/database/embeddedPostgres.ts';
import { migrate } from '../../src/database/migrate.ts';
import { removeLeftovers, serverDirectory } from './serverDirectory.ts';

/** The run's PostgreSQL. */
export interface TestServer {
  /** A superuser's URL. */
  readonly url: string;
  /** Name of the migrated database that tests clone. */
  readonly template: string;
  /** Removes everything made, what a failed test left too. */
  end(): Promise<void>;
}

/** Opens the server of `TEST_DATABASE_URL`, or an embedded one that lives as long as the run, and makes the template in it. */
export async function openTestServer(): Promise<TestServer> {
  const given = process.env.TEST_DATABASE_URL;
  const server = given ? { url: given, end: async () => {} } : await temporaryServer();
  const template = `journeys_template_${randomBytes(4).toString('hex')}`;
  try {
    await asAdmin(server.url, `create database ${template}`);
    const url = new URL(server.url);
    url.pathname = `/${template}`;
    await migrate(url.href);
    // A connection to a template, autovacuum's aside, would make `create database ... template` fail.
    await asAdmin(server.url, `alter database ${template} with is_template true allow_connections false`);
  } catch (error) {
    await server.end();
    throw error;
  }
  return {
    url: server.url,
    template,
    async end() {
      if (given) await removeDatabases(given, template);
      await server.end();
    },
  };
}

async function temporaryServer(): Promise<Pick<TestServer, 'url' | 'end'>> {
  await removeLeftovers();
  const directory = await serverDirectory();
  const server = await startEmbeddedPostgres({ directory });
  // Nothing here has to survive the machine: a slow disk must not slow down the tests.
  await asAdmin(server.url, 'alter system set fsync = off', 'select pg_reload_conf()');
  return {
    url: server.url,
    async end() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function removeDatabases(url: string, template: string): Promise<void> {
  const clones = `select format('drop database %I with (force)', datname) as drop from pg_database where datname like '${template}\\_%'`;
  const drops = (await asAdmin(url, clones)).map((row) => String(row.drop));
  await asAdmin(url, ...drops, `alter database ${template} with is_template false`, `drop database ${template}`);
}

async function asAdmin(url: string, ...statements: string[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    let rows: Record<string, unknown>[] = [];
    for (const statement of statements) rows = (await client.query<Record<string, unknown>>(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}
