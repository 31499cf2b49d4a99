import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createVault } from '../../src/eventStore/keys/vault.ts';
import { verify } from '../../src/journeys/verify.ts';
import { readModels } from '../../src/projections/models.ts';
import { as, authenticateByHeaders, startTestApp, type TestApp } from '../support/app.ts';
import { appLog } from '../support/appLog.ts';
import { calcomBody } from '../support/calcomBody.ts';
import { chatwootMessage } from '../support/chatwoot/bodies.ts';
import { tables } from '../support/tables.ts';

const vault = createVault([Buffer.alloc(32, 6)]);
const headers = (role: string, ...clinics: readonly string[]): Record<string, string> => ({
  ...as(...(clinics.length === 0 ? ['oshun'] : clinics)),
  'x-test-roles': role,
});

/** Marva has two numbers, with a booking under each; the second came once with the address of the first. Iris is somebody else. */
const ann = { name: 'Marva Grant', email: 'marva.grant@example.com', phone: '+18765550101' };
const bea = { name: 'M. Grant', email: 'mg.work@example.com', phone: '+18765550102' };
const iris = { channel: 'instagram', name: 'Iris Stewart', email: 'iris.stewart@example.com', phone: '+18765550103' };

let app: TestApp;
let log: ReturnType<typeof appLog>;
beforeAll(async () => {
  app = await startTestApp({ clinics: ['oshun', 'lotus'], authenticate: authenticateByHeaders, vault });
  log = appLog(app.testDatabase, vault);
  const post = async (clinic: string, body: string): Promise<void> => {
    await app.deliver(clinic, body);
    await app.settled();
  };
  await post('oshun', calcomBody({ ...ann, uid: 'uid-ann', createdAt: '2026-10-01T10:00:00.000Z' }));
  await post('oshun', calcomBody({ ...bea, uid: 'uid-bea', createdAt: '2026-10-02T10:00:00.000Z', startsAt: '2026-10-20T15:00:00Z' }));
  await post('oshun', calcomBody({ ...iris, uid: 'uid-iris', createdAt: '2026-10-03T10:00:00.000Z', startsAt: '2026-10-21T15:00:00Z' }));
  await post(
    'oshun',
    calcomBody({ ...bea, email: ann.email, uid: 'uid-both', createdAt: '2026-10-04T10:00:00.000Z', startsAt: '2026-10-22T15:00:00Z' }),
  );
  await post('lotus', calcomBody({ ...ann, uid: 'uid-lotus' }));
  await app.deliverChatwoot('oshun', chatwootMessage({ person: 1, name: ann.name, phone: ann.phone, content: 'good morning' }));
  await app.deliverChatwoot(
    'oshun',
    chatwootMessage({ person: 2, name: bea.name, phone: bea.phone, content: 'me again', at: '2026-10-05T19:00:00.000Z' }),
  );
  await app.settled();
});
afterAll(async () => {
  await log.store.close();
  await app.close();
});

interface List<Node> {
  readonly totalCount: number;
  readonly edges: readonly { readonly node: Node }[];
}

async function idOf(email: string, clinic = 'oshun'): Promise<string> {
  const query =
    'query ($search: String!, $clinic: String) { contacts(search: $search, filter: { clinic: $clinic }) { edges { node { id } } } }';
  const { data } = await app.query<{ contacts: List<{ id: string }> }>(
    query,
    { search: email, clinic },
    headers('VIEWER', 'oshun', 'lotus'),
  );
  return data?.contacts.edges[0]?.node.id ?? '';
}

const contactFields = `id name phone email firstChannel createdAt mergedFrom identifiers { kind value since retired }
  bookings(first: 20) { totalCount pageInfo { startCursor endCursor } edges { cursor node { uid status contact { id name } conversation { externalId } } } }
  conversations(first: 20) { totalCount edges { cursor node { externalId contact { id } messages(first: 5) { edges { node { text } } } } } }
  touches { id kind channel occurredAt } consents { channel purpose state since wording }`;

const resultFields = `__typename ... on ContactSuccess { dryRun contact { ${contactFields} } bookings { uid contact { id } } }
  ... on Error { message code } ... on InvalidInput { path }`;

interface Result {
  readonly __typename: string;
  readonly message?: string;
  readonly code?: string;
  readonly path?: readonly string[];
  readonly dryRun?: boolean;
  readonly contact?: Person;
  readonly bookings?: readonly { readonly uid: string; readonly contact: { readonly id: string } }[];
}

