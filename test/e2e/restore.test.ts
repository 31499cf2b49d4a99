import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../src/database/database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/database/embeddedPostgres.ts';
import { migrate } from '../../src/database/migrate.ts';
import { createCodec } from '../../src/eventStore/codec/codec.ts';
import { postgresKeyStore } from '../../src/eventStore/keys/postgresKeyStore.ts';
import { createVault } from '../../src/eventStore/keys/vault.ts';
import { postgresEventStore } from '../../src/eventStore/postgres/postgres.ts';
import { verify } from '../../src/journeys/verify.ts';
import { readModels } from '../../src/projections/models.ts';
import { follow, startTestApp, type TestApp } from '../support/app.ts';
import { personBody } from '../support/calcomBody.ts';
import { copyDatabase } from '../support/copyDatabase.ts';
import { serverDirectory } from '../support/serverDirectory.ts';

const vault = createVault([Buffer.alloc(32, 6)]);
let home: string;
let cluster: EmbeddedPostgres;
beforeAll(async () => {
  home = await serverDirectory();
  cluster = await startEmbeddedPostgres({ directory: join(home, 'fresh') });
  await migrate(cluster.url);
});
afterAll(async () => {
  await cluster.stop();
  await rm(home, { recursive: true, force: true });
});

interface Frame {
  readonly bookingFeed: { readonly __typename: string; readonly cursor: string; readonly booking?: { readonly uid: string } };
}

const feed = (app: TestApp, after: string | null = null) =>
  follow<Frame>(app.socket(), {
    query:
      'subscription ($after: Cursor) { bookingFeed(after: $after) { __typename ... on FeedFrame { cursor } ... on BookingChanged { booking { uid } } } }',
    variables: { after },
  });
const uids = (frames: readonly Frame[]): string[] => frames.flatMap(({ bookingFeed }) => bookingFeed.booking?.uid ?? []);

test('every table copied into a fresh cluster goes on: no booking lost, none told twice, none missed', async () => {
  const first = await startTestApp({ vault });
  const before = feed(first);
  await before.until((frames) => frames.length > 0);
  for (let k = 0; k < 6; k++) await first.deliver('oshun', personBody(k));
  await first.settled();
  await before.until((frames) => uids(frames).length === 6);
  const cursor = before.results[3]?.bookingFeed.cursor ?? '';
  await copyDatabase(first.testDatabase.url, cluster.url);
  await first.close();

  const database = openDatabase({ url: cluster.url, application: 'test' });
  const restored = { url: cluster.url, database, dispose: () => database.close() };
  const second = await startTestApp({ vault, on: restored });
  const after = feed(second, cursor);
  await after.until((frames) => frames.some(({ bookingFeed }) => bookingFeed.__typename === 'FeedReady'));
  expect(uids(after.results)).toEqual(uids(before.results).slice(3));
  // What was there is a duplicate; what is new goes on from the same head.
  expect(await second.deliver('oshun', personBody(2))).toMatchObject({ status: 'duplicate' });
  await second.deliver('oshun', personBody(20));
  await second.settled();
  await after.until((frames) => uids(frames).includes('uid-20'));
  expect(uids(after.results)).toEqual([...uids(before.results).slice(3), 'uid-20']);
  const store = postgresEventStore({ database });
  const codec = createCodec(postgresKeyStore(database, vault));
  expect((await verify({ databaseUrl: cluster.url, store, codec, models: readModels })).differences).toEqual([]);
  await store.close();
  await second.close();
  await restored.dispose();
});
