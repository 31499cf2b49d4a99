import {
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { roles } from '../../src/domain/viewer.ts';
import { accessOf, holders } from '../../src/schema/access.ts';
import { schema } from '../../src/schema/schema.ts';
import { as, authenticateByHeaders, startTestApp, type TestApp } from '../support/app.ts';
import { calcomBody } from '../support/calcomBody.ts';
import { chatwootMessage } from '../support/chatwoot/bodies.ts';

/** Found in everything of lotus, and in nothing of iris. */
const mark = 'Lotusflower';
let app: TestApp;
const ids: Record<string, string> = {};

beforeAll(async () => {
  app = await startTestApp({ clinics: ['iris', 'lotus'], authenticate: authenticateByHeaders });
  await app.deliver('lotus', calcomBody({ uid: `uid-${mark}`, name: mark, email: `${mark}@example.com`, more: { location: mark } }));
  await app.deliver('lotus', 'false');
  await app.deliverChatwoot('lotus', chatwootMessage({ name: `${mark} Lead`, content: mark }));
  await app.settled();
  const { data } = await app.query<{
    bookings: { edges: { node: { id: string; contact: { id: string } } }[] };
    conversations: { edges: { node: { id: string; messages: { edges: { node: { id: string } }[] } } }[] };
    deliveries: { edges: { node: { id: string } }[] };
  }>(
    `{ bookings { edges { node { id contact { id } } } } deliveries(status: PARKED) { edges { node { id } } }
       conversations { edges { node { id messages { edges { node { id } } } } } } }`,
    {},
    as('lotus'),
  );
  const conversation = data?.conversations.edges[0]?.node;
  ids.conversation = conversation?.id ?? '';
  ids.message = conversation?.messages.edges[0]?.node.id ?? '';
  ids.booking = data?.bookings.edges[0]?.node.id ?? '';
  ids.contact = data?.bookings.edges[0]?.node.contact.id ?? '';
  ids.delivery = data?.deliveries.edges[0]?.node.id ?? '';
});
afterAll(() => app.close());

/** A value of lotus for an argument: by its name where that says what it names, else the plainest of its type. */
function valueFor(name: string, type: GraphQLInputType, id: string): unknown {
  if (isNonNullType(type)) return valueFor(name, type.ofType, id);
  if (isListType(type)) return [valueFor(name, type.ofType, id)];
  if (isInputObjectType(type))
    return Object.fromEntries(
      Object.values(type.getFields()).flatMap((field) =>
        isNonNullType(field.type) || /clinic|Id$/.test(field.name) ? [[field.name, valueFor(field.name, field.type, id)]] : [],
      ),
    );
  if (isEnumType(type)) return type.getValues()[0]?.value;
  if (type.name === 'ID')
    return { contactId: ids.contact, deliveryId: ids.delivery, bookingId: ids.booking, conversationId: ids.conversation }[name] ?? id;
  if (name === 'clinic' || name === 'slug') return 'lotus';
  if (name === 'uid') return `uid-${mark}`;
  if (name === 'search') return mark;
  if (name === 'from') return '2020-01-01T00:00:00Z';
  return { Int: 5, Float: 1, Boolean: false, DateTime: '2026-10-14T00:00:00Z' }[type.name] ?? '';
}

type Role = (typeof roles)[number];

/** Everything that a role may ask of a type, some levels deep and as long as no type comes again; empty for a leaf. */
function selection(type: GraphQLOutputType, role: Role, above: readonly GraphQLNamedType[] = []): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  return isObjectType(named) && above.length < 5 && !above.includes(named)
    ? `{ ${fieldsOf(named, role, above).join(' ')} }`
    : '{ __typename }';
}

/** The same of a field that is asked for itself, in several questions: a question may only be so broad, and the types of a union contradict each other. */
function selections(type: GraphQLOutputType, role: Role): readonly string[] {
  const named = getNamedType(type);
  if (isLeafType(named)) return [''];
  if (isObjectType(named)) return fieldsOf(named, role, []).map((asked) => `{ ${asked} }`);
  return schema
    .getPossibleTypes(named)
    .flatMap((one) => fieldsOf(one, role, []).map((asked) => `{ __typename ... on ${one.name} { ${asked} } }`));
}

