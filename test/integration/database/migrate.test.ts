import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../../src/database/database.ts';
import { assertServerRole, migrate } from '../../../src/database/migrate.ts';
import { systemViewer } from '../../../src/domain/viewer.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let home: TestDatabase;
let admin: pg.Client;
let folder: string;
const made: string[] = [];

beforeAll(async () => {
  home = await createTestDatabase();
  admin = new pg.Client(home.url);
  await admin.connect();
  folder = await mkdtemp(join(tmpdir(), 'migrations-'));
});

afterAll(async () => {
  for (const name of made) await admin.query(`drop database ${name} with (force)`);
  await admin.query('drop role if exists journeys_test_plain');
  await admin.end();
  await home.dispose();
  await rm(folder, { recursive: true });
});

async function emptyDatabase(): Promise<string> {
  const url = new URL(home.url);
  const name = `${url.pathname.slice(1)}_${made.length}`;
  await admin.query(`create database ${name}`);
  made.push(name);
  url.pathname = `/${name}`;
  return url.href;
}

test('a migrated database has nothing left to apply', async () => {
  expect(await migrate(home.url)).toEqual({ applied: [] });
});

test('two processes that migrate at once apply every migration once', async () => {
  const url = await emptyDatabase();
  const [one, other] = await Promise.all([migrate(url), migrate(url)]);
  const applied = [...one.applied, ...other.applied];
  expect(applied).toContain('0001_roles');
  expect(new Set(applied).size).toBe(applied.length);
  expect(await migrate(url)).toEqual({ applied: [] });
});

test('a migration that fails leaves nothing of itself, keeps those before it, and is named in one line', async () => {
  const url = await emptyDatabase();
  await writeFile(join(folder, '0001_first.sql'), 'create table first (id int);');
  await writeFile(join(folder, '0002_broken.sql'), 'create table second (id int); select 1 / 0;');
  await expect(migrate(url, folder)).rejects.toThrow(/^Migration 0002_broken failed: division by zero$/);
  await writeFile(join(folder, '0002_broken.sql'), 'create table second (id int);');
  expect(await migrate(url, folder)).toEqual({ applied: ['0002_broken'] });
});

test('two migrations of one number are refused', async () => {
  await writeFile(join(folder, '0002_twin.sql'), 'select 1;');
  await expect(migrate(home.url, folder)).rejects.toThrow('0002_twin.sql must be named');
});

test('the server’s role cannot touch the record of migrations', async () => {
  const touch = home.database.query(systemViewer('test'), { text: 'delete from migrations.applied' });
  await expect(touch).rejects.toThrow('permission denied');
});

test('the server’s role passes, and one that sees past the wall is named', async () => {
  await expect(assertServerRole(home.database)).resolves.toBeUndefined();
  const role = openDatabase({ url: home.url, application: 'test' });
  const superuser = {
    ...role,
    query: async <Row>() =>
      (await admin.query('select rolname as name, rolsuper, rolbypassrls from pg_roles where rolname = current_user')).rows as Row[],
  };
  await expect(assertServerRole(superuser)).rejects.toThrow(/is a superuser and sees every clinic/);
  await role.close();
});

test('a role that may not create the server’s role is told so', async () => {
  const url = new URL(await emptyDatabase());
  const name = url.pathname.slice(1);
  await admin.query('drop role if exists journeys_test_plain');
  await admin.query("create role journeys_test_plain login password 'plain'");
  await admin.query(`alter database ${name} owner to journeys_test_plain`);
  [url.username, url.password] = ['journeys_test_plain', 'plain'];
  await expect(migrate(url.href)).rejects.toThrow(/^The role in DATABASE_URL may not create roles/);
});
