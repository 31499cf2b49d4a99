import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as, authenticateByHeaders, startTestApp, type TestApp } from '../support/app.ts';
import { eventStores } from '../support/eventStores.ts';
import { countFits, fixturesArePresent } from '../support/fixtures.ts';
import { bodyOf, compareBookings, readSequences, type SeenBooking } from '../support/sequences.ts';
import { graphql } from './gql/gql.ts';

const sequences = readSequences();
/** Fresh ones a run: a store that outlives it knows the last run's. */
const run = crypto.randomUUID().slice(0, 8);
const clinicOf = (index: number): string => `clinic-${run}-${index}`;

const look = graphql(`
  query Look($clinic: String!) {
    bookings(first: 100, filter: { clinic: $clinic }) {
      totalCount
      edges {
        node { id uid seatUid status kind procedure { slug } startsAt version channel practitioner contact { name phone email } }
      }
    }
    contacts(first: 1, filter: { clinic: $clinic }) { totalCount }
    processed: deliveries(first: 1, clinic: $clinic, status: PROCESSED) { totalCount }
    ignored: deliveries(first: 1, clinic: $clinic, status: IGNORED) { totalCount }
    parked: deliveries(first: 1, clinic: $clinic, status: PARKED) { totalCount }
  }
`);

const byUid = graphql(`query ByUid($uid: String!, $seat: String) { booking(uid: $uid, seatUid: $seat) { id } }`);

describe.skipIf(!fixturesArePresent).each(eventStores)('the sequences of the fixtures, over HTTP, on $name', ({ open }) => {
  let store: Awaited<ReturnType<typeof open>>;
  let app: TestApp;
  beforeAll(async () => {
    store = await open();
    // A clinic of its own for each: tenancy makes it an empty store.
    const clinics = sequences.map((_, index) => clinicOf(index));
    app = await startTestApp({ authenticate: authenticateByHeaders, clinics, eventStoreUrl: store.eventStoreUrl });
  });
  afterAll(async () => {
    await app.close();
    await store.close();
  });

  test.each(sequences.map((sequence, index) => ({ ...sequence, index })))('$name: $why', async ({ index, steps, expect: expected }) => {
    const clinic = clinicOf(index);
    for (const step of steps) {
      await app.deliver(clinic, bodyOf(step));
      await app.settled();
    }
    const { data, errors } = await app.query(look, { clinic }, as(clinic));
    expect(errors).toBeUndefined();
    if (!data) return;

    const seen: SeenBooking[] = [];
    for (const { node } of data.bookings.edges) {
      const { id, uid, seatUid, status, kind, procedure, startsAt, version, channel, practitioner, contact } = node;
      const chain = expected.bookings.find((one) => one.uids.at(-1) === uid && (one.seatUid ?? null) === seatUid)?.uids ?? [uid];
      // Asking for any uid of the chain finds the booking.
      const found = await Promise.all(chain.map((one) => app.query(byUid, { uid: one, seat: seatUid }, as(clinic))));
      const uids = chain.filter((_, place) => found[place]?.data?.booking?.id === id);
      seen.push({ uids, seatUid, status, kind, procedure: procedure?.slug ?? null, startsAt, version, channel, practitioner, contact });
    }
    const compared = compareBookings(expected.bookings, seen);
    expect(compared.seen).toEqual(compared.expected);
    expect(data.bookings.totalCount).toBe(expected.bookings.length);
    expect(countFits(expected.contacts, data.contacts.totalCount), `${data.contacts.totalCount} contacts`).toBe(true);
    for (const status of ['PROCESSED', 'IGNORED', 'PARKED'] as const) {
      const counted = { PROCESSED: data.processed, IGNORED: data.ignored, PARKED: data.parked }[status].totalCount;
      expect(countFits(expected.deliveries[status], counted), `${counted} ${status}`).toBe(true);
    }
  });
});
