import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instantOf } from '../../src/domain/ids.ts';
import type { Log } from '../../src/eventStore/commandHandler.ts';
import { conversationId } from '../../src/eventStore/commands/conversationIds.ts';
import { shareBookingLink } from '../../src/eventStore/commands/shareBookingLink.ts';
import { createVault } from '../../src/eventStore/keys/vault.ts';
import { openServices, type Services } from '../../src/server/services.ts';
import { follow, startTestApp, type TestApp } from '../support/app.ts';
import { causeAt, oshun } from '../support/bookingLinks.ts';
import { calcomBody } from '../support/calcomBody.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { bodyOf, fixturesArePresent } from '../support/fixtures.ts';
import { graphql } from './gql/gql.ts';

const vault = createVault([randomBytes(32)]);
let database: TestDatabase;
let app: TestApp;
let services: Services;
let log: Log;

beforeAll(async () => {
  database = await createTestDatabase();
  app = await startTestApp({ on: database, vault });
  services = await openServices({ databaseUrl: database.url, vault, application: 'test', onError: () => {} });
  log = services.log;
});

afterAll(async () => {
  await services.close();
  await app.close();
  await database.dispose();
});

const Booked = graphql(`
  query BookedByLink($uid: String!) {
    booking(uid: $uid) {
      id
      channel
      matchedBy
      status
      conversation { externalId channel messages(first: 5) { totalCount } }
      contact { name bookings { totalCount } conversations { totalCount } touches { kind evidence } }
      history { type summary }
    }
    contacts { totalCount }
  }
`);

const Feed =
  'subscription { bookingFeed { __typename ... on BookingChanged { kind booking { uid channel conversation { externalId } } } } }';

interface Changed {
  readonly bookingFeed: {
    readonly __typename: string;
    readonly booking?: { readonly uid: string; readonly channel: string; readonly conversation: { readonly externalId: string } | null };
  };
}

/** Where the link leads, for whoever asks with this browser. */
const opened = (url: string, agent = 'Mozilla/5.0 (Linux; Android 14) Chrome/129.0.0.0 Mobile Safari/537.36') =>
  fetch(url, { redirect: 'manual', headers: { 'user-agent': agent } });

const channels = [
  { lead: 'WHATSAPP', file: 'message_created_whatsapp_incoming.json', phone: '+18765550142', type: 'botox-consultation' },
  { lead: 'INSTAGRAM', file: 'message_created_instagram_incoming.json', phone: undefined, type: 'botox-consultation' },
  { lead: 'WEB_WIDGET', file: 'message_created_webwidget_incoming.json', phone: undefined, type: 'hydrafacial' },
] as const;

