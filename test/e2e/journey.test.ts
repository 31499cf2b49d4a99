import { execute, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClinicSlug, ContactId } from '../../src/domain/ids.ts';
import { systemViewer } from '../../src/domain/viewer.ts';
import { createCodec } from '../../src/eventStore/codec/codec.ts';
import { postgresKeyStore } from '../../src/eventStore/keys/postgresKeyStore.ts';
import { createVault, type Vault } from '../../src/eventStore/keys/vault.ts';
import type { EventStore } from '../../src/eventStore/port.ts';
import { postgresEventStore } from '../../src/eventStore/postgres/postgres.ts';
import { createContext, type SchemaServices } from '../../src/schema/context.ts';
import { schema } from '../../src/schema/schema.ts';
import { as, authenticateByHeaders, follow, startTestApp, type TestApp } from '../support/app.ts';
import { calcomBody } from '../support/calcomBody.ts';
import { inboxes } from '../support/chatwoot/account.ts';
import { chatwootMessage } from '../support/chatwoot/bodies.ts';
import { createTestDatabase } from '../support/database.ts';
import { projectUpTo } from '../support/projectUpTo.ts';
import { graphql } from './gql/gql.ts';

const clinic = 'oshun' as ClinicSlug;
const viewer = systemViewer('test');
const vault: Vault = createVault([Buffer.alloc(32, 3)]);
const headers = (role: string): Record<string, string> => ({ ...as('oshun', 'lotus'), 'x-test-roles': role });

let app: TestApp;
let store: EventStore;
let marva: string;
let sister: string;

/** The raw id within a global one. */
const rawId = (id: string): ContactId => Buffer.from(id, 'base64url').toString().split('.')[1] as ContactId; // `Contact:oshun.<uuid>`

const find = graphql(`query FindPeople($search: String!) { contacts(search: $search) { edges { node { id } } } }`);
const idOf = async (search: string): Promise<string> =>
  (await app.query(find, { search }, as('oshun'))).data?.contacts.edges[0]?.node.id ?? '';

const answer = '{ __typename ... on Error { message } }';
async function ask(mutation: string, input: Readonly<Record<string, string>>): Promise<void> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const { data } = await app.query(`mutation ($input: ${type}!) { ${mutation}(input: $input) ${answer} }`, { input }, headers('STAFF'));
  expect(data).toEqual({ [mutation]: { __typename: 'ContactSuccess' } });
}

beforeAll(async () => {
  app = await startTestApp({ clinics: ['oshun', 'lotus'], authenticate: authenticateByHeaders, vault });
  store = postgresEventStore({ database: app.testDatabase.database });
  const post = async (body: string): Promise<void> => {
    await app.deliver('oshun', body);
    await app.settled();
  };
  await post(calcomBody({ uid: 'uid-1', createdAt: '2026-10-01T10:00:00.000Z' }));
  await post(
    calcomBody({
      uid: 'uid-2',
      previousUid: 'uid-1',
      trigger: 'BOOKING_RESCHEDULED',
      createdAt: '2026-10-02T10:00:00.000Z',
      startsAt: '2026-10-20T15:00:00Z',
    }),
  );
  await post(
    calcomBody({
      uid: 'uid-other',
      name: 'Sonia Test',
      email: 'sonia.test@example.com',
      phone: '+18765550111',
      createdAt: '2026-10-03T10:00:00.000Z',
      startsAt: '2026-11-01T15:00:00Z',
      type: 'hydrafacial',
    }),
  );
  await post(
    calcomBody({
      uid: 'uid-3',
      createdAt: '2026-10-04T10:00:00.000Z',
      startsAt: '2026-12-01T15:00:00Z',
      type: 'chemical-peel',
      name: 'Marva Test-Reid',
    }),
  );
  await post(
    calcomBody({
      uid: 'uid-2',
      trigger: 'BOOKING_CANCELLED',
      status: 'CANCELLED',
      createdAt: '2026-10-05T10:00:00.000Z',
      startsAt: '2026-10-20T15:00:00Z',
      more: { cancellationReason: 'travelling' },
    }),
  );
  const write = async (change: Parameters<typeof chatwootMessage>[0]): Promise<void> => {
    await app.deliverChatwoot('oshun', chatwootMessage(change));
    await app.settled();
  };
  const sonia = { person: 1, name: 'Sonia Test', phone: '+18765550111', inbox: inboxes.instagram };
  await write({ content: 'hi, is the consultation free?' });
  await write({ content: 'still there?', number: 1, at: '2026-10-05T18:05:00.000Z' });
  await write({ ...sonia, content: 'good morning', at: '2026-10-05T19:00:00.000Z' });
  await app.deliver('lotus', calcomBody({ uid: 'uid-lotus' }));
  await app.settled();
  [marva, sister] = [await idOf('marva'), await idOf('sonia')];
  await ask('mergeContacts', { from: sister, into: marva, reason: 'same passport' });
  await post(
    calcomBody({
      uid: 'uid-4',
      name: 'Sonia Test',
      email: 'sonia.test@example.com',
      phone: '+18765550111',
      createdAt: '2026-10-06T10:00:00.000Z',
      startsAt: '2026-12-24T15:00:00Z',
    }),
  );
  await ask('splitContacts', { contact: sister, from: marva, reason: 'sisters after all' });
});
afterAll(async () => {
  await store.close();
  await app.close();
});

