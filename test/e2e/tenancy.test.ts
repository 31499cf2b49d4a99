import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClinicSlug } from '../../src/domain/ids.ts';
import { as, authenticateByHeaders, follow, startTestApp, type TestApp } from '../support/app.ts';
import { calcomBody } from '../support/calcomBody.ts';
import { chatwootMessage } from '../support/chatwoot/bodies.ts';

let app: TestApp;
let theirs: Seen;

interface Seen {
  readonly bookings: {
    readonly totalCount: number;
    readonly edges: readonly {
      readonly cursor: string;
      readonly node: { readonly id: string; readonly uid: string; readonly contact: { readonly id: string } };
    }[];
  };
  readonly contacts: { readonly totalCount: number };
  readonly conversations: {
    readonly totalCount: number;
    readonly edges: readonly {
      readonly cursor: string;
      readonly node: {
        readonly id: string;
        readonly contact: { readonly id: string };
        readonly messages: { readonly edges: readonly { readonly node: { readonly id: string; readonly text: string } }[] };
      };
    }[];
  };
  readonly deliveries: { readonly totalCount: number; readonly edges: readonly { readonly node: { readonly id: string } }[] };
  readonly system: { readonly parkedDeliveries: number };
}

const everything = /* GraphQL */ `
  { bookings(first: 10) { totalCount edges { cursor node { id uid contact { id } } } }
    contacts(first: 10) { totalCount }
    conversations(first: 10) { totalCount edges { cursor node { id contact { id } messages(first: 10) { edges { node { id text } } } } } }
    deliveries(first: 10) { totalCount edges { node { id } } }
    system { parkedDeliveries } }
`;

const see = async (clinic: string): Promise<Seen> => {
  const { data } = await app.query<Seen>(everything, {}, as(clinic));
  if (!data) throw new Error('no answer');
  return data;
};

beforeAll(async () => {
  app = await startTestApp({ clinics: ['iris', 'lotus'], authenticate: authenticateByHeaders });
  // The same person, the same uid, at both clinics; one parked delivery at lotus only.
  await app.deliver('iris', calcomBody());
  await app.deliver('lotus', calcomBody());
  await app.deliver(
    'lotus',
    calcomBody({ uid: 'uid-of-lotus', name: 'Lotus Only', email: 'lotus.only@example.com', phone: '+18765550188' }),
  );
  await app.deliver('lotus', 'false');
  // The same conversation and message of the same account, and one that only lotus has.
  await app.deliverChatwoot('iris', chatwootMessage());
  await app.deliverChatwoot('lotus', chatwootMessage());
  await app.deliverChatwoot(
    'lotus',
    chatwootMessage({ person: 9, name: 'Lotus Lead', phone: '+18765550189', content: 'only lotus reads this' }),
  );
  await app.settled();
  theirs = await see('lotus');
});
afterAll(() => app.close());

