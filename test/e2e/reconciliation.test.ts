import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createVault } from '../../src/eventStore/keys/vault.ts';
import { clinicNamed, follow, startTestApp, type TestApp } from '../support/app.ts';
import { type ApiBooking, type CalcomServer, startCalcomServer } from '../support/calcom/calcomServer.ts';
import { journeys } from '../support/command.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { graphql } from './gql/gql.ts';

const key = Buffer.alloc(32, 3);
const rows: ApiBooking[] = [];
let calcom: CalcomServer;
let database: TestDatabase;
let app: TestApp;

const clinic = (slug: string, apiKey: string) => {
  const { settings, secrets } = clinicNamed(slug);
  return {
    settings: { ...settings, calcom: { ...settings.calcom, apiUrl: calcom.url } },
    secrets: { ...secrets, calcom: { ...secrets.calcom, apiKey } },
  };
};

beforeAll(async () => {
  calcom = await startCalcomServer({ bookings: () => rows });
  database = await createTestDatabase();
  app = await startTestApp({
    on: database,
    vault: createVault([key]),
    clinicsAs: [clinic('oshun', 'cal_test_key'), clinic('lotus', 'a wrong key')],
    reconcileEvery: 100,
  });
});

afterAll(async () => {
  await app.close();
  await database.dispose();
  await calcom.close();
});

const System = graphql(`query Reconciliation { system { unreconciledBookings warnings } }`);
const Discovered = graphql(
  `query Discovered($uid: String!) { booking(uid: $uid) { status contact { name } history { type summary actor } } }`,
);

const Feed = 'subscription { bookingFeed { __typename ... on BookingChanged { kind booking { uid status } } } }';

interface Changed {
  readonly bookingFeed: { readonly __typename: string; readonly kind?: string; readonly booking?: { readonly uid: string } };
}

const longAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

const row = (uid: string, change: Partial<ApiBooking> = {}): ApiBooking => ({
  uid,
  status: 'accepted',
  start: new Date(Date.now() + 5 * 86_400_000).toISOString(),
  end: new Date(Date.now() + 5 * 86_400_000 + 1_800_000).toISOString(),
  createdAt: longAgo(30),
  updatedAt: longAgo(30),
  eventType: { slug: 'botox-consultation' },
  hosts: [{ name: 'Dr. Test' }],
  attendees: [{ name: 'Keisha Brown', email: 'keisha.brown@example.com', timeZone: 'America/Jamaica', absent: false }],
  bookingFieldsResponses: { name: 'Keisha Brown', email: 'keisha.brown@example.com' },
  metadata: {},
  ...change,
});

/** A booking that is shown was found by a round, and the round before has come to its end. */
async function shown(feed: ReturnType<typeof follow<Changed>>, uid: string): Promise<void> {
  rows.push(row(uid, { updatedAt: longAgo(12) }));
  await feed.until((all) => all.some(({ bookingFeed: { booking } }) => booking?.uid === uid));
}