interface Person {
  readonly id: string;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly firstChannel: string;
  readonly mergedFrom: readonly string[];
  readonly identifiers: readonly { readonly kind: string; readonly value: string }[];
  readonly bookings: List<{ readonly uid: string; readonly contact: { readonly id: string } }>;
  readonly conversations: List<{ readonly externalId: string }>;
  readonly consents: readonly { readonly channel: string | null; readonly state: string; readonly wording: string }[];
}

async function ask(mutation: string, input: object, who = headers('STAFF')): Promise<Result> {
  const type = mutation.endsWith('Consent') ? 'ConsentInput' : `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const text = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${resultFields} } }`;
  const { data, errors } = await app.query<Record<string, Result>>(text, { input }, who);
  const result = data?.[mutation];
  if (!result) throw new Error(JSON.stringify(errors));
  return result;
}

const merge = (from: string, into: string, more: object = {}) => ask('mergeContacts', { from, into, reason: 'the same passport', ...more });
const split = (contact: string, from: string) => ask('splitContacts', { contact, from, reason: 'sisters after all' });

async function look(id: string): Promise<Person | null> {
  const { data, errors } = await app.query<{ contact: Person | null }>(
    `query ($id: ID!) { contact(id: $id) { ${contactFields} } }`,
    { id },
    headers('VIEWER'),
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data?.contact ?? null;
}

const uids = (bookings: Person['bookings'] | undefined): readonly string[] => bookings?.edges.map(({ node }) => node.uid) ?? [];

async function suspected(): Promise<readonly { reason: string; contacts: readonly { id: string }[] }[]> {
  const query = '{ suspectedDuplicates { totalCount edges { node { reason contacts { id } } } } }';
  const { data } = await app.query<{ suspectedDuplicates: List<{ reason: string; contacts: readonly { id: string }[] }> }>(
    query,
    {},
    headers('VIEWER'),
  );
  expect(data?.suspectedDuplicates.totalCount).toBe(data?.suspectedDuplicates.edges.length);
  return data?.suspectedDuplicates.edges.map(({ node }) => node) ?? [];
}

const eventCount = async (): Promise<number> => (await log.store.readAll(log.viewer, { after: 'start', limit: 10_000 })).length;

describe('merging two contacts', () => {
  test('shows before what it comes to, writes nothing, and then comes to just that', async () => {
    const [one, other] = [await idOf(ann.email), await idOf(bea.email)];
    const before = { tables: await tables(app.testDatabase), events: await eventCount() };
    const shown = await merge(other, one, { dryRun: true });
    await app.settled();
    expect({ tables: await tables(app.testDatabase), events: await eventCount() }).toEqual(before);
    expect(shown).toMatchObject({ __typename: 'ContactSuccess', dryRun: true, contact: { id: one, mergedFrom: [other], name: ann.name } });
    const result = await merge(other, one);
    expect(result).toEqual({ ...shown, dryRun: false });
    expect(await look(one)).toEqual(result.contact);
    expect(await look(other)).toEqual(result.contact);
    await split(other, one);
  });

  test('is all that is known of either, read as one', async () => {
    const [one, other] = [await idOf(ann.email), await idOf(bea.email)];
    await merge(other, one);
    const her = await look(one);
    expect(uids(her?.bookings)).toEqual(['uid-both', 'uid-bea', 'uid-ann']);
    expect(her?.bookings.edges.map(({ node }) => node.contact.id)).toEqual([one, one, one]);
    expect(her?.conversations.totalCount).toBe(2);
    expect(her?.identifiers.filter(({ kind }) => kind === 'PHONE').map(({ value }) => value)).toEqual([ann.phone, bea.phone]);
    const query = '{ contacts { totalCount } contacts2: contacts(search: "mg.work") { edges { node { id } } } }';
    const { data } = await app.query<{ contacts: List<never>; contacts2: List<{ id: string }> }>(query, {}, headers('VIEWER'));
    expect(data?.contacts.totalCount).toBe(2);
    expect(data?.contacts2.edges.map(({ node }) => node.id)).toEqual([one]);
    await split(other, one);
  });

  test('goes by the channel of whichever was known first, in the list’s filter too', async () => {
    const [one, other] = [await idOf(iris.email), await idOf(ann.email)];
    const listed = async (channel: string) => {
      const query = 'query ($channel: [Channel!]) { contacts(filter: { channel: $channel }) { edges { node { id firstChannel } } } }';
      const { data } = await app.query<{ contacts: List<{ id: string; firstChannel: string }> }>(
        query,
        { channel: [channel] },
        headers('VIEWER'),
      );
      return data?.contacts.edges.map(({ node }) => node) ?? [];
    };
    const before = [await listed('WHATSAPP'), await listed('INSTAGRAM')];
    expect(before[1]).toEqual([{ id: one, firstChannel: 'INSTAGRAM' }]);
    await merge(other, one);
    expect((await listed('WHATSAPP')).find(({ id }) => id === one)).toEqual({ id: one, firstChannel: 'WHATSAPP' });
    expect(await listed('INSTAGRAM')).toEqual([]);
    await split(other, one);
    expect([await listed('WHATSAPP'), await listed('INSTAGRAM')]).toEqual(before);
  });

  test('is refused with a reason that staff understand', async () => {
    const [one, other, third] = [await idOf(ann.email), await idOf(bea.email), await idOf(iris.email)];
    const theirs = await idOf(ann.email, 'lotus');
    expect(await merge(one, one)).toMatchObject({
      __typename: 'IllegalState',
      code: 'ILLEGAL_STATE',
      message: expect.stringMatching(/into itself/),
    });
    await merge(other, one);
    expect(await merge(other, one)).toMatchObject({ __typename: 'IllegalState', message: expect.stringMatching(/one person already/) });
    expect(await merge(one, other, { dryRun: true })).toMatchObject({ __typename: 'IllegalState' });
    expect(await merge(other, third)).toMatchObject({ __typename: 'IllegalState', message: expect.stringMatching(/merge that one/) });
    expect(await merge(third, other)).toMatchObject({ __typename: 'IllegalState', message: expect.stringMatching(/merge into that one/) });
    expect(await split(third, one)).toMatchObject({ __typename: 'IllegalState', message: expect.stringMatching(/merged into nobody/) });
    expect(await split(other, third)).toMatchObject({ __typename: 'IllegalState', message: expect.stringMatching(/another one/) });
    await split(other, one);
    expect(await merge(theirs, one)).toMatchObject({ __typename: 'NotFound', code: 'NOT_FOUND' });
    const both = headers('STAFF', 'oshun', 'lotus');
    expect(await ask('mergeContacts', { from: theirs, into: one, reason: 'one name' }, both)).toMatchObject({
      __typename: 'InvalidInput',
      path: ['input', 'into'],
    });
    expect(await merge(one, other, { reason: '  ' })).toMatchObject({ __typename: 'InvalidInput', path: ['input', 'reason'] });
    for (const role of ['VIEWER', 'AUDITOR'])
      await expect(ask('mergeContacts', { from: one, into: other, reason: 'x' }, headers(role))).rejects.toThrow('FORBIDDEN');
  });

  test('by two members of staff in opposite directions is done once: the other is told', async () => {
    const [one, other] = [await idOf(ann.email), await idOf(bea.email)];
    for (let round = 0; round < 5; round++) {
      const results = await Promise.all([merge(one, other), merge(other, one)]);
      expect(results.map(({ __typename }) => __typename).sort()).toEqual(['ContactSuccess', 'IllegalState']);
      const into = results.find(({ contact }) => contact)?.contact?.id ?? '';
      await split(into === one ? other : one, into);
    }
  });
});

describe('suspected duplicates', () => {
  test('are a pair once, gone while the two are one person', async () => {
    const [one, other, third] = [await idOf(ann.email), await idOf(bea.email), await idOf(iris.email)];
    const before = await suspected();
    expect(before).toEqual([
      {
        reason: 'The e-mail address of the one came with a booking or message of the other.',
        contacts: [one, other].toSorted(byRawId).map((id) => ({ id })),
      },
    ]);
    await merge(other, one);
    expect(await suspected()).toEqual([]);
    await split(other, one);
    expect(await suspected()).toEqual(before);
    // Merged with somebody else, it is about whom people see.
    await merge(other, third);
    expect((await suspected()).map(({ contacts }) => contacts.map(({ id }) => id).toSorted())).toEqual([[one, third].toSorted()]);
    await split(other, third);
  });
});

const byRawId = (a: string, b: string): number =>
  Buffer.from(a, 'base64url').toString() < Buffer.from(b, 'base64url').toString() ? -1 : 1;

describe('splitting', () => {
  /** What tells of the merges themselves, and grows. */
  const told = ['journey_entry', 'contact_merge'];

  test('restores every row, byte for byte', async () => {
    const [one, other, third] = [await idOf(ann.email), await idOf(bea.email), await idOf(iris.email)];
    const before = await tables(app.testDatabase, told);
    await merge(other, one);
    await merge(one, third);
    await split(one, third);
    await split(other, one);
    await app.settled();
    expect(await tables(app.testDatabase, told)).toEqual(before);
  });

  test('leaves each with what has happened to her since', async () => {
    const [one, other] = [await idOf(ann.email), await idOf(bea.email)];
    await merge(other, one);
    await app.deliver(
      'oshun',
      calcomBody({ ...bea, uid: 'uid-since', createdAt: '2026-10-08T10:00:00.000Z', startsAt: '2026-11-20T15:00:00Z' }),
    );
    await app.settled();
    expect(uids((await look(one))?.bookings)).toContain('uid-since');
    const result = await split(other, one);
    expect(result).toMatchObject({ __typename: 'ContactSuccess', contact: { id: other, mergedFrom: [] } });
    expect(uids(result.contact?.bookings)).toEqual(['uid-since', 'uid-both', 'uid-bea']);
    expect(uids((await look(one))?.bookings)).toEqual(['uid-ann']);
    await app.deliver(
      'oshun',
      calcomBody({ ...bea, uid: 'uid-after', createdAt: '2026-10-09T10:00:00.000Z', startsAt: '2026-11-21T15:00:00Z' }),
    );
    await app.settled();
    expect(uids((await look(other))?.bookings)).toContain('uid-after');
    expect(uids((await look(one))?.bookings)).toEqual(['uid-ann']);
  });
});

describe('consents', () => {
  const say = (mutation: string, contactId: string, wording: string, more: object = {}) =>
    ask(mutation, { contactId, purpose: 'MARKETING', channel: 'WHATSAPP', wording, ...more });

  test('are recorded by staff, in her words, and shown at once', async () => {
    const id = await idOf(iris.email);
    expect((await say('recordConsent', id, 'yes please')).contact?.consents).toMatchObject([
      { channel: 'WHATSAPP', state: 'GIVEN', wording: 'yes please' },
    ]);
    const { contact, dryRun } = await say('withdrawConsent', id, 'no more', { channel: null });
    expect(dryRun).toBe(false);
    expect(contact?.consents).toMatchObject([
      { channel: null, state: 'WITHDRAWN', wording: 'no more' },
      { channel: 'WHATSAPP', state: 'GIVEN' },
    ]);
    expect((await look(id))?.consents).toEqual(contact?.consents);
    const { data } = await app.query<{ journey: { entries: List<{ summary: string; actor: string }> } }>(
      'query ($id: ID!) { journey(contactId: $id) { entries(last: 2) { totalCount edges { node { actor summary } } } } }',
      { id },
      headers('VIEWER'),
    );
    expect(data?.journey.entries.edges.map(({ node }) => node)).toEqual([
      { actor: 'staff:test', summary: 'Agreed to offers on WhatsApp: “yes please”.' },
      { actor: 'staff:test', summary: 'Wants no more offers on any channel: “no more”.' },
    ]);
  });

  test('of two who are one person count together: a withdrawal of the one holds for both', async () => {
    const [one, other] = [await idOf(ann.email), await idOf(bea.email)];
    await say('withdrawConsent', other, 'stop');
    await say('recordConsent', one, 'gladly');
    expect((await look(one))?.consents).toMatchObject([{ state: 'GIVEN' }]);
    expect((await merge(other, one)).contact?.consents).toMatchObject([{ channel: 'WHATSAPP', state: 'WITHDRAWN', wording: 'stop' }]);
    expect((await say('recordConsent', one, 'yes again')).contact?.consents).toMatchObject([{ state: 'GIVEN', wording: 'yes again' }]);
    await split(other, one);
    expect((await look(other))?.consents).toMatchObject([{ state: 'WITHDRAWN', wording: 'stop' }]);
    expect((await look(one))?.consents).toMatchObject([{ state: 'GIVEN', wording: 'yes again' }]);
  });

  test('take words, a member of staff, and a contact of her clinic', async () => {
    const id = await idOf(iris.email);
    expect(await say('recordConsent', id, '')).toMatchObject({ __typename: 'InvalidInput', path: ['input', 'wording'] });
    expect(await say('recordConsent', id, 'x'.repeat(2_001))).toMatchObject({ __typename: 'InvalidInput' });
    expect(await say('recordConsent', await idOf(ann.email, 'lotus'), 'yes')).toMatchObject({ __typename: 'NotFound' });
    await expect(ask('recordConsent', { contactId: id, purpose: 'MARKETING', wording: 'yes' }, headers('VIEWER'))).rejects.toThrow(
      'FORBIDDEN',
    );
  });
});

test('after all of it, every row is what its events come to', async () => {
  await app.settled();
  const { differences, events } = await verify({
    databaseUrl: app.testDatabase.url,
    store: log.store,
    codec: log.codec,
    models: readModels,
    signal: AbortSignal.timeout(60_000),
  });
  expect(differences).toEqual([]);
  expect(events).toBeGreaterThan(50);
});