const mayUse = (role: Role, type: string, field: string): boolean => holders[accessOf(type, field) ?? 'admin'].includes(role);

function fieldsOf(type: GraphQLObjectType, role: Role, above: readonly GraphQLNamedType[]): readonly string[] {
  const usable = Object.values(type.getFields()).filter(
    ({ name, args }) => mayUse(role, type.name, name) && !args.some((arg) => isNonNullType(arg.type)),
  );
  const [leaves, others] = [
    usable.filter((one) => isLeafType(getNamedType(one.type))),
    usable.filter((one) => !isLeafType(getNamedType(one.type))),
  ];
  // One of each list is enough.
  const whole = others.map(
    ({ name, args, type: of }) =>
      `${name}${args.some((arg) => arg.name === 'first') ? '(first: 1)' : ''} ${selection(of, role, [...above, type])}`,
  );
  return [['__typename', ...leaves.map(({ name }) => name)].join(' '), ...whole];
}

const operations = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
  Object.values(type?.getFields() ?? {}).map((field) => ({
    name: `${type?.name}.${field.name}`,
    operation: type === schema.getMutationType() ? 'mutation' : 'query',
    type: type?.name ?? '',
    field,
  })),
);

/** Asks everything that the role may ask of a field; one answer for each type that it may give. */
function ask({ operation, field }: (typeof operations)[number], id: string, clinic: string, role: Role) {
  // One way of asking at a time where a field takes several (booking: by id or by uid; journey: as of or at), and no cursors.
  const args = field.args.filter(({ name }) => !['uid', 'seatUid', 'last', 'after', 'before', 'status', 'asOf', 'at'].includes(name));
  const inParentheses = (texts: readonly string[]): string => (texts.length === 0 ? '' : `(${texts.join(', ')})`);
  const declared = inParentheses(args.map(({ name, type }) => `$${name}: ${type}`));
  const given = inParentheses(args.map(({ name }) => `${name}: $${name}`));
  const variables = Object.fromEntries(args.map(({ name, type }) => [name, valueFor(name, type, id)]));
  return Promise.all(
    selections(field.type, role).map((asked) =>
      app.query(`${operation} Ask${declared} { ${field.name}${given} ${asked} }`, variables, { ...as(clinic), 'x-test-roles': role }),
    ),
  );
}

const codesOf = (answers: Awaited<ReturnType<typeof ask>>): readonly (string | undefined)[] => [
  ...new Set(answers.flatMap(({ errors }) => errors?.map(({ extensions }) => extensions?.code) ?? [])),
];

describe.each(operations)('$name', (one) => {
  const everyId = (): readonly string[] => [ids.booking, ids.contact, ids.delivery, ids.conversation, ids.message].map((id) => id ?? '');
  const asTold = (role: Role): readonly string[] => (mayUse(role, one.type, one.field.name) ? [] : ['FORBIDDEN']);

  test.each(roles.map((role) => ({ role })))('shows $role of another clinic nothing of this one', async ({ role }) => {
    for (const id of everyId()) {
      const answers = await ask(one, id, 'iris', role);
      expect(JSON.stringify(answers)).not.toContain(mark);
      expect(codesOf(answers), JSON.stringify(answers)).toEqual(asTold(role));
    }
  });

  test.each(roles.map((role) => ({ role })))('lets $role of this clinic through, or says which role it takes', async ({ role }) => {
    for (const id of everyId()) {
      const answers = await ask(one, id, 'lotus', role);
      expect(codesOf(answers), JSON.stringify(answers)).toEqual(asTold(role));
    }
  });
});

test('the questions of this matrix do find what they look for, when it is one’s own', async () => {
  const found = new Set<string>();
  for (const one of operations) {
    for (const id of [ids.booking ?? '', ids.contact ?? '', ids.conversation ?? '']) {
      if (JSON.stringify(await ask(one, id, 'lotus', 'ADMIN')).includes(mark)) found.add(one.field.name);
    }
  }
  expect([...found].sort()).toEqual([
    'booking',
    'bookings',
    'completeBooking',
    'contact',
    'contacts',
    'conversations',
    'handOffToHuman',
    'journey',
    'markNoShow',
    'node',
    'resumeAssistant',
  ]);
});