describe('a running server', () => {
  test('shows bookings and cancels whose webhooks never came, and why they are here', async () => {
    const feed = follow<Changed>(app.socket(), { query: Feed });
    await feed.until((all) => all.some(({ bookingFeed }) => bookingFeed.__typename === 'FeedReady'));
    rows.push(row('lost'));
    await feed.until((all) => all.some(({ bookingFeed: { booking, kind } }) => booking?.uid === 'lost' && kind === 'SCHEDULED'));
    rows[0] = row('lost', { status: 'cancelled', updatedAt: longAgo(20), cancellationReason: 'ill' });
    await feed.until((all) => all.some(({ bookingFeed: { kind } }) => kind === 'CANCELLED'));
    const { data } = await app.query(Discovered, { uid: 'lost' });
    expect(data?.booking).toMatchObject({ status: 'CANCELLED', contact: { name: 'Keisha Brown' } });
    // What follows from it by our own processes has tests of its own.
    const told = data?.booking?.history.filter(({ actor }) => actor !== 'system');
    expect(told?.map(({ type }) => type)).toEqual(['BookingDiscovered', 'BookingScheduled', 'BookingDiscovered', 'BookingCancelled']);
    expect(data?.booking?.history[0]?.summary).toBe('Cal.com had more than its webhooks told: the booking itself.');
  });

  test('counts what cannot be recorded until it can', async () => {
    const feed = follow<Changed>(app.socket(), { query: Feed });
    await feed.until((all) => all.some(({ bookingFeed }) => bookingFeed.__typename === 'FeedReady'));
    rows.push(row('strange', { status: 'thinking', updatedAt: longAgo(15) }), row('after', { updatedAt: longAgo(14) }));
    await feed.until((all) => all.some(({ bookingFeed: { booking } }) => booking?.uid === 'after'));
    await shown(feed, 'one-round-later');
    expect((await app.query(System)).data?.system.unreconciledBookings).toBe(1);
    rows.splice(1, 1, row('strange', { updatedAt: longAgo(13) }));
    await feed.until((all) => all.some(({ bookingFeed: { booking } }) => booking?.uid === 'strange'));
    await shown(feed, 'two-rounds-later');
    expect((await app.query(System)).data?.system.unreconciledBookings).toBe(0);
  });

  test('warns of a calendar that cannot be asked, and lets it keep no other clinic waiting', async () => {
    const { data } = await app.query(System);
    expect(data?.system.warnings.filter((one) => one.includes('Cal.com'))).toEqual([
      'Clinic lotus: the bookings of Cal.com cannot be compared with ours (UNAUTHORISED); it never succeeded.',
    ]);
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    expect(metrics).toMatch(/reconciliation_bookings_total\{clinic="oshun",outcome="discovered"\} [1-9]/);
    expect(metrics).toMatch(/loop_errors_total\{loop="reconciliation"\} [1-9]/);
  });
});

describe('`journeys reconcile`', () => {
  const env = () => ({
    DATABASE_URL: database.url,
    ENCRYPTION_KEY: key.toString('base64'),
    CALCOM_API_URL: calcom.url,
    CALCOM_API_KEY: 'cal_test_key',
  });

  test('records what is missing while the server goes on, further back than its rounds, and tells what it was', async () => {
    rows.push(row('of-last-week', { createdAt: longAgo(9_000), updatedAt: longAgo(9_000) }));
    const { code, out } = await journeys(['reconcile', '--json'], env());
    expect(JSON.parse(out)).toMatchObject({
      clinics: [{ clinic: 'oshun', discovered: [{ uid: 'of-last-week', missed: ['BOOKING'] }], failed: [] }],
    });
    expect(code).toBe(0);
    await app.settled();
    expect((await app.query(Discovered, { uid: 'of-last-week' })).data?.booking?.status).toBe('SCHEDULED');
  });

  test('ends with 1 when a booking cannot be recorded', async () => {
    rows.push(row('odd', { status: 'thinking' }));
    const { code, out } = await journeys(['reconcile'], env());
    expect(out).toMatch(/^oshun odd: could not be recorded \(cannot be read\)$/m);
    expect(code).toBe(1);
  });

  test('ends with 2 and one line when the calendar cannot be asked', async () => {
    const refused = await journeys(['reconcile'], { ...env(), CALCOM_API_KEY: 'a wrong key' });
    expect(refused).toEqual({ code: 2, out: '', err: 'oshun: Cal.com answered 401 (UnauthorizedException) (UNAUTHORISED)' });
    const { CALCOM_API_KEY: _key, ...keyless } = env();
    expect(await journeys(['reconcile'], keyless)).toMatchObject({ code: 2, err: expect.stringContaining('set calcom.apiKey') });
    expect(await journeys(['reconcile', '--since', 'yesterday'], env())).toMatchObject({ code: 2, err: expect.stringContaining('P7D') });
  });
});
