import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { calcomBody, personBody } from '../support/calcomBody.ts';
import { graphql } from './gql/gql.ts';
import type { PageQuery, PageQueryVariables } from './gql/graphql.ts';

const people = 25;
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  await Promise.all(
    Array.from({ length: people }, (_, k) => app.deliver('oshun', personBody(k, { channel: k % 2 === 0 ? 'whatsapp' : 'instagram' }))),
  );
  await app.deliver(
    'oshun',
    calcomBody({
      uid: 'uid-0',
      trigger: 'BOOKING_CANCELLED',
      status: 'CANCELLED',
      name: 'Person 0',
      email: 'person.0@example.com',
      phone: '+18765550000',
    }),
  );
  await app.deliver(
    'oshun',
    calcomBody({
      uid: 'uid-accents',
      name: 'Zoë Ann-Marie O’Brien',
      email: 'zoe.obrien@example.com',
      phone: '+18765559876',
      startsAt: '2026-12-01T15:00:00Z',
      type: 'hydrafacial',
    }),
  );
  await app.settled();
});
afterAll(() => app.close());

const page = graphql(`
  query Page($first: Int, $after: String, $last: Int, $before: String, $filter: BookingFilter) {
    bookings(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
      totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { cursor node { uid startsAt status } }
    }
  }
`);

const find = graphql(`query Find($search: String!) { contacts(search: $search, first: 5) { totalCount edges { node { name } } } }`);

type Bookings = PageQuery['bookings'];

async function read(variables: PageQueryVariables): Promise<Bookings> {
  const { data } = await app.query(page, variables);
  if (!data) throw new Error('no answer');
  return data.bookings;
}

/** Walks the whole list page by page, from its start or from its end. */
async function walk(size: number, way: 'forwards' | 'backwards'): Promise<string[]> {
  let seen: string[] = [];
  for (let at: string | null = null; ; ) {
    const bookings: Bookings = await read(way === 'forwards' ? { first: size, after: at } : { last: size, before: at });
    expect(bookings.totalCount).toBe(people + 1);
    const uids = bookings.edges.map(({ node }) => node.uid);
    seen = way === 'forwards' ? [...seen, ...uids] : [...uids, ...seen];
    const { hasNextPage, endCursor, hasPreviousPage, startCursor } = bookings.pageInfo;
    at = (way === 'forwards' ? endCursor : startCursor) ?? null;
    if (!(way === 'forwards' ? hasNextPage : hasPreviousPage)) return seen;
  }
}

describe('a list of bookings', () => {
  test('is complete and in order whatever the size of its pages, forwards and backwards', async () => {
    const whole = (await read({ first: 100 })).edges.map(({ node }) => node.uid);
    expect(whole).toHaveLength(people + 1);
    for (const size of [1, 7, 25, 26, 100]) {
      expect(await walk(size, 'forwards')).toEqual(whole);
      expect(await walk(size, 'backwards')).toEqual(whole);
    }
  });

  test.each([
    [{ status: ['CANCELLED' as const] }, 1],
    [{ channel: ['INSTAGRAM' as const] }, 12],
    [{ kind: 'TREATMENT' as const, procedure: 'hydrafacial' }, 1],
    [{ procedure: 'botox' }, people],
    [{ from: '2026-12-01T00:00:00Z' }, 1],
    [{ to: '2026-10-14T15:05:00Z' }, 5],
    [{ from: '2026-10-14T10:00:00-05:00', to: '2026-10-14T15:01:00Z' }, 1],
    [{ clinic: 'oshun', status: ['SCHEDULED' as const, 'CANCELLED' as const] }, people + 1],
  ])('filters by %j', async (filter, expected) => {
    const { data } = await app.query(page, { first: 100, filter });
    expect(data?.bookings.totalCount).toBe(expected);
    expect(data?.bookings.edges).toHaveLength(expected);
  });

  test.each([
    [{ first: 101 }, '`first` must be from 1 to 100; it is 101'],
    [{ last: 0 }, '`last` must be from 1 to 100; it is 0'],
    [{ first: 1, last: 1 }, 'ask for `first` or for `last`, not for both'],
    [{ after: 'rubbish' }, 'this is not a cursor of this list'],
    [{ filter: { from: 'tomorrow' } }, 'a DateTime is an ISO 8601 instant with its offset'],
    [{ filter: { from: '2026-10-14' } }, 'a DateTime is an ISO 8601 instant with its offset'],
  ])('says what is wrong with %j', async (variables, message) => {
    const { errors } = await app.query(page, variables);
    expect(errors?.[0]?.message).toContain(message);
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });
});

describe('a search for contacts', () => {
  test.each([
    ['zoe', 1],
    ['ZOË obr', 1],
    ['ann marie', 1],
    ['zoe.obrien@exa', 1],
    ['+1 (876) 555-9876', 1],
    ['876-555-9876', 1],
    ['5559876', 1],
    ['person', people],
    ['person 7', 1],
    ['oe', 0],
    ['%', 0],
    ["'; drop table contact; --", 0],
    ['zoe person', 0],
  ])('for %j finds %d', async (search, expected) => {
    expect((await app.query(find, { search })).data?.contacts.totalCount).toBe(expected);
  });
});

