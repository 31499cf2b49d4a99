import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../../src/database/database.ts';

/** A migrated database of one's own. */
export interface TestDatabase {
  /** URL of its owner, a superuser: for what the server's role may not do. */
  readonly url: string;
  /** A pool that works as the server's role. */
  readonly database: Database;
  /** Closes the pool and drops the database, whoever is still connected. */
  dispose(): Promise<void>;
}

/**
 * Clones the run's template: about 0.15 s, for a test file or a single test.
 * Clones need no queue: 60, six at a time, all succeeded on PostgreSQL 18, because nobody can connect to the template.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { url: serverUrl, template } = inject('testServer');
  const name = `${template}_${randomBytes(6).toString('hex')}`;
  await administer(serverUrl, `create database ${name} template ${template}`);
  const own = new URL(serverUrl);
  own.pathname = `/${name}`;
  const database = openDatabase({ url: own.href, application: 'test', connections: 5 });
  return {
    url: own.href,
    database,
    async dispose() {
      await database.close();
      await administer(serverUrl, `drop database if exists ${name} with (force)`);
    },
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
