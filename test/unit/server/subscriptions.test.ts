import { buildSchema, GraphQLError, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { ClinicSlug } from '../../../src/domain/ids.ts';
import type { Viewer } from '../../../src/domain/viewer.ts';
import { createSharedSubscribe } from '../../../src/server/subscriptions.ts';

/** A feed of three frames, and a count of how often a frame's field was executed. */
function world() {
  const frames = ['1', '2', '3'].map((cursor) => ({ cursor }));
  let executed = 0;
  const schema = buildSchema(
    'type Query { a: Int } type Frame { cursor: String! work: Int! } type Subscription { feed(after: String, kind: String): Frame! }',
  );
  const fields = schema.getSubscriptionType()?.getFields();
  if (fields?.feed) {
    fields.feed.subscribe = async function* () {
      yield frames.slice(0, 2);
      yield frames.slice(2);
    };
    fields.feed.resolve = (frame: unknown) => frame;
  }
  const type = schema.getType('Frame');
  if (type && 'getFields' in type) {
    const work = type.getFields().work;
    if (work && 'resolve' in work) work.resolve = () => ++executed;
  }
  const subscribe = createSharedSubscribe(
    () => ({}),
    (error) => new GraphQLError(String(error)),
  );
  return { schema, subscribe, count: () => executed };
}

const viewerOf = (subject: string, ...clinics: string[]): Viewer => ({ subject, clinics: clinics as ClinicSlug[], roles: ['STAFF'] }); // the names are slugs
const document = parse('subscription ($after: String, $kind: String) { feed(after: $after, kind: $kind) { cursor work } }');

async function readAll(
  { schema, subscribe }: ReturnType<typeof world>,
  viewer: Viewer,
  variableValues = {},
  asked = document,
): Promise<unknown[]> {
  const results = await subscribe({ schema, document: asked, variableValues }, { viewer, lastEventId: null }, () => {});
  if (!(Symbol.asyncIterator in results)) throw new Error('no stream');
  const all: unknown[] = [];
  for await (const one of results) all.push(one.data);
  return all;
}

describe('equal subscriptions', () => {
  test('are executed once a frame for viewers who see the same', async () => {
    const it = world();
    const all = await Promise.all(['a', 'b', 'c'].map((name) => readAll(it, viewerOf(name, 'oshun'))));
    expect(it.count()).toBe(3);
    expect(all[0]).toEqual(all[2]);
  });

  test('are shared by those who came at different cursors', async () => {
    const it = world();
    await Promise.all([readAll(it, viewerOf('a', 'oshun'), { after: '0' }), readAll(it, viewerOf('b', 'oshun'), { after: '1' })]);
    expect(it.count()).toBe(3);
  });

  test.each([
    ['of another clinic', viewerOf('b', 'lotus'), {}, document],
    ['of more clinics', viewerOf('b', 'oshun', 'lotus'), {}, document],
    ['with another role', { ...viewerOf('b', 'oshun'), roles: ['AUDITOR'] } as Viewer, {}, document],
    ['with another filter', viewerOf('b', 'oshun'), { kind: 'x' }, document],
    ['with another document', viewerOf('b', 'oshun'), {}, parse('subscription { feed { work } }')],
  ])('are never shared with a viewer %s', async (_name, other, variables, asked) => {
    const it = world();
    await Promise.all([readAll(it, viewerOf('a', 'oshun')), readAll(it, other, variables, asked)]);
    expect(it.count()).toBe(6);
  });
});