const fields = `id name phone email firstChannel createdAt mergedFrom identifiers { kind value since retired }
  bookings(first: 100) { totalCount edges { node { id uid seatUid status kind version startsAt endsAt timeZone procedure { slug name } practitioner location channel matchedBy contact { id name } conversation { id externalId } } } }
  conversations(first: 10) { totalCount edges { cursor node { id externalId channel owner lastMessageAt contact { id } messages(first: 10) { totalCount edges { cursor node { id direction author text status sentAt booking { id } } } } } } }
  touches { id kind channel source evidence occurredAt } consents { channel purpose state since wording }`;

const logOf = async () => store.readAll(viewer, { after: 'start', limit: 10_000 });
const cursorAt = async (position: string): Promise<string> => `${(await store.logId()).slice(0, 8)}.${position}.999999`;

describe('a journey as it stood', () => {
  test('at each of fifty positions is what a fresh fold to that position shows', async () => {
    const fresh = await createTestDatabase();
    const codec = createCodec(postgresKeyStore(app.testDatabase.database, vault));
    const log = await logOf();
    const chosen = log.length <= 50 ? log : log.filter(() => Math.random() < 50 / log.length);
    const services = {
      database: fresh.database,
      store,
      codec,
      logId: await store.logId(),
      clinics: [clinic],
      version: 'test',
      warnings: () => [],
      wakeInbox: () => {},
    } as unknown as SchemaServices; // all that these queries use
    for (const { position } of chosen) {
      await projectUpTo({ store, codec }, fresh, position);
      for (const id of [marva, sister]) {
        const context = createContext(services, { subject: 'test', clinics: [clinic], roles: ['ADMIN'] });
        const then = await execute({ schema, document: parse(`{ contact(id: "${id}") { ${fields} } }`), contextValue: context });
        expect(then.errors).toBeUndefined();
        const asked = await app.query<{ journey: { contact: unknown; bookings: unknown[]; cursor: string } | null }>(
          `query ($id: ID!, $asOf: Cursor) { journey(contactId: $id, asOf: $asOf) { cursor contact { ${fields} } bookings { uid status version } conversations { externalId } } }`,
          { id, asOf: await cursorAt(position) },
          headers('ADMIN'),
        );
        expect(asked.errors).toBeUndefined();
        expect(asked.data?.journey?.contact ?? null, `of ${id} at ${position}`).toEqual(
          JSON.parse(JSON.stringify(then.data?.contact ?? null)),
        );
        if (asked.data?.journey) expect(asked.data.journey.cursor <= (await cursorAt(position))).toBe(true);
      }
    }
    await fresh.dispose();
  });

  test('at a moment is what had been recorded by then', async () => {
    const log = await logOf();
    const rescheduled = log.find((one) => one.type === 'BookingRescheduled');
    const query = 'query ($id: ID!, $at: DateTime) { journey(contactId: $id, at: $at) { at bookings { uid version } } }';
    const ask = async (at: Date) =>
      (
        await app.query<{ journey: { at: string; bookings: unknown[] } | null }>(
          query,
          { id: marva, at: at.toISOString() },
          headers('ADMIN'),
        )
      ).data?.journey;
    const recorded = rescheduled?.recordedAt.getTime() ?? 0;
    expect((await ask(new Date(recorded - 1)))?.bookings).toEqual([{ uid: 'uid-1', version: 1 }]);
    expect((await ask(new Date(recorded)))?.bookings).toEqual([{ uid: 'uid-2', version: 2 }]);
    expect(await ask(new Date('2020-01-01'))).toBeNull();
  });
});