describe.skipIf(!fixturesArePresent)('opening a link and booking on the page that it leads to', () => {
  test.each(channels)('on $lead is one contact, one booking, and the conversation with it, in queries and feeds', async (one) => {
    const { lead, file, phone, type } = one;
    const client = app.socket();
    const feed = follow<Changed>(client, { query: Feed });
    await feed.until((all) => all.some(({ bookingFeed }) => bookingFeed.__typename === 'FeedReady'));
    const people = await contactCount();

    // She writes.
    const message = JSON.parse(bodyOf('chatwoot', { file })) as { conversation: { id: number } };
    await app.deliverChatwoot('oshun', JSON.stringify(message));
    await app.settled();

    // Karen shares the link, and she follows it.
    const externalId = String(message.conversation.id);
    const conversation = conversationId(oshun, { host: '', account: 7 }, externalId);
    const shared = await shareBookingLink(
      log,
      oshun,
      { conversation, procedure: 'botox', visit: null, publicUrl: app.url },
      causeAt(`share ${lead}`, instantOf(new Date())),
    );
    if (shared.type !== 'shared') throw new Error('there is no conversation');
    const preview = await opened(shared.url, 'WhatsApp/2.23.20.0');
    expect(preview.headers.get('location')).toBe('https://cal.com/oshun');
    const redirect = await opened(shared.url);
    expect(redirect.status).toBe(302);
    expect(redirect.headers.get('cache-control')).toBe('no-store');
    const page = new URL(redirect.headers.get('location') ?? '');
    await opened(shared.url);

    // She books, and Cal.com gives back what the page was asked with. On Instagram there is no phone anywhere.
    const metadata = Object.fromEntries(
      [...page.searchParams].flatMap(([name, value]) => {
        const key = /^metadata\[(\w+)\]$/.exec(name)?.[1];
        return key ? [[key, value]] : [];
      }),
    );
    const uid = `booked-on-${lead.toLowerCase()}`;
    const email = `${lead.toLowerCase()}@example.com`;
    const body = JSON.parse(
      calcomBody({ uid, email, createdAt: new Date().toISOString(), type, name: `Lead ${lead}`, ...(phone ? { phone } : {}) }),
    );
    body.payload.metadata = metadata;
    if (!phone) {
      for (const attendee of body.payload.attendees) delete attendee.phoneNumber;
      delete body.payload.responses.attendeePhoneNumber;
    }
    await app.deliver('oshun', JSON.stringify(body));
    await app.settled();

    const { data } = await app.query(Booked, { uid });
    expect(data?.booking).toMatchObject({
      channel: lead,
      matchedBy: 'TOKEN',
      status: 'SCHEDULED',
      conversation: { externalId, channel: lead },
      contact: { bookings: { totalCount: 1 }, conversations: { totalCount: 1 } },
    });
    expect(data?.contacts.totalCount).toBe(people + 1);
    expect(data?.booking?.contact.touches).toContainEqual({ kind: 'LINK_OPENED', evidence: 'SIGNED_TOKEN' });
    expect(data?.booking?.history.map(({ type: name }) => name)).toContain('BookingLinked');

    await feed.until((all) => all.some(({ bookingFeed: { booking } }) => booking?.uid === uid && booking.conversation !== null));
    const change = feed.results.find(({ bookingFeed: { booking } }) => booking?.uid === uid);
    expect(change?.bookingFeed.booking).toEqual({ uid, channel: lead, conversation: { externalId } });
  });

  test('says in the system’s warnings when a token does not come back', async () => {
    const warnings = async () => {
      const { data } = await app.query<{ system: { warnings: string[] } }>('{ system { warnings } }');
      return data?.system.warnings.filter((one) => one.includes('its token'));
    };
    expect(await warnings()).toEqual([]);
    const body = { uid: 'token-lost', email: 'whatsapp@example.com', phone: '+18765550142', name: 'Lead WHATSAPP' };
    await app.deliver('oshun', calcomBody({ ...body, createdAt: new Date().toISOString() }));
    await app.settled();
    expect(await warnings()).toEqual([
      'Clinic oshun: 1 booking of the last 7 days followed an opened link and came back without its token: let Cal.com pass metadata on (docs/clinic-setup.md).',
    ]);
  });

  const contactCount = async (): Promise<number> => {
    const { data } = await app.query<{ contacts: { totalCount: number } }>('{ contacts { totalCount } }');
    return data?.contacts.totalCount ?? 0;
  };

  test('is in the journey: shared, opened once, booked', async () => {
    const { data } = await app.query(Booked, { uid: 'booked-on-instagram' });
    const { data: journey } = await app.query<{ booking: { contact: { id: string } } }>(
      '{ booking(uid: "booked-on-instagram") { contact { id } } }',
    );
    const { data: told } = await app.query<{ journey: { entries: { edges: { node: { type: string; summary: string } }[] } } }>(
      'query ($id: ID!) { journey(contactId: $id) { entries(first: 100) { edges { node { type summary } } } } }',
      { id: journey?.booking.contact.id },
    );
    const entries = told?.journey.entries.edges.map(({ node }) => node) ?? [];
    expect(data?.booking?.channel).toBe('INSTAGRAM');
    const types = entries.map(({ type }) => type);
    expect(types.filter((type) => type === 'BookingLinkOpened')).toHaveLength(1);
    const order = ['ConversationStarted', 'BookingLinkShared', 'BookingLinkOpened', 'BookingLinked', 'BookingScheduled'];
    expect(types.filter((type) => order.includes(type))).toEqual(order);
    expect(entries.find(({ type }) => type === 'BookingLinkShared')?.summary).toBe('The booking link was shared on Instagram for Botox.');
  });
});

describe('a link that does not hold', () => {
  test('leads to the clinic’s page all the same', async () => {
    for (const token of ['oshun.tampered', 'nothing']) {
      const response = await opened(`${app.url}/b/${token}`);
      expect([response.status, response.headers.get('location')]).toEqual([302, 'https://cal.com/oshun']);
    }
  });

  test('is asked to wait when it is tried dozens of times at once, and still shows the way', async () => {
    const tried = await Promise.all(Array.from({ length: 40 }, () => opened(`${app.url}/b/oshun.guess`)));
    const refused = tried.find(({ status }) => status === 429);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused?.text()).toContain('<a href="https://cal.com/oshun">');
  });

  test('is counted in the metrics', async () => {
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    expect(metrics).toMatch(/booking_links_total\{outcome="invalid"\} [1-9]/);
  });
});
