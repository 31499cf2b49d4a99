import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectOwner } from '../../../src/database/owner.ts';
import type { ClinicSlug } from '../../../src/domain/ids.ts';
import { systemViewer } from '../../../src/domain/viewer.ts';
import { verify } from '../../../src/journeys/verify.ts';
import { contacts } from '../../../src/projections/contacts/model.ts';
import { type AnyReadModel, readModels } from '../../../src/projections/models.ts';
import { createBuilder } from '../../../src/projections/rebuild/builder.ts';
import { RebuildRunning, rebuild } from '../../../src/projections/rebuild/rebuild.ts';
import { runProjections } from '../../../src/projections/runner.ts';
import { personBody } from '../../support/calcomBody.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { type MemoryClinic, memoryClinic } from '../../support/memoryClinic.ts';
import { projectUpTo } from '../../support/projectUpTo.ts';

const viewer = systemViewer('test');
let home: TestDatabase;
let clinic: MemoryClinic;
beforeEach(async () => {
  home = await createTestDatabase();
  clinic = memoryClinic();
  for (let k = 0; k < 12; k++) {
    await clinic.deliver(personBody(k));
    if (k % 3 === 0)
      await clinic.deliver(
        personBody(k, {
          uid: `uid-${k}-b`,
          previousUid: `uid-${k}`,
          trigger: 'BOOKING_RESCHEDULED',
          createdAt: '2026-10-06T00:00:00.000Z',
        }),
      );
  }
});
afterEach(() => home.dispose());

const lastPosition = async () => (await clinic.log.store.readAll(viewer, { after: 'start', limit: 100_000 })).at(-1)?.position;
async function projectAll(): Promise<void> {
  const last = await lastPosition();
  if (last) await projectUpTo(clinic.log, home, last);
}
const options = (models: readonly AnyReadModel[] = readModels) => ({ databaseUrl: home.url, ...clinic.log, models });
const query = <Row>(text: string): Promise<Row[]> => home.database.query<Row>(viewer, { text });
const count = async (table: string): Promise<number> => (await query<{ count: number }>(`select count(*) from ${table}`))[0]?.count ?? -1;
const clean = async (): Promise<unknown> => (await verify(options())).differences;

describe('verify', () => {
  test('finds nothing wrong with what was projected', async () => {
    await projectAll();
    const { differences, rows, events, positions } = await verify(options());
    expect(differences).toEqual([]);
    expect(rows).toBeGreaterThan(100);
    expect(events).toBe(Number(await lastPosition()));
    expect(new Set(Object.values(positions))).toEqual(new Set([await lastPosition()]));
  });

  test('names every row that was changed, lost or made up, by key and column, and no value', async () => {
    await projectAll();
    const [changed, lost] = await query<{ id: string }>('select id from contact order by id');
    await query(`update contact set name = 'Canary' where id = '${changed?.id}'`);
    await query(`delete from contact where id = '${lost?.id}'`);
    await query(
      `insert into booking_uid (clinic, uid, seat, booking, state, position) values ('oshun', 'made-up', '', gen_random_uuid(), '{}', '1')`,
    );
    await query(`update booking set state = state || '{"extra": true}' where id = (select id from booking limit 1)`);
    const verified = await verify(options());
    expect(verified.differences.map(({ table, kind, columns }) => ({ table, kind, columns }))).toEqual([
      { table: 'contact', kind: 'different', columns: ['name'] },
      { table: 'contact', kind: 'missing', columns: [] },
      { table: 'booking', kind: 'different', columns: ['state'] },
      { table: 'booking_uid', kind: 'unexpected', columns: [] },
    ]);
    expect(verified.differences.map(({ key }) => key)).toEqual(
      expect.arrayContaining([
        { clinic: 'oshun', id: changed?.id },
        { clinic: 'oshun', id: lost?.id },
        { clinic: 'oshun', uid: 'made-up', seat: '' },
      ]),
    );
    expect(JSON.stringify(verified)).not.toContain('Canary');
  });

  test('compares at the checkpoint: what is not projected yet is no drift', async () => {
    await projectAll();
    await clinic.deliver(personBody(50));
    expect(await clean()).toEqual([]);
  });

  test('leaves nothing behind', async () => {
    await projectAll();
    await verify(options());
    expect(await query(`select relname from pg_class where relname like 'replayed%' or relname like '%rebuild%'`)).toEqual([]);
  });
});

