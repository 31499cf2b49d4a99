import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemViewer } from '../../../src/domain/viewer.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

/** Tables without a policy, each with the reason why it needs none. A new table is protected, or stands here. */
const unprotected: Readonly<Record<string, string>> = {
  log_head: 'one number and the log’s id, for the whole installation',
  projection_checkpoint: 'positions in the log of the whole installation',
  process_checkpoint: 'positions in the log of the whole installation',
  lease: 'names of processes',
  feed_floor: 'one position for the whole installation',
};

interface Table {
  readonly name: string;
  readonly enabled: boolean;
  readonly forced: boolean;
  readonly policies: number;
}

let home: TestDatabase;
let tables: readonly Table[];
beforeAll(async () => {
  home = await createTestDatabase();
  tables = await home.database.query<Table>(systemViewer('test'), {
    text: `select relname as name, relrowsecurity as enabled, relforcerowsecurity as forced,
             (select count(*) from pg_policy where polrelid = pg_class.oid) as policies
           from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'm', 'f') order by relname`,
  });
});
afterAll(() => home.dispose());

describe('the schema', () => {
  test('has a policy, enabled and forced, on every table that is not named here with a reason', () => {
    expect(tables.length).toBeGreaterThan(Object.keys(unprotected).length);
    const open = tables.filter(({ enabled, forced, policies }) => !(enabled && forced && policies > 0)).map(({ name }) => name);
    expect(open).toEqual(Object.keys(unprotected).sort());
  });

  test('has no table outside of it but those named here with a reason', async () => {
    const elsewhere = await home.database.query(systemViewer('test'), {
      text: `select relnamespace::regnamespace || '.' || relname as name from pg_class
             where relkind in ('r', 'p', 'm', 'f', 'v') and relnamespace::regnamespace::text !~ '^(pg_|information_schema$|public$)' order by 1`,
    });
    expect(elsewhere).toEqual([
      { name: 'agenda.agenda_jobs' }, // minutes in which somebody has something to do
      { name: 'migrations.applied' }, // the server's role cannot enter
      { name: 'migrations.lock' },
    ]);
  });

  test('has no view: it would read with its owner’s rights', async () => {
    const views = await home.database.query(systemViewer('test'), {
      text: `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'v'`,
    });
    expect(views).toEqual([]);
  });

  test('has no function that runs with its owner’s rights', async () => {
    const functions = await home.database.query(systemViewer('test'), {
      text: `select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef`,
    });
    expect(functions).toEqual([]);
  });

  test('lets the server own nothing', async () => {
    const owned = await home.database.query(systemViewer('test'), {
      text: `select relname from pg_class where pg_get_userbyid(relowner) = 'journeys_app'`,
    });
    expect(owned).toEqual([]);
  });
});
