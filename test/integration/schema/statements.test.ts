import { execute, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/database/database.ts';
import type { ClinicSlug } from '../../../src/domain/ids.ts';
import { createContext, type SchemaServices } from '../../../src/schema/context.ts';
import { schema } from '../../../src/schema/schema.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { personBody } from '../../support/calcomBody.ts';

const clinics = ['oshun' as ClinicSlug];
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  await Promise.all(Array.from({ length: 50 }, (_, k) => app.deliver('oshun', personBody(k))));
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
  // Of the services a query of bookings uses the database only.
  const services = { database: counting, clinics, version: 'test', warnings: () => [], wakeInbox: () => {} } as unknown as SchemaServices;
  const result = await execute({
    schema,
    document: parse(query),
    contextValue: createContext(services, { subject: 'test', clinics, roles: ['STAFF'] }),
  });
  expect(result.errors).toBeUndefined();
  const bookings = (result.data as { bookings: { edges: unknown[] } }).bookings; // as the queries below ask
  return { statements, edges: bookings.edges.length };
}

describe('a page of fifty bookings', () => {
  test('with contact, procedure, clinic zone and count takes four statements', async () => {
    const { statements, edges } = await statementsOf(
      '{ bookings(first: 50) { totalCount edges { node { id timeZone procedure { name } contact { id name phone email identifiers { kind value } } } } } }',
    );
    expect(edges).toBe(50);
    expect(statements).toHaveLength(4);
  });

  test('without them takes one', async () => {
    expect((await statementsOf('{ bookings(first: 50) { edges { node { id startsAt status } } } }')).statements).toHaveLength(1);
  });

  test('with whom each contact was merged from takes one more, not fifty', async () => {
    const { statements } = await statementsOf('{ bookings(first: 50) { edges { node { contact { mergedFrom } } } } }');
    expect(statements).toHaveLength(3);
  });
});
