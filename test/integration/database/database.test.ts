import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { byteaArray, jsonArray } from '../../../src/database/binaryArray.ts';
import { type Database, openDatabase } from '../../../src/database/database.ts';
import type { ClinicSlug } from '../../../src/domain/ids.ts';
import { systemViewer, type Viewer } from '../../../src/domain/viewer.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

const everybody = systemViewer('test');
// The names are well-formed slugs.
const viewerOf = (...clinics: string[]): Viewer => ({ subject: 'staff:1', clinics: clinics as ClinicSlug[], roles: ['VIEWER'] });
const notesOf = (database: Database, viewer: Viewer) =>
  database.query<{ clinic: string }>(viewer, { name: 'notes', text: 'select clinic from note order by clinic' });
const backendOf = async (database: Database) =>
  (await database.query<{ pid: number }>(everybody, { text: 'select pg_backend_pid() as pid' }))[0]?.pid;

let home: TestDatabase;
let owner: pg.Client;
/** One connection, so that whatever a statement leaves behind meets the next. */
let narrow: Database;

beforeAll(async () => {
  home = await createTestDatabase();
  owner = new pg.Client(home.url);
  await owner.connect();
  await owner.query("create table note (clinic text not null, body text, size bigint); call protect_table('note')");
  narrow = openDatabase({ url: home.url, application: 'narrow', connections: 1 });
});

afterAll(async () => {
  await owner.end();
  await narrow.close();
  await home.dispose();
});

beforeEach(async () => {
  await owner.query("truncate note; insert into note values ('oshun', 'a', 1), ('lotus', 'b', 2), ('iris', 'c', 3)");
});

describe('the tenant wall', () => {
  test('a viewer sees the rows of its clinics and no others', async () => {
    expect(await notesOf(home.database, viewerOf('oshun'))).toEqual([{ clinic: 'oshun' }]);
    expect(await notesOf(home.database, viewerOf('lotus', 'oshun'))).toEqual([{ clinic: 'lotus' }, { clinic: 'oshun' }]);
    expect(await notesOf(home.database, viewerOf())).toEqual([]);
    expect(await notesOf(home.database, everybody)).toHaveLength(3);
  });

  test('no viewer leaks to the next statement of a pooled connection', async () => {
    expect(await notesOf(narrow, everybody)).toHaveLength(3);
    expect(await notesOf(narrow, viewerOf())).toEqual([]);
    await expect(narrow.query(everybody, { text: 'select 1 / 0' })).rejects.toThrow('division');
    expect(await notesOf(narrow, viewerOf())).toEqual([]);
    const listener = await narrow.connect();
    expect((await listener.query('select clinic from note')).rows).toEqual([]);
    await listener.end();
  });

  test('viewers who share a few connections never see each other’s rows', async () => {
    const viewers = ['oshun', 'lotus', 'iris'];
    const asked = Array.from({ length: 300 }, async (_, index) => {
      const clinic = viewers[index % 3] ?? '';
      expect(await notesOf(home.database, viewerOf(clinic))).toEqual([{ clinic }]);
    });
    await Promise.all(asked);
  });

  test('a row of a foreign clinic can be neither written, nor moved, nor removed', async () => {
    const as = viewerOf('oshun');
    await expect(home.database.query(as, { text: "insert into note values ('lotus', 'x', 0)" })).rejects.toThrow('row-level security');
    await expect(home.database.query(as, { text: "update note set clinic = 'lotus'" })).rejects.toThrow('row-level security');
    await home.database.query(as, { text: "delete from note where clinic = 'lotus'" });
    expect(await notesOf(home.database, everybody)).toHaveLength(3);
  });

  test('the wall holds the table’s owner too, and another column may name the clinic', async () => {
    await owner.query(
      "create table visit (tenant text); call protect_table('visit', 'tenant'); insert into visit values ('oshun'), ('lotus')",
    );
    const { rows } = await owner.query("select relrowsecurity, relforcerowsecurity from pg_class where relname = 'visit'");
    expect(rows).toEqual([{ relrowsecurity: true, relforcerowsecurity: true }]);
    expect(await home.database.query(viewerOf('lotus'), { text: 'select tenant from visit' })).toEqual([{ tenant: 'lotus' }]);
  });

  test('options in the URL do not take the server’s role away', async () => {
    const url = `${home.url}?options=-c%20search_path%3Dpublic`;
    const database = openDatabase({ url, application: 'test' });
    const [row] = await database.query(everybody, { text: "select current_user as role, current_setting('search_path') as path" });
    expect(row).toEqual({ role: 'journeys_app', path: 'public' });
    await database.close();
  });
});