describe('rebuild', () => {
  test('lets through whoever reads its tables in another order, and ends nobody', async () => {
    await projectAll();
    const [first, last] = [readModels[0], readModels.at(-1)].map((model) => model?.table);
    const reader = await home.database.connect();
    await reader.query('begin');
    await reader.query(`select from ${last}`);
    const rebuilding = rebuild(options());
    // It has the first tables, and waits for the last.
    const waits = `select from pg_locks where not granted and relation = '${last}'::regclass`;
    while ((await query(waits)).length === 0);
    await reader.query(`select from ${first}`);
    await reader.query('commit');
    await reader.end();
    expect((await rebuilding).models).toHaveLength(readModels.length);
    expect(await clean()).toEqual([]);
  });

  test('mends whatever was wrong, and writes no feed entry', async () => {
    await projectAll();
    const entries = await count('booking_change');
    await query(`update contact set name = 'wrong'`);
    await query('delete from booking where id = (select id from booking limit 1)');
    await query('delete from contact_search');
    await query('update journey_entry set revision = revision + 1');
    expect((await verify(options())).differences.length).toBeGreaterThan(20);
    const { events, deadLetters } = await rebuild(options());
    expect(events).toBe(Number(await lastPosition()));
    expect(deadLetters).toBe(0);
    expect(await clean()).toEqual([]);
    expect(await count('booking_change')).toBe(entries);
  });

  test('keeps indexes, keys and the tenant wall as they were', async () => {
    await projectAll();
    const shape = () =>
      Promise.all([
        query(`select tablename, indexname, indexdef from pg_indexes where schemaname = 'public' order by 1, 2`),
        query(
          `select conrelid::regclass::text as t, conname, pg_get_constraintdef(oid) as d from pg_constraint where connamespace = 'public'::regnamespace order by 1, 2`,
        ),
        query(
          `select relname, relrowsecurity, relforcerowsecurity, relacl::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
        ),
        query(`select tablename, policyname, qual, with_check from pg_policies order by 1, 2`),
        query(
          `select table_name, column_name, data_type, is_nullable, collation_name from information_schema.columns where table_schema = 'public' order by 1, ordinal_position`,
        ),
      ]);
    const before = await shape();
    await rebuild(options());
    await rebuild(options());
    expect(await shape()).toEqual(before);
    const lotus = { subject: 'test', clinics: ['lotus' as ClinicSlug], roles: [] };
    expect(await home.database.query(lotus, { text: 'select id from contact' })).toEqual([]);
  });

  test('of one projection leaves the others alone', async () => {
    await projectAll();
    await query(`update contact set name = 'wrong'`);
    await query(`update booking set status = 'wrong'`);
    await rebuild(options(readModels.filter(({ name }) => name === 'contacts')));
    expect(new Set((await verify(options())).differences.map(({ table }) => table))).toEqual(new Set(['booking']));
  });

  test('goes on where it was: what comes after is projected as before, and told to feeds', async () => {
    await projectAll();
    await rebuild(options());
    const entries = await count('booking_change');
    await clinic.deliver(personBody(70));
    await projectAll();
    expect(await count('booking_change')).toBe(entries + 1);
    expect(await clean()).toEqual([]);
  });

  test('never runs ahead of the live projection: its changes have yet to be told', async () => {
    await projectAll();
    const projected = await lastPosition();
    await clinic.deliver(personBody(80));
    await rebuild(options());
    expect(
      new Set((await query<{ position: string }>('select position from projection_checkpoint')).map(({ position }) => position)),
    ).toEqual(new Set([projected]));
    await projectAll();
    expect(await query(`select kind from booking_change where position > '${projected}'`)).toEqual([{ kind: 'SCHEDULED' }]);
  });

  test('of a log larger than memory comes to the same, also of rows that an event comes for once they were written out', async () => {
    await clinic.deliver(personBody(1, { trigger: 'BOOKING_CANCELLED', createdAt: '2026-10-07T00:00:00.000Z' }));
    await projectAll();
    const client = await connectOwner(home.url, 'test');
    await client.query('begin');
    const tables = ['contact', 'contact_search', 'booking', 'booking_uid'];
    for (const table of tables) await client.query(`create temp table small_${table} (like ${table} including defaults)`);
    const models = readModels.filter(({ table }) => tables.includes(table));
    const builders = models.map((model) => createBuilder({ client, model, tableFor: (table) => `small_${table}`, most: 4 }));
    const events = await clinic.log.codec.decode(await clinic.log.store.readAll(viewer, { after: 'start', limit: 100_000 }));
    for (const builder of builders) {
      for (let start = 0; start < events.length; start += 10) expect(await builder.take(events.slice(start, start + 10))).toEqual([]);
      await builder.finish();
    }
    for (const table of tables) {
      const [rowsOf, rowsOfSmall] = [table, `small_${table}`].map((one) => `select to_jsonb(whole) from ${one} as whole`);
      const { rows } = await client.query(`(${rowsOf} except ${rowsOfSmall}) union all (${rowsOfSmall} except ${rowsOf})`);
      expect(rows, table).toEqual([]);
    }
    await client.end();
  });

  test('sets aside what it cannot take in, as the live projection does', async () => {
    const faulty: AnyReadModel = {
      ...(contacts as unknown as AnyReadModel), // as in `models.ts`
      evolve(row, event, key) {
        if (event.event.type === 'ContactCreated' && event.event.data.name === 'Person 2') throw new Error('a bug');
        return (contacts as unknown as AnyReadModel).evolve(row, event, key);
      },
    };
    await projectAll();
    const { deadLetters } = await rebuild(options([faulty]));
    expect(deadLetters).toBeGreaterThan(0);
    expect(await count('contact')).toBe(11);
    expect(await query('select distinct projection, reason from projection_dead_letter')).toEqual([
      { projection: 'contacts', reason: 'a bug' },
    ]);
    await rebuild(options());
    expect([await count('contact'), await count('projection_dead_letter')]).toEqual([12, 0]);
  });

  test('that is aborted, or a second one at the same time, changes nothing', async () => {
    await projectAll();
    await query(`update contact set name = 'wrong'`);
    const stop = new AbortController();
    await expect(rebuild({ ...options(), signal: stop.signal, onProgress: () => stop.abort() })).rejects.toThrow();
    let second: unknown = null;
    await rebuild({
      ...options(readModels.filter(({ name }) => name === 'bookings')),
      store: {
        ...clinic.log.store,
        // The first reads its log only when the second has got its answer.
        async readAll(...args) {
          second ??= await rebuild(options()).catch((error: unknown) => error);
          return clinic.log.store.readAll(...args);
        },
      },
    });
    expect(second).toBeInstanceOf(RebuildRunning);
    expect(new Set((await query<{ name: string }>('select name from contact')).map(({ name }) => name))).toEqual(new Set(['wrong']));
    expect(await query(`select relname from pg_class where relname like '%rebuild%'`)).toEqual([]);
  });

  test('serves whoever has no more rights than owning the tables', async () => {
    await projectAll();
    await query(`select 1`);
    const admin = new pg.Client(home.url);
    await admin.connect();
    const role = `owner_${Math.random().toString(36).slice(2)}`;
    await admin.query(`create role ${role} login password 'x' nosuperuser nobypassrls in role journeys_app`);
    const database = new URL(home.url).pathname.slice(1);
    await admin.query(`grant create, usage on schema public to ${role}; alter database ${database} owner to ${role}`);
    for (const { relname } of (
      await admin.query(`select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`)
    ).rows)
      await admin.query(`alter table ${relname} owner to ${role}`);
    await admin.query(`alter procedure protect_table owner to ${role}`);
    await query(`update contact set name = 'wrong'`);
    const own = new URL(home.url);
    own.username = role;
    own.password = 'x';
    await rebuild({ ...options(), databaseUrl: own.href });
    expect((await verify({ ...options(), databaseUrl: own.href })).differences).toEqual([]);
    await admin.query(`reassign owned by ${role} to current_user; drop owned by ${role}; drop role ${role}`);
    await admin.end();
  });

  test('takes over tables that were filled from another log', async () => {
    await projectAll();
    const other = memoryClinic();
    await other.deliver(personBody(5));
    await rebuild({ databaseUrl: home.url, ...other.log, models: readModels });
    expect([await count('contact'), await count('booking_change')]).toEqual([1, 0]);
    expect((await verify({ databaseUrl: home.url, ...other.log, models: readModels })).differences).toEqual([]);
  });
});

describe('a model of a newer version', () => {
  const newer = (change: Partial<AnyReadModel> = {}): readonly AnyReadModel[] =>
    readModels.map((model) => (model.name === 'contacts' ? { ...model, version: model.version + 1, ...change } : model));

  async function follow(models: readonly AnyReadModel[], withRebuild: boolean): Promise<readonly unknown[]> {
    const stop = new AbortController();
    const errors: unknown[] = [];
    await clinic.deliver(personBody(90));
    const last = await lastPosition();
    await runProjections({
      ...clinic.log,
      database: home.database,
      models,
      holder: 'test',
      signal: stop.signal,
      ...(withRebuild ? { rebuild: (outdated) => rebuild(options(outdated)) } : {}),
      onError(error) {
        errors.push(error);
        stop.abort();
      },
      onProjected: (position) => {
        if (position === last) stop.abort();
      },
    });
    return errors;
  }

  test('is built anew before the projections go on', async () => {
    await projectAll();
    await query(`update contact set name = 'as the old version had it'`);
    expect(await follow(newer(), true)).toEqual([]);
    expect(await query(`select count(*) from contact where name like 'as the old%'`)).toEqual([{ count: 0 }]);
    expect(await query(`select version from projection_checkpoint where name = 'contacts'`)).toEqual([
      { version: (contacts.version ?? 0) + 1 },
    ]);
    expect(await clean()).toEqual([]);
  });

  test('keeps the projections from starting where nobody may rebuild, and an older program from starting after it', async () => {
    await projectAll();
    expect(await follow(newer(), false)).toMatchObject([{ message: 'rebuild contacts: the rows are of an older version' }]);
    await query(`update projection_checkpoint set version = version + 5 where name = 'contacts'`);
    expect(await follow(newer(), true)).toMatchObject([
      { message: 'the read model contacts was built by a newer version of this program: start that one' },
    ]);
  });
});