describe('a viewer of one clinic', () => {
  test('counts and lists what is hers, although the other has the same person and uid', async () => {
    expect(await see('iris')).toMatchObject({
      bookings: { totalCount: 1 },
      contacts: { totalCount: 1 },
      conversations: { totalCount: 1, edges: [{ node: { messages: { edges: [{ node: { text: 'Message 0 of Marva Test' } }] } } }] },
      deliveries: { totalCount: 2 },
      system: { parkedDeliveries: 0 },
    });
    expect(theirs).toMatchObject({
      bookings: { totalCount: 2 },
      contacts: { totalCount: 3 },
      conversations: { totalCount: 2 },
      deliveries: { totalCount: 5 },
      system: { parkedDeliveries: 1 },
    });
  });

  test('cannot read the other’s things by id, in any way that takes one', async () => {
    const [booking] = theirs.bookings.edges;
    const [delivery] = theirs.deliveries.edges;
    const conversation = theirs.conversations.edges.find(({ node }) => node.messages.edges[0]?.node.text === 'only lotus reads this')?.node;
    const { data, errors } = await app.query(
      /* GraphQL */ `
        query ($booking: ID!, $contact: ID!, $delivery: ID!, $clinic: ID!, $conversation: ID!, $message: ID!, $lead: ID!) {
          a: node(id: $booking) { id }
          b: node(id: $contact) { id }
          c: node(id: $delivery) { id }
          d: node(id: $clinic) { id }
          e: node(id: $conversation) { id }
          f: node(id: $message) { id }
          conversations(filter: { contactId: $lead }) { totalCount }
          talks: conversations(filter: { clinic: "lotus" }) { totalCount edges { node { id } } }
          booking(id: $booking) { id }
          contact(id: $contact) { id }
          clinic(slug: "lotus") { id }
          clinics { slug }
          bookings(filter: { contactId: $contact }) { totalCount }
          foreign: booking(uid: "uid-of-lotus") { id }
          named: bookings(filter: { clinic: "lotus" }) { totalCount edges { node { id } } }
          people: contacts(filter: { clinic: "lotus" }) { totalCount }
          deliveries(clinic: "lotus") { totalCount }
        }
      `,
      {
        booking: booking?.node.id,
        contact: booking?.node.contact.id,
        delivery: delivery?.node.id,
        clinic: Buffer.from('Clinic:lotus.').toString('base64url'),
        conversation: conversation?.id,
        message: conversation?.messages.edges[0]?.node.id,
        lead: conversation?.contact.id,
      },
      as('iris'),
    );
    expect(errors).toBeUndefined();
    const nothing = { totalCount: 0 };
    expect(data).toEqual({
      a: null,
      b: null,
      c: null,
      d: null,
      e: null,
      f: null,
      conversations: nothing,
      talks: { ...nothing, edges: [] },
      booking: null,
      contact: null,
      clinic: null,
      clinics: [{ slug: 'iris' }],
      bookings: nothing,
      foreign: null,
      named: { ...nothing, edges: [] },
      people: nothing,
      deliveries: nothing,
    });
  });

  test.each(['Lotus', 'lotus.only@example.com', '876 555 0188', 'l'])('finds nobody of the other by searching for %s', async (search) => {
    const { data } = await app.query('query ($search: String) { contacts(search: $search) { totalCount } }', { search }, as('iris'));
    expect(data).toEqual({ contacts: { totalCount: 0 } });
  });

  test('cannot put her own clinic into an id of the other’s thing', async () => {
    const forged = Buffer.from(theirs.bookings.edges.find((one) => one.node.uid === 'uid-of-lotus')?.node.id ?? '', 'base64url')
      .toString()
      .replace('lotus', 'iris');
    const { data } = await app.query(
      'query ($id: ID!) { node(id: $id) { id } booking(id: $id) { id } }',
      { id: Buffer.from(forged).toString('base64url') },
      as('iris'),
    );
    expect(data).toEqual({ node: null, booking: null });
  });

  test('is told that the other’s delivery does not exist when she retries it, and it is not retried', async () => {
    const parked = (
      await app.query<{ deliveries: { edges: { node: { id: string } }[] } }>(
        '{ deliveries(status: PARKED) { edges { node { id } } } }',
        {},
        as('lotus'),
      )
    ).data?.deliveries.edges[0];
    const retry = 'mutation ($id: ID!) { retryDelivery(input: { deliveryId: $id }) { __typename ... on NotFound { message } } }';
    const admin = { ...as('iris'), 'x-test-roles': 'ADMIN' };
    const answer = await app.query(retry, { id: parked?.node.id }, admin);
    const missing = await app.query(
      retry,
      { id: Buffer.from('Delivery:iris.00000000-0000-4000-8000-000000000000').toString('base64url') },
      admin,
    );
    expect(answer).toEqual(missing);
    expect(answer.data).toMatchObject({ retryDelivery: { __typename: 'NotFound' } });
    expect(await see('lotus')).toMatchObject({ system: { parkedDeliveries: 1 } });
  });

  test('hears of her own bookings only, whatever filter she names', async () => {
    const feed = /* GraphQL */ `subscription ($filter: BookingFilter) { bookingFeed(filter: $filter) { __typename ... on BookingChanged { booking { uid } } } }`;
    interface Frame {
      readonly bookingFeed: { readonly __typename: string; readonly booking?: { readonly uid: string } };
    }
    const contact = theirs.bookings.edges[0]?.node.contact.id;
    const all = follow<Frame>(app.socket(as('iris')), { query: feed });
    const named = follow<Frame>(app.socket(as('iris')), { query: feed, variables: { filter: { clinic: 'lotus' } } });
    const person = follow<Frame>(app.socket(as('iris')), { query: feed, variables: { filter: { contactId: contact } } });
    const both = follow<Frame>(app.socket(as('iris', 'lotus')), { query: feed });
    for (const one of [all, named, person, both]) await one.until((frames) => frames.length > 0);
    await app.deliver('lotus', calcomBody({ uid: 'uid-second-of-lotus' }));
    await app.deliver('iris', calcomBody({ uid: 'uid-second-of-iris' }));
    const uids = (frames: readonly Frame[]): unknown[] => frames.flatMap(({ bookingFeed }) => bookingFeed.booking?.uid ?? []);
    await both.until((frames) => uids(frames).length === 2);
    await all.until((frames) => uids(frames).length > 0);
    expect(uids(all.results)).toEqual(['uid-second-of-iris']);
    expect(uids(named.results)).toEqual([]);
    expect(uids(person.results)).toEqual([]);
  });

  test('hears of her own conversations only, whatever filter she names', async () => {
    const feed = /* GraphQL */ `subscription ($filter: ConversationFilter) { conversationFeed(filter: $filter) { __typename ... on ConversationChanged { message { text } } } }`;
    interface Frame {
      readonly conversationFeed: { readonly __typename: string; readonly message?: { readonly text: string } | null };
    }
    const contact = theirs.conversations.edges[0]?.node.contact.id;
    const filters = [{}, { clinic: 'lotus' }, { contactId: contact }];
    const feeds = filters.map((filter) => follow<Frame>(app.socket(as('iris')), { query: feed, variables: { filter } }));
    const both = follow<Frame>(app.socket(as('iris', 'lotus')), { query: feed });
    for (const one of [...feeds, both]) await one.until((frames) => frames.length > 0);
    await app.deliverChatwoot('lotus', chatwootMessage({ person: 20, phone: '+18765550120', content: 'said at lotus' }));
    await app.deliverChatwoot('iris', chatwootMessage({ person: 21, phone: '+18765550121', content: 'said at iris' }));
    const texts = (frames: readonly Frame[]): unknown[] => frames.flatMap(({ conversationFeed }) => conversationFeed.message?.text ?? []);
    await both.until((frames) => texts(frames).length === 2);
    await feeds[0]?.until((frames) => texts(frames).length > 0);
    expect(feeds.map(({ results }) => texts(results))).toEqual([['said at iris'], [], []]);
  });

  test('gets the other’s cursor refused or empty, never the other’s changes', async () => {
    const cursor = theirs.bookings.edges[0]?.cursor;
    const { data } = await app.query<{ bookings: { edges: { node: { uid: string } }[] } }>(
      'query ($after: String) { bookings(after: $after) { edges { node { uid } } } }',
      { after: cursor },
      as('iris'),
    );
    expect(data?.bookings.edges.filter(({ node }) => node.uid.includes('lotus'))).toEqual([]);
  });

  test('is shown no row of the other in any table', async () => {
    const iris = { subject: 'staff', clinics: ['iris' as ClinicSlug], roles: ['STAFF' as const] };
    const rows = await app.testDatabase.database.query<{ table_name: string }>(iris, {
      text: `select table_name from information_schema.columns where table_schema = 'public' and column_name = 'clinic'`,
    });
    expect(rows.length).toBeGreaterThan(8);
    for (const { table_name: table } of rows) {
      const foreign = await app.testDatabase.database.query(iris, { text: `select clinic from ${table} where clinic <> 'iris'` });
      expect(foreign, table).toEqual([]);
    }
  });
});