describe('a statement', () => {
  test('that fails rejects with its own error and leaves the connection usable', async () => {
    const before = await backendOf(narrow);
    await expect(narrow.query(everybody, { text: 'select 1 / 0' })).rejects.toMatchObject({ code: '22012' });
    await expect(narrow.query(everybody, { text: 'select nonsense' })).rejects.toMatchObject({ code: '42703' });
    expect(await backendOf(narrow)).toBe(before);
  });

  test('that fails when it commits is a failure', async () => {
    await owner.query('create table pair (id int unique deferrable initially deferred); grant insert on pair to journeys_app');
    await expect(narrow.query(everybody, { text: 'insert into pair values (1), (1)' })).rejects.toMatchObject({ code: '23505' });
    expect((await owner.query('select from pair')).rowCount).toBe(0);
  });

  test('whose value cannot be sent does not spoil its name for those who come after', async () => {
    const echo = (value: unknown) =>
      narrow.query<{ value: unknown }>(everybody, { name: 'echo', text: 'select $1::jsonb as value', values: [value] });
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    await expect(echo(circle)).rejects.toThrow('circular');
    expect(await echo({ fine: true })).toEqual([{ value: { fine: true } }]);
  });

  test('gives bigint as a number', async () => {
    expect(await narrow.query(viewerOf('iris'), { text: 'select size from note' })).toEqual([{ size: 3 }]);
  });
});

describe('a transaction', () => {
  const insert = { text: "insert into note values ('oshun', 'new', 0)" };

  test('commits what its work did', async () => {
    const answer = await narrow.transaction(viewerOf('oshun'), async (transaction) => {
      await transaction.query(insert);
      return (await transaction.query(insert)).length;
    });
    expect(answer).toBe(0);
    expect(await notesOf(home.database, viewerOf('oshun'))).toHaveLength(3);
  });

  test('rolls back when its work throws, and keeps the connection', async () => {
    const before = await backendOf(narrow);
    const work = narrow.transaction(everybody, async (transaction) => {
      await transaction.query(insert);
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await notesOf(home.database, everybody)).toHaveLength(3);
    expect(await backendOf(narrow)).toBe(before);
  });

  test('reports no success when its work swallowed a failed statement', async () => {
    const work = narrow.transaction(everybody, async (transaction) => {
      await transaction.query(insert);
      await transaction.query({ text: 'select 1 / 0' }).catch(() => {});
    });
    await expect(work).rejects.toThrow('rolled back');
    expect(await notesOf(home.database, everybody)).toHaveLength(3);
  });

  test('refuses a statement that comes after its end, which would run in another viewer’s', async () => {
    let late: (() => Promise<unknown>) | undefined;
    await narrow.transaction(everybody, async (transaction) => {
      late = () => transaction.query(insert);
    });
    await expect(late?.()).rejects.toThrow('has ended');
  });

  test('as a snapshot sees one state throughout and writes nothing', async () => {
    const counts = await narrow.transaction(
      everybody,
      async (transaction) => {
        const count = async () => (await transaction.query({ text: 'select from note' })).length;
        const before = await count();
        await home.database.query(everybody, insert);
        return [before, await count()];
      },
      { mode: 'snapshot' },
    );
    expect(counts).toEqual([3, 3]);
    const write = narrow.transaction(everybody, (transaction) => transaction.query(insert), { mode: 'snapshot' });
    await expect(write).rejects.toMatchObject({ code: '25006' });
  });
});

test('a connection that the server ends in the middle of a transaction fails that one and is replaced', async () => {
  const heard: Error[] = [];
  const database = openDatabase({ url: home.url, application: 'test', connections: 1, onError: (error) => heard.push(error) });
  const work = database.transaction(everybody, async (transaction) => {
    const [backend] = await transaction.query<{ pid: number }>({ text: 'select pg_backend_pid() as pid' });
    await owner.query('select pg_terminate_backend($1, 5000)', [backend?.pid]);
    await transaction.query({ text: 'select 1' });
  });
  await expect(work).rejects.toThrow();
  expect(heard).not.toEqual([]);
  expect(await notesOf(database, everybody)).toHaveLength(3);
  await database.close();
  await expect(database.close()).resolves.toBeUndefined();
});

test('an array of bytes arrives as it was, with empty ones and with none', async () => {
  const all = [Buffer.from([0, 255, 92, 34]), Buffer.alloc(0), Buffer.alloc(70_000, 7)];
  const arrived = (values: readonly Buffer[]) =>
    narrow.query<{ bytes: Buffer }>(everybody, { text: 'select bytes from unnest($1::bytea[]) as bytes', values: [byteaArray(values)] });
  expect(await arrived(all)).toEqual(all.map((bytes) => ({ bytes })));
  expect(await arrived([])).toEqual([]);
});

test('an array of JSON arrives as it was, with quotes, backslashes, emoji, nulls and none', async () => {
  const all = [{ said: 'a "b" \\ {c}, 💉 é' }, null, [], 'NULL', 1];
  for (const type of ['json', 'jsonb'] as const) {
    const arrived = (values: readonly unknown[]) => {
      const texts = values.map((one) => (one === null ? null : JSON.stringify(one)));
      return narrow.query(everybody, { text: `select whole from unnest($1::${type}[]) as whole`, values: [jsonArray(type, texts)] });
    };
    expect(await arrived(all)).toEqual(all.map((whole) => ({ whole })));
    expect(await arrived([])).toEqual([]);
  }
});
