import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemViewer } from '../../src/domain/viewer.ts';
import { createCodec } from '../../src/eventStore/codec/codec.ts';
import { postgresKeyStore } from '../../src/eventStore/keys/postgresKeyStore.ts';
import { createVault } from '../../src/eventStore/keys/vault.ts';
import { postgresEventStore } from '../../src/eventStore/postgres/postgres.ts';
import { verify } from '../../src/journeys/verify.ts';
import { readModels } from '../../src/projections/models.ts';
import { follow, startTestApp, type TestApp } from '../support/app.ts';
import { personBody } from '../support/calcomBody.ts';
import { graphql } from './gql/gql.ts';

const vault = createVault([Buffer.alloc(32, 5)]);
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ vault });
});
afterAll(() => app.close());

const rebuildProjection = graphql(`
  mutation Rebuild($name: String!) {
    rebuildProjection(input: { name: $name }) {
      __typename
      ... on SystemSuccess { system { projections { name lagEvents deadLetters } } }
      ... on Error { message code }
    }
  }
`);

const queries =
  '{ bookings(first: 100) { totalCount edges { node { uid status contact { name phone } } } } contacts(search: "person") { totalCount } }';

describe('a rebuild under live load', () => {
  test('of every projection, again and again, fails no query, loses no booking and tells each to the feed once', async () => {
    const feed = follow<{ bookingFeed: { kind?: string; booking?: { uid: string } } }>(app.socket(), {
      query: 'subscription { bookingFeed { __typename ... on BookingChanged { kind booking { uid } } } }',
    });
    await feed.until((frames) => frames.length > 0);
    let done = false;
    let posted = 0;
    const post = async (): Promise<void> => {
      for (; !done; ) {
        const k = posted++;
        await app.deliver('oshun', personBody(k, { phone: `+1876${2_000_000 + k}`, email: `person.${k}@example.com` }));
      }
    };
    const ask = async (): Promise<void> => {
      for (; !done; ) expect((await app.query(queries)).errors).toBeUndefined();
    };
    const load = [post(), post(), post(), ask()];
    // Each once, and those that tell feeds again.
    for (const { name } of [...readModels, ...readModels.filter(({ feed }) => feed)]) {
      const { data, errors } = await app.query(rebuildProjection, { name });
      expect(errors).toBeUndefined();
      expect(data?.rebuildProjection.__typename).toBe('SystemSuccess');
    }
    done = true;
    await Promise.all(load);
    await app.settled();
    expect((await app.query<{ bookings: { totalCount: number } }>(queries)).data?.bookings.totalCount).toBe(posted);
    // What is found out of them afterwards is told as well.
    const uids = (): string[] =>
      feed.results.flatMap(({ bookingFeed: { kind, booking } }) => (kind === 'SCHEDULED' && booking ? [booking.uid] : []));
    await feed.until(() => uids().length >= posted);
    expect(new Set(uids()).size).toBe(uids().length);
    const store = postgresEventStore({ database: app.testDatabase.database });
    const codec = createCodec(postgresKeyStore(app.testDatabase.database, vault));
    expect((await verify({ databaseUrl: app.testDatabase.url, store, codec, models: readModels })).differences).toEqual([]);
    await store.close();
  });

  test('of what there is not says what there is', async () => {
    const { data } = await app.query(rebuildProjection, { name: 'nothing' });
    expect(data?.rebuildProjection).toMatchObject({
      __typename: 'NotFound',
      message: expect.stringContaining('there are clinics, contacts'),
    });
  });

  test('mends a row by hand made wrong', async () => {
    await app.testDatabase.database.query(systemViewer('test'), { text: `update contact set name = 'wrong'` });
    await app.query(rebuildProjection, { name: 'contacts' });
    expect((await app.query('{ contacts(search: "wrong") { totalCount } }')).data).toEqual({ contacts: { totalCount: 0 } });
  });
});
