import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import pg from 'pg';
import { systemViewer } from '../domain/viewer.ts';
import type { Database } from './database.ts';

const ownFolder = join(import.meta.dirname, 'migrations');

/**
 * Brings a database up to date: runs the numbered SQL files that it has not seen, in order, each in a transaction.
 * It works as the URL's own role, which owns the tables; two processes may do it at once (an advisory lock makes one wait).
 * Its records lie in a schema of their own, which the server's role cannot enter. Every failure is one line.
 */
export async function migrate(url: string, folder = ownFolder): Promise<{ applied: string[] }> {
  const migrations = await readMigrations(folder);
  // One connection: the lock belongs to a session.
  const pool = new pg.Pool({ connectionString: url, max: 1, application_name: 'journeys: migrate' });
  pool.on('error', () => {});
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableSchema: 'migrations',
    migrationTableName: 'applied',
    migrationLockTableName: 'lock',
  });
  try {
    await assertVersion(db);
    const applied: string[] = [];
    for (;;) {
      // One step at a time, because kysely puts all the steps of a call into one transaction.
      const { error, results = [] } = await migrator.migrateUp();
      if (error !== undefined) throw explain(error, results.find((result) => result.status === 'Error')?.migrationName);
      if (results.length === 0) return { applied };
      applied.push(...results.map((result) => result.migrationName));
    }
  } finally {
    await db.destroy();
  }
}

async function readMigrations(folder: string): Promise<Record<string, Migration>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  const numbers = files.map((file) => file.slice(0, 4));
  const wrong = files.find((file, index) => !/^\d{4}_\w+\.sql$/.test(file) || numbers.indexOf(file.slice(0, 4)) !== index);
  if (wrong !== undefined) throw new Error(`Migration ${wrong} must be named <four digits>_<name>.sql, with a number of its own`);
  const entries = files.map(async (file): Promise<[string, Migration]> => {
    const text = await readFile(join(folder, file), 'utf8');
    return [file.slice(0, -'.sql'.length), { up: async (db) => void (await sql.raw(text).execute(db)) }];
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function assertVersion(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ server_version: string }>`show server_version`.execute(db);
  const version = rows[0]?.server_version ?? '';
  if (Number.parseInt(version, 10) < 16) throw new Error(`The database runs PostgreSQL ${version}; 16 is the oldest that will do`);
}

function explain(error: unknown, migration: string | undefined): Error {
  const message = error instanceof Error ? error.message : String(error);
  const where = migration === undefined ? 'The database cannot be migrated' : `Migration ${migration} failed`;
  if (/permission denied to (create|grant) role/.test(message)) {
    return new Error(
      'The role in DATABASE_URL may not create roles: give it CREATEROLE once, ' +
        'or as an administrator run: create role journeys_app nologin; grant journeys_app to <that role>;',
      { cause: error },
    );
  }
  if (/previously executed migration \S+ is missing/.test(message)) {
    return new Error(`The database is newer than this program (${message}): start a newer version`, { cause: error });
  }
  return new Error(`${where}: ${message}`, { cause: error });
}

/** Throws one line when the role that statements run as could see past row-level security. */
export async function assertServerRole(database: Database): Promise<void> {
  const [role] = await database.query<{ name: string; rolsuper: boolean; rolbypassrls: boolean }>(systemViewer('start'), {
    text: 'select rolname as name, rolsuper, rolbypassrls from pg_roles where rolname = current_user',
  });
  if (role === undefined) throw new Error('The role that statements run as is not in pg_roles');
  if (role.rolsuper || role.rolbypassrls) {
    const fault = role.rolsuper ? 'is a superuser' : 'has BYPASSRLS';
    throw new Error(
      `Statements run as ${role.name}, which ${fault} and sees every clinic: alter role ${role.name} nosuperuser nobypassrls`,
    );
  }
}