const timeline = graphql(`
  query Timeline($id: ID!, $first: Int, $after: String) {
    journey(contactId: $id) {
      cursor
      at
      entries(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { cursor type stream revision occurredAt actor channel summary causationId correlationId } } }
    }
  }
`);

/** What follows from what happened, by our own processes, has tests of its own. */
const isOurs = ({ actor }: { readonly actor: string }): boolean => actor === 'system';

describe('the timeline', () => {
  test('tells each event in one sentence, in the clinic’s time', async () => {
    const { data } = await app.query(timeline, { id: marva, first: 100 }, headers('VIEWER'));
    const told = data?.journey?.entries.edges.flatMap(({ node }) => (isOurs(node) ? [] : [`${node.type}: ${node.summary}`]));
    expect(told).toEqual([
      'ContactCreated: Marva Test became known, by WhatsApp.',
      'IdentifierAdded: The phone number “+18765550199” became known.',
      'IdentifierAdded: The e-mail address “marva.test@example.com” became known.',
      'BookingScheduled: Booked a Botox consultation on Wednesday, 14 October 2026 at 10:00 with Dr. Test.',
      'BookingRescheduled: Moved the visit: now a Botox consultation on Tuesday, 20 October 2026 at 10:00 with Dr. Test.',
      'ContactDetailsCorrected: The name is now Marva Test-Reid, as given with a booking.',
      'BookingScheduled: Booked a Chemical peel treatment on Tuesday, 1 December 2026 at 10:00 with Dr. Test.',
      'ContactDetailsCorrected: The name is now Marva Test, as given with a booking.',
      'BookingCancelled: The visit on Tuesday, 20 October 2026 at 10:00 was cancelled: “travelling”.',
      'IdentifierAdded: The WhatsApp account “+18765550199” became known.',
      'IdentifierAdded: The Chatwoot contact “7/10001” became known.',
      'ConversationStarted: A conversation began, by WhatsApp.',
      'MessageReceived: Wrote: “hi, is the consultation free?”.',
      'TouchRecorded: Came by a message.',
      'MessageReceived: Wrote: “still there?”.',
      'ContactsMerged: Two contacts turned out to be one person: “same passport”.',
      'ContactsSplit: Two contacts turned out to be two persons after all: “sisters after all”.',
    ]);
  });

  test('is read page by page, and its end is the journey’s', async () => {
    const whole = (await app.query(timeline, { id: marva, first: 100 }, headers('VIEWER'))).data?.journey;
    const pages: string[] = [];
    for (let after: string | null = null; ; ) {
      const page: NonNullable<typeof whole> | null | undefined = (
        await app.query(timeline, { id: marva, first: 4, after }, headers('VIEWER'))
      ).data?.journey;
      pages.push(...(page?.entries.edges.map(({ cursor }) => cursor) ?? []));
      after = page?.entries.pageInfo.endCursor ?? null;
      if (!page?.entries.pageInfo.hasNextPage) break;
    }
    expect(pages).toEqual(whole?.entries.edges.map(({ cursor }) => cursor));
    expect(whole?.cursor).toBe(pages.at(-1));
  });

  test('shows what the events hold to AUDITOR and ADMIN only', async () => {
    const query = 'query ($id: ID!) { journey(contactId: $id) { entries(first: 1) { edges { node { type data } } } } }';
    const ask = (role: string) =>
      app.query<{ journey: { entries: { edges: { node: { data: unknown } }[] } } }>(query, { id: marva }, headers(role));
    for (const role of ['AUDITOR', 'ADMIN']) {
      expect((await ask(role)).data?.journey.entries.edges[0]?.node.data).toMatchObject({ name: 'Marva Test', channel: 'WHATSAPP' });
    }
    for (const role of ['VIEWER', 'STAFF']) {
      const { data, errors } = await ask(role);
      expect(data?.journey.entries.edges[0]?.node).toEqual({ type: 'ContactCreated', data: null });
      expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    }
  });

  test('of another clinic, or nobody’s, is null', async () => {
    const { data } = await app.query(timeline, { id: marva }, { ...as('lotus'), 'x-test-roles': 'AUDITOR' });
    expect(data).toEqual({ journey: null });
    const nobody = Buffer.from('Contact:oshun.00000000-0000-4000-8000-000000000000').toString('base64url');
    expect((await app.query(timeline, { id: nobody }, headers('ADMIN'))).data).toEqual({ journey: null });
  });

  test('asked of a cursor and a moment, or a cursor of another log, says what is wrong', async () => {
    const query = 'query ($id: ID!, $asOf: Cursor, $at: DateTime) { journey(contactId: $id, asOf: $asOf, at: $at) { at } }';
    const both = await app.query(query, { id: marva, asOf: await cursorAt('0'.repeat(20)), at: '2026-10-01T00:00:00Z' }, headers('ADMIN'));
    expect(both.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    const foreign = await app.query(query, { id: marva, asOf: `00000000.${'0'.repeat(20)}.000000` }, headers('ADMIN'));
    expect(foreign.errors?.[0]?.extensions?.code).toBe('CURSOR_EXPIRED');
  });

  test('of a booking is its history', async () => {
    const { data } = await app.query<{ booking: { history: { type: string; actor: string }[] } }>(
      '{ booking(uid: "uid-1") { history { type summary actor } } }',
      {},
      headers('VIEWER'),
    );
    const told = data?.booking.history.filter((one) => !isOurs(one)).map(({ type }) => type);
    expect(told).toEqual(['BookingScheduled', 'BookingRescheduled', 'BookingCancelled']);
  });

  test('still tells what happened once her key is destroyed, without her words', async () => {
    const { data } = await app.query<{ contacts: { edges: { node: { id: string } }[] } }>(
      '{ contacts(filter: { clinic: "lotus" }) { edges { node { id } } } }',
      {},
      headers('ADMIN'),
    );
    const id = data?.contacts.edges[0]?.node.id ?? '';
    await postgresKeyStore(app.testDatabase.database, vault).destroySubjectKey({ clinic: 'lotus' as ClinicSlug, contact: rawId(id) });
    // A process of its own, which has not read her key before.
    const auditor = await startTestApp({ clinics: ['lotus'], on: app.testDatabase, authenticate: authenticateByHeaders, vault });
    const told = (
      await auditor.query(timeline, { id, first: 100 }, { ...as('lotus'), 'x-test-roles': 'AUDITOR' })
    ).data?.journey?.entries.edges.flatMap(({ node }) => (isOurs(node) ? [] : [node.summary]));
    await auditor.close();
    expect(told).toEqual([
      '(erased) became known, by WhatsApp.',
      'The phone number (erased) became known.',
      'The e-mail address (erased) became known.',
      'Booked a Botox consultation on Wednesday, 14 October 2026 at 10:00 with Dr. Test.',
    ]);
  });
});

interface Frame {
  readonly journeyFeed?: FrameBody;
  readonly journeyReplay?: FrameBody;
}
interface FrameBody {
  readonly __typename: string;
  readonly cursor: string;
  readonly entry?: { readonly type: string; readonly summary: string; readonly cursor: string; readonly actor: string };
  readonly journey?: {
    readonly cursor: string;
    readonly bookings: readonly { readonly uid: string; readonly version: number; readonly status: string }[];
  };
}

const advanced =
  '__typename ... on FeedFrame { cursor } ... on JourneyAdvanced { entry { type summary cursor actor } journey { cursor bookings { uid version status } } }';

describe('the journey feed', () => {
  test('tells what happens to her, with the journey as it stood then, and resumes', async () => {
    const query = `subscription ($id: ID!, $after: Cursor) { journeyFeed(contactId: $id, after: $after) { ${advanced} } }`;
    const client = app.socket(headers('ADMIN'));
    const one = follow<Frame>(client, { query, variables: { id: marva } });
    await one.until((frames) => frames.length > 0);
    await app.deliver('oshun', calcomBody({ uid: 'uid-5', createdAt: '2026-10-07T10:00:00.000Z', startsAt: '2027-01-05T15:00:00Z' }));
    await app.deliver('oshun', calcomBody({ uid: 'uid-stranger', name: 'Stranger', email: 'stranger@example.com', phone: '+18765550122' }));
    await app.deliver(
      'oshun',
      calcomBody({
        uid: 'uid-5',
        trigger: 'BOOKING_CANCELLED',
        status: 'CANCELLED',
        createdAt: '2026-10-08T10:00:00.000Z',
        startsAt: '2027-01-05T15:00:00Z',
      }),
    );
    const told = (frames: readonly Frame[]): FrameBody[] =>
      frames.flatMap(({ journeyFeed }) => (journeyFeed?.entry && !isOurs(journeyFeed.entry) ? [journeyFeed] : []));
    await one.until((frames) => told(frames).length >= 2);
    const [booked, cancelled] = told(one.results);
    expect(booked?.entry?.type).toBe('BookingScheduled');
    expect(booked?.journey?.bookings[0]).toEqual({ uid: 'uid-5', version: 1, status: 'SCHEDULED' });
    expect(booked?.entry?.cursor).toBe(booked?.cursor);
    expect(cancelled?.journey?.bookings[0]).toEqual({ uid: 'uid-5', version: 1, status: 'CANCELLED' });
    const again = follow<Frame>(client, { query, variables: { id: marva, after: booked?.cursor } });
    await again.until((frames) => frames.some(({ journeyFeed }) => journeyFeed?.__typename === 'FeedReady'));
    expect(told(again.results).map(({ entry }) => entry?.type)).toEqual(['BookingCancelled']);
  });

  test('is not to be had of a contact whom one does not see', async () => {
    const one = follow(app.socket(as('lotus')), {
      query: 'subscription ($id: ID!) { journeyFeed(contactId: $id) { __typename } }',
      variables: { id: marva },
    });
    expect(await one.ended()).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  });

  test('played again tells the whole journey in order, then ends', async () => {
    const query = `subscription ($id: ID!, $from: Cursor, $speed: Float) { journeyReplay(contactId: $id, from: $from, speed: $speed) { ${advanced} } }`;
    const client = app.socket(headers('AUDITOR'));
    const whole = follow<Frame>(client, { query, variables: { id: sister } });
    expect(await whole.ended()).toBeNull();
    const frames = whole.results.flatMap(({ journeyReplay }) => journeyReplay ?? []);
    expect(frames.at(-1)?.__typename).toBe('FeedReady');
    const entries = (await app.query(timeline, { id: sister, first: 100 }, headers('AUDITOR'))).data?.journey?.entries.edges;
    expect(frames.slice(0, -1).map(({ cursor }) => cursor)).toEqual(entries?.map(({ cursor }) => cursor));
    // As it stood with each entry.
    for (const { cursor, journey } of frames.slice(0, -1)) expect(journey ? journey.cursor <= cursor : true).toBe(true);
    const rest = follow<Frame>(client, { query, variables: { id: sister, from: frames[1]?.cursor, speed: 1e9 } });
    expect(await rest.ended()).toBeNull();
    expect(rest.results.flatMap(({ journeyReplay }) => journeyReplay?.cursor ?? [])).toEqual(frames.slice(2).map(({ cursor }) => cursor));
  });
});