describe('the API', () => {
  test('takes a request of 1 MiB and refuses a larger one, announced or not', async () => {
    const most = JSON.stringify({ query: '{ __typename }', variables: { fill: '' } });
    const fill = JSON.stringify({ query: '{ __typename }', variables: { fill: 'x'.repeat(1_048_576 - most.length) } });
    const send = async (body: string, announced: boolean) => {
      const { request } = await import('node:http');
      return new Promise<number | undefined>((resolve, reject) => {
        const headers = { 'content-type': 'application/json', ...(announced ? {} : { 'transfer-encoding': 'chunked' }) };
        const sent = request(`${app.url}/graphql`, { method: 'POST', headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        sent.on('error', reject);
        sent.end(body);
      });
    };
    for (const announced of [true, false]) {
      expect(await send(most, announced)).toBe(200);
      expect(await send(fill, announced)).toBe(200);
      expect(await send(`${fill} `, announced)).toBe(413);
    }
  });

  test('finds a thing again by its id, with the type that it has', async () => {
    const { data } = await app.query<{ bookings: { edges: { node: { id: string; contact: { id: string } } }[] }; clinic: { id: string } }>(
      '{ bookings(first: 1) { edges { node { id contact { id } } } } clinic(slug: "oshun") { id } }',
    );
    const node = data?.bookings.edges[0]?.node;
    for (const [id, type] of [
      [node?.id, 'Booking'],
      [node?.contact.id, 'Contact'],
      [data?.clinic.id, 'Clinic'],
    ] as const) {
      expect((await app.query('query ($id: ID!) { node(id: $id) { __typename id } }', { id })).data).toEqual({
        node: { __typename: type, id },
      });
    }
    for (const id of [
      '',
      'x',
      Buffer.from('Booking:oshun.nothing').toString('base64url'),
      Buffer.from('Secret:oshun.').toString('base64url'),
    ]) {
      expect((await app.query('query ($id: ID!) { node(id: $id) { id } }', { id })).data).toEqual({ node: null });
    }
  });

  test.each([
    [
      'too deep',
      `{ bookings { edges { node { contact { bookings { edges { node { contact { bookings { edges { node { contact { bookings { totalCount } } } } } } } } } } } } } }`,
      'too deep',
    ],
    [
      'too expensive',
      `{ bookings(first: 100) { edges { node { contact { bookings(first: 100) { edges { node { id uid status } } } } } } } }`,
      'too expensive',
    ],
    [
      'with too many aliases',
      `{ ${Array.from({ length: 16 }, (_, k) => `a${k}: clinics { slug }`).join(' ')} }`,
      '16 aliases, and 15 are the most',
    ],
  ])('refuses a query that is %s, and says so', async (_name, query, message) => {
    const { data, errors } = await app.query(query);
    expect(data ?? null).toBeNull();
    expect(errors?.[0]?.message).toContain(message);
    expect(errors?.[0]?.extensions?.code).toBe('COST_EXCEEDED');
  });

  test('refuses a document of endless words', async () => {
    const { errors } = await app.query(`{ ${'clinics { slug } '.repeat(1_000)} }`);
    expect(errors?.[0]?.message).toContain('longer than 2000 tokens');
    expect(errors?.[0]?.extensions?.code).toBe('COST_EXCEEDED');
  });

  test('takes the largest page that a front-end asks for', async () => {
    const { data, errors } = await app.query<{ bookings: { edges: unknown[] } }>(
      `{ bookings(first: 100) { totalCount edges { node { id uid seatUid status kind version startsAt endsAt timeZone procedure { slug name } practitioner location channel matchedBy contact { id name phone email firstChannel createdAt } } } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data?.bookings.edges).toHaveLength(people + 1);
  });

  test.each([
    ['a syntax error', '{ bookings('],
    ['an unknown field', '{ secrets }'],
    ['an argument of the wrong kind', '{ bookings(first: "ten") { totalCount } }'],
  ])('calls %s bad input', async (_name, query) => {
    expect((await app.query(query)).errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });

  test('leads a browser from / to GraphiQL, opened on a first query that works', async () => {
    const root = await fetch(app.url, { redirect: 'manual' });
    expect([root.status, root.headers.get('location')]).toEqual([302, '/graphql']);
    const html = await (await fetch(`${app.url}/graphql`, { headers: { accept: 'text/html' } })).text();
    expect(html).toContain('query Bookings');
  });

  test.each([
    ['host', { host: 'clinic.example.com' }],
    ['origin', { origin: 'https://evil.example.com' }],
  ])('answers no foreign %s in development mode, webhooks aside', async (_name, headers) => {
    const { request } = await import('node:http');
    const status = (path: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        request(`${app.url}${path}`, { headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end();
      });
    expect(await status('/graphql?query={clinics{slug}}')).toBe(403);
    expect(await status('/healthz')).toBe(200);
  });
});
