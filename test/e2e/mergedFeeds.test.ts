import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { follow, startTestApp, type TestApp } from '../support/app.ts';
import { calcomBody } from '../support/calcomBody.ts';
import { chatwootMessage } from '../support/chatwoot/bodies.ts';

const ann = { name: 'Marva Grant', email: 'marva.grant@example.com', phone: '+18765550101' };
const bea = { name: 'M. Grant', email: 'mg.work@example.com', phone: '+18765550102' };
const iris = { name: 'Iris Stewart', email: 'iris.stewart@example.com', phone: '+18765550103' };

let app: TestApp;
const ids: Record<'ann' | 'bea' | 'iris', string> = { ann: '', bea: '', iris: '' };

beforeAll(async () => {
  app = await startTestApp();
  let day = 14;
  for (const [name, person] of Object.entries({ ann, bea, iris })) {
    await app.deliver('oshun', calcomBody({ ...person, uid: `uid-${name}`, startsAt: `2026-10-${day++}T15:00:00Z` }));
    const { name: called, phone } = person;
    await app.deliverChatwoot('oshun', chatwootMessage({ person: day, name: called, phone }));
  }
  await app.settled();
  for (const [name, { email }] of Object.entries({ ann, bea, iris })) {
    const { data } = await app.query<{ contacts: { edges: { node: { id: string } }[] } }>(
      'query ($search: String!) { contacts(search: $search) { edges { node { id } } } }',
      { search: email },
    );
    ids[name as keyof typeof ids] = data?.contacts.edges[0]?.node.id ?? ''; // one of the three above
  }
});
afterAll(() => app.close());

async function ask(mutation: 'mergeContacts' | 'splitContacts', input: object): Promise<void> {
  const type = mutation === 'mergeContacts' ? 'MergeContactsInput' : 'SplitContactsInput';
  const { data } = await app.query(`mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename ... on Error { message } } }`, {
    input: { ...input, reason: 'because' },
  });
  expect(data).toEqual({ [mutation]: { __typename: 'ContactSuccess' } });
  await app.settled();
}

let bookings = 0;
/** Another booking of somebody's, and its uid. */
async function book(person: typeof ann): Promise<string> {
  const uid = `uid-more-${bookings++}`;
  await app.deliver('oshun', calcomBody({ ...person, uid, startsAt: `2026-12-${10 + bookings}T15:00:00Z` }));
  await app.settled();
  return uid;
}

interface Told {
  readonly __typename: string;
  readonly cursor: string;
  readonly entry?: { readonly type: string; readonly stream: string; readonly actor: string };
  readonly journey?: { readonly contact: { readonly id: string }; readonly bookings: readonly { readonly uid: string }[] };
  readonly kind?: string;
  readonly left?: boolean;
  readonly booking?: { readonly uid: string; readonly contact: { readonly id: string } };
  readonly conversation?: { readonly contact: { readonly id: string } };
}

const marks = ['FeedReady', 'FeedHeartbeat'];

/** What follows from it by our own processes has tests of its own. */
const isNews = ({ __typename, entry }: Told): boolean => !marks.includes(__typename) && entry?.actor !== 'system';

/** Follows a feed from now on, or from a cursor. */
async function listen(feed: string, fields: string, variables: Readonly<Record<string, string | null>>) {
  const asks = feed === 'journeyFeed' ? 'contactId: $id, after: $after' : 'filter: { contactId: $id }, after: $after';
  const query = `subscription ($id: ID${feed === 'journeyFeed' ? '!' : ''}, $after: Cursor) { ${feed}(${asks}) { __typename ... on FeedFrame { cursor } ${fields} } }`;
  const followed = follow<Readonly<Record<string, Told>>>(app.socket(), { query, variables });
  await followed.until((results) => results.some((result) => result[feed]?.__typename === 'FeedReady'));
  return {
    ...followed,
    told: (): readonly Told[] => followed.results.flatMap((result) => result[feed] ?? []).filter(isNews),
    upTo: (count: number) => followed.until((results) => results.flatMap((result) => result[feed] ?? []).filter(isNews).length >= count),
  };
}

const journeyFields = '... on JourneyAdvanced { entry { type stream actor } journey { contact { id } bookings { uid } } }';

