import { execute, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../src/database/database.ts';
import { readPage } from '../../../src/database/keyset.ts';
import type { ClinicSlug } from '../../../src/domain/ids.ts';
import { systemViewer } from '../../../src/domain/viewer.ts';
import { listBookings } from '../../../src/projections/bookings/queries.ts';
import { createContext, type SchemaServices } from '../../../src/schema/context.ts';
import { schema } from '../../../src/schema/schema.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { personBody } from '../../support/calcomBody.ts';
import { personMessage } from '../../support/chatwoot/bodies.ts';

const clinics = ['oshun' as ClinicSlug];
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  await Promise.all(Array.from({ length: 50 }, (_, k) => app.deliver('oshun', personBody(k))));
  await Promise.all(Array.from({ length: 50 }, (_, k) => app.deliverChatwoot('oshun', personMessage(k))));
  await app.settled();
});
afterAll(() => app.close());

/** Runs a query on the test's own connection, and says how many statements it took. */
async function statementsOf(query: string): Promise<{ readonly statements: readonly string[]; readonly edges: number }> {
  const statements: string[] = [];
  const { database } = app.testDatabase;
  const counting: Database = {
    ...database,
    query(viewer, statement) {
      statements.push(statement.name ?? statement.text);
      return database.query(viewer, statement);
    },
  };
  // Of the services a query of a list uses the database only.
  const services = { database: counting, clinics, version: 'test', warnings: () => [], wakeInbox: () => {} } as unknown as SchemaServices;
  const result = await execute({
    schema,
    document: parse(query),
    contextValue: createContext(services, { subject: 'test', clinics, roles: ['STAFF'] }),
  });
  expect(result.errors).toBeUndefined();
  const [list] = Object.values(result.data as Record<string, { edges: unknown[] }>); // the queries below ask for one list
  return { statements, edges: list?.edges.length ?? 0 };
}

describe('a page of fifty bookings', () => {
  test('with contact, procedure, clinic zone and count takes four statements', async () => {
    const { statements, edges } = await statementsOf(
      '{ bookings(first: 50) { totalCount edges { node { id timeZone procedure { name } contact { id name phone email identifiers { kind value } } } } } }',
    );
    expect(edges).toBe(50);
    expect(statements).toHaveLength(4);
  });

  test('with contact, also through fragments, takes one, and so does a page without', async () => {
    const asked = [
      '{ bookings(first: 50) { edges { node { id startsAt status } } } }',
      '{ bookings(first: 50) { edges { node { id contact { id name phone } } } } }',
      'query { bookings(first: 50) { ...Page } } fragment Page on BookingConnection { edges { node { ... on Booking { contact { name } } } } }',
    ];
    for (const query of asked) expect((await statementsOf(query)).statements).toHaveLength(1);
  });

  test('with whom each contact was merged from takes one more, not fifty', async () => {
    const { statements } = await statementsOf('{ bookings(first: 50) { edges { node { contact { mergedFrom } } } } }');
    expect(statements).toHaveLength(2);
  });
});

describe('a page of fifty conversations', () => {
  test('with contact and count takes three statements, and with what she agreed to one more', async () => {
    const contact = 'id name phone email';
    const { statements, edges } = await statementsOf(
      `{ conversations(first: 50) { totalCount edges { node { id channel owner lastMessageAt contact { ${contact} } } } } }`,
    );
    expect(edges).toBe(50);
    expect(statements).toHaveLength(3);
    const more = await statementsOf(
      `{ conversations(first: 50) { totalCount edges { node { contact { ${contact} consents { state } } } } } }`,
    );
    expect(more.statements).toHaveLength(4);
  });

  test('without them takes one', async () => {
    expect((await statementsOf('{ conversations(first: 50) { edges { node { id owner } } } }')).statements).toHaveLength(1);
  });

  test('with what brought each contact takes one more, not fifty', async () => {
    const { statements } = await statementsOf('{ conversations(first: 50) { edges { node { contact { touches { kind } } } } } }');
    expect(statements).toHaveLength(3);
  });
});

test('a page of fifty bookings with the conversation of each takes two statements, and finds every one', async () => {
  const { statements } = await statementsOf('{ bookings(first: 50) { edges { node { conversation { id } } } } }');
  expect(statements).toHaveLength(2);
  const { data } = await app.query<{ bookings: { edges: { node: { conversation: object | null } }[] } }>(
    '{ bookings(first: 50) { edges { node { conversation { id } } } } }',
  );
  expect(data?.bookings.edges.filter(({ node }) => node.conversation !== null)).toHaveLength(50);
});

test('a page of rows that an older version of the model wrote is the same', async () => {
  const page = () => app.query('{ bookings(first: 50) { edges { node { id uid status startsAt practitioner contact { name } } } } }');
  const before = await page();
  expect(before.errors).toBeUndefined();
  await app.testDatabase.database.query(systemViewer('test'), { text: 'update booking set appointment = null' });
  expect(await page()).toEqual(before);
});

test('PostgreSQL plans the page of a clinic’s bookings once a connection', async () => {
  const database = openDatabase({ url: app.testDatabase.url, application: 'test', connections: 1 });
  const viewer = { subject: 'test', clinics, roles: ['STAFF'] } as const;
  const all = { clinics, status: null, kind: null, channels: null, contacts: null, procedure: null, from: null, to: null };
  for (let page = 0; page < 12; page += 1) await listBookings(database, viewer, all, readPage({ first: 50 }), true);
  const plans = await database.query<{ once: number; anew: number }>(viewer, {
    text: "select generic_plans as once, custom_plans as anew from pg_prepared_statements where name like 'list_bookings%'",
  });
  await database.close();
  // It tries five times whether planning for these very values would pay.
  expect(plans).toEqual([{ once: 7, anew: 5 }]);
});