describe('the feed of a journey', () => {
  test('tells a merge and a split to both, and in between what happens to either; whoever resumes hears the same', async () => {
    const [anns, beas] = await Promise.all([ids.ann, ids.bea].map((id) => listen('journeyFeed', journeyFields, { id })));
    if (!anns || !beas) throw new Error('nobody follows');
    const start = (await listen('journeyFeed', journeyFields, { id: ids.ann })).results[0]?.journeyFeed?.cursor ?? null;
    await book(bea);
    await ask('mergeContacts', { from: ids.bea, into: ids.ann });
    const between = await book(bea);
    await ask('splitContacts', { contact: ids.bea, from: ids.ann });
    await book(bea);
    const own = await book(ann);
    const types = ['ContactsMerged', 'BookingScheduled', 'ContactsSplit', 'BookingScheduled'];
    await anns.upTo(4);
    await beas.upTo(5);
    expect(anns.told().map(({ entry }) => entry?.type)).toEqual(types);
    expect(beas.told().map(({ entry }) => entry?.type)).toEqual(['BookingScheduled', ...types]);
    // Each frame shows the journey of the one who is followed, as it stood then.
    expect(anns.told().map(({ journey }) => journey?.contact.id)).toEqual([ids.ann, ids.ann, ids.ann, ids.ann]);
    expect(beas.told().map(({ journey }) => journey?.contact.id)).toEqual([ids.bea, ids.ann, ids.ann, ids.bea, ids.bea]);
    expect(anns.told()[1]?.journey?.bookings.map(({ uid }) => uid)).toContain(between);
    expect(anns.told()[2]?.journey?.bookings.map(({ uid }) => uid)).toEqual(['uid-ann']);
    expect(anns.told()[3]?.journey?.bookings.map(({ uid }) => uid)).toContain(own);
    for (const [index, { cursor }] of [{ cursor: start }, ...anns.told()].entries()) {
      const resumed = await listen('journeyFeed', journeyFields, { id: ids.ann, after: cursor });
      expect(resumed.told()).toEqual(anns.told().slice(index));
    }
  });
});

describe('the feed of bookings', () => {
  const fields = '... on BookingChanged { kind left booking { uid contact { id } } }';
  const seen = ({ kind, left, booking }: Told): string => `${kind}${left ? ' left' : ''} ${booking?.uid}`;

  test('of one contact tells which bookings come to her with a merge, and which go with a split', async () => {
    const [anns, irises, everybodys] = await Promise.all([ids.ann, ids.iris, null].map((id) => listen('bookingFeed', fields, { id })));
    if (!anns || !irises || !everybodys) throw new Error('nobody follows');
    const hers = (await bookingsOf(ids.ann)).map((uid) => uid);
    await ask('mergeContacts', { from: ids.iris, into: ids.ann });
    const both = [...hers, 'uid-iris'].map((uid) => `UPDATED ${uid}`).toSorted();
    await anns.upTo(both.length);
    expect(anns.told().map(seen).toSorted()).toEqual(both);
    expect(new Set(anns.told().map(({ booking }) => booking?.contact.id))).toEqual(new Set([ids.ann]));
    await irises.upTo(both.length);
    expect(irises.told().map(seen).toSorted()).toEqual(both);
    const between = await book(iris);
    await anns.upTo(both.length + 1);
    await ask('splitContacts', { contact: ids.iris, from: ids.ann });
    const after = await book(iris);
    await irises.upTo(2 * both.length + 3);
    const parted = (theirs: readonly string[], others: readonly string[]): readonly string[] =>
      [...theirs.map((uid) => `UPDATED ${uid}`), ...others.map((uid) => `UPDATED left ${uid}`)].toSorted();
    const [irisAlone, annAlone] = [['uid-iris', between], hers];
    await anns.upTo(2 * both.length + 2);
    expect(
      anns
        .told()
        .slice(both.length + 1)
        .map(seen)
        .toSorted(),
    ).toEqual(parted(annAlone, irisAlone));
    expect(
      irises
        .told()
        .slice(both.length + 1, -1)
        .map(seen)
        .toSorted(),
    ).toEqual(parted(irisAlone, annAlone));
    expect(irises.told().at(-1)).toMatchObject({ kind: 'SCHEDULED', booking: { uid: after } });
    // Who follows all of them hears that their contact is another.
    await everybodys.upTo(2 * both.length + 3);
    expect(everybodys.told().filter(({ left }) => left)).toEqual([]);
    const middle = everybodys.told()[1]?.cursor ?? null;
    expect((await listen('bookingFeed', fields, { id: null, after: middle })).told().map(seen)).toEqual(
      everybodys.told().slice(2).map(seen),
    );
    for (const [index, { cursor }] of anns.told().entries())
      expect((await listen('bookingFeed', fields, { id: ids.ann, after: cursor })).told().map(seen)).toEqual(
        anns
          .told()
          .slice(index + 1)
          .map(seen),
      );
  });
});

async function bookingsOf(id: string): Promise<readonly string[]> {
  const { data } = await app.query<{ contact: { bookings: { edges: { node: { uid: string } }[] } } }>(
    'query ($id: ID!) { contact(id: $id) { bookings(first: 100) { edges { node { uid } } } } }',
    { id },
  );
  return data?.contact.bookings.edges.map(({ node }) => node.uid) ?? [];
}

describe('the feed of conversations', () => {
  test('of one contact lets those of a merged contact in, and go', async () => {
    const anns = await listen('conversationFeed', '... on ConversationChanged { left conversation { contact { id } } }', { id: ids.ann });
    await ask('mergeContacts', { from: ids.bea, into: ids.ann });
    await anns.upTo(2);
    expect(anns.told()).toMatchObject(Array(2).fill({ left: false, conversation: { contact: { id: ids.ann } } }));
    await ask('splitContacts', { contact: ids.bea, from: ids.ann });
    await anns.upTo(4);
    expect(
      anns
        .told()
        .slice(2)
        .map(({ left }) => left)
        .toSorted(),
    ).toEqual([false, true]);
  });
});
