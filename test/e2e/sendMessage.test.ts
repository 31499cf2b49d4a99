import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { as, authenticateByHeaders } from '../support/app.ts';
import type { ChatwootConversation } from '../support/chatwoot/model.ts';
import { type ClinicWithChatwoot, startClinicWithChatwoot } from '../support/clinicWithChatwoot.ts';
import { graphql } from './gql/gql.ts';

let clinic: ClinicWithChatwoot;
let conversation: ChatwootConversation;
let conversationId: string;
beforeEach(async () => {
  clinic = await startClinicWithChatwoot({ authenticate: authenticateByHeaders });
  conversation = clinic.newcomer(1, 'How much is Botox?');
  await clinic.pass(1);
  conversationId = (await seen())?.id ?? '';
});
afterEach(() => clinic.close());

const headers = (role: string, clinics = 'oshun'): Record<string, string> => ({ ...as(clinics), 'x-test-roles': role });

const look = graphql(`
  query LookAtOne {
    conversations(first: 1) { edges { node { id owner messages(first: 20) { edges { node { id author text status externalId } } } } } }
  }
`);

async function seen() {
  const { data } = await clinic.app.query(look, {}, headers('VIEWER'));
  const node = data?.conversations.edges[0]?.node;
  return node && { ...node, messages: node.messages.edges.map(({ node: message }) => message) };
}

const sendMessage = graphql(`
  mutation SendMessage($input: SendMessageInput!) {
    sendMessage(input: $input) {
      __typename
      ... on SendMessageSuccess { message { id author text status } }
      ... on Error { because: message code }
      ... on InvalidInput { path }
    }
  }
`);

async function send(text: string, role = 'STAFF', of = 'oshun', id = conversationId, more: Readonly<Record<string, string>> = {}) {
  const { data, errors } = await clinic.app.query(sendMessage, { input: { conversationId: id, text } }, { ...headers(role, of), ...more });
  const answer = data?.sendMessage;
  const message = answer?.__typename === 'SendMessageSuccess' ? answer.message : null;
  return { ...answer, message, forbidden: errors?.[0]?.extensions?.code };
}

const handOff = graphql(`
  mutation HandOff($input: ConversationInput!) {
    handOffToHuman(input: $input) { __typename ... on ConversationSuccess { conversation { owner } } ... on Error { code } }
  }
`);
const resume = graphql(`
  mutation Resume($input: ConversationInput!) {
    resumeAssistant(input: $input) { __typename ... on ConversationSuccess { conversation { owner } } ... on Error { code } }
  }
`);

describe('a message of staff', () => {
  test('reaches her once, is shown as sent and delivered, and keeps the machine silent', async () => {
    const { pass, read, chatwoot, clock } = clinic;
    const sent = await send('Hi Keisha, Renee here. From 45,000.');
    expect(sent).toMatchObject({ __typename: 'SendMessageSuccess', message: { author: 'STAFF', status: 'REQUESTED' } });
    await pass(60);
    expect(read()).toEqual(['Hi Keisha, Renee here. From 45,000.']);
    const [message] = chatwoot.delivered;
    if (message) chatwoot.account.changeMessage(message, { status: 'delivered' });
    await pass(1);
    expect(await seen()).toMatchObject({
      owner: 'STAFF',
      messages: [{ author: 'STAFF', status: 'DELIVERED', externalId: String(message?.id) }, { author: 'PATIENT' }],
    });
    chatwoot.account.addMessage(conversation, { content: 'Great, Tuesday please' });
    await pass(3_600);
    expect(read()).toHaveLength(1);
    // The clinic's pause is over: the next message is the assistant's.
    await clock.runUntil(new Date(clock.now().getTime() + 8 * 3_600_000));
    chatwoot.account.addMessage(conversation, { content: 'Are you there?' });
    await pass(60);
    expect(read()).toHaveLength(2);
  });

  test('whose answer was lost is asked for again by its key, goes out once, and is answered as it stands', async () => {
    const { pass, read } = clinic;
    const again = (text: string) => send(text, 'STAFF', 'oshun', conversationId, { 'idempotency-key': '"8e03978e"' });
    const [first, doubled] = await Promise.all([again('From 45,000.'), again('From 45,000.')]);
    await pass(60);
    const later = await again('From 45,000.');
    const messages = [first, doubled, later].map(({ message }) => message);
    expect(messages).toMatchObject([{ status: 'REQUESTED' }, { status: 'REQUESTED' }, { status: 'SENT' }]);
    expect(new Set(messages.map((message) => message?.id)).size).toBe(1);
    expect(await again('From 54,000.')).toMatchObject({ __typename: 'InvalidInput', path: ['input', 'text'] });
    await pass(60);
    expect(read()).toEqual(['From 45,000.']);
    // Without a key, and by another, it is another message.
    await send('From 45,000.');
    await send('From 45,000.', 'STAFF', 'oshun', conversationId, { 'idempotency-key': 'another' });
    await pass(60);
    expect(read()).toHaveLength(3);
  });

  test('of two in one request by one key are two', async () => {
    const two =
      'mutation ($one: SendMessageInput!, $two: SendMessageInput!) { one: sendMessage(input: $one) { __typename } two: sendMessage(input: $two) { __typename } }';
    const variables = { one: { conversationId, text: 'Hi Keisha' }, two: { conversationId, text: 'It is Renee.' } };
    for (let asked = 0; asked < 2; asked += 1) await clinic.app.query(two, variables, { ...headers('STAFF'), 'idempotency-key': 'both' });
    await clinic.pass(60);
    expect(clinic.read()).toEqual(['Hi Keisha', 'It is Renee.']);
  });

  test('is refused with the reason where nothing can go out, and leaves no trace', async () => {
    const { pass, read, chatwoot } = clinic;
    chatwoot.account.addMessage(conversation, { content: 'STOP' });
    await pass(60);
    const before = (await seen())?.messages.length;
    const told = read();
    const refused = await send('Only a question');
    expect(refused).toMatchObject({
      __typename: 'IllegalState',
      code: 'ILLEGAL_STATE',
      because: 'This reply message is not sent since she opted out on WhatsApp.',
    });
    await pass(60);
    expect([read(), (await seen())?.messages.length]).toEqual([told, before]);
  });

  test('takes a role, a conversation that is seen, and words', async () => {
    expect(await send('Hello', 'VIEWER')).toMatchObject({ forbidden: 'FORBIDDEN' });
    expect(await send('Hello', 'AUDITOR')).toMatchObject({ forbidden: 'FORBIDDEN' });
    expect(await send('Hello', 'STAFF', 'lotus')).toMatchObject({ __typename: 'NotFound' });
    const unknown = Buffer.from('Conversation:oshun.00000000-0000-4000-8000-000000000001').toString('base64url');
    expect(await send('Hello', 'ADMIN', 'oshun', unknown)).toMatchObject({ __typename: 'NotFound' });
    expect(await send('  ')).toMatchObject({ __typename: 'InvalidInput', path: ['input', 'text'] });
    await clinic.pass(0);
    expect(clinic.read()).toEqual([]);
  });
});

const tasks = graphql(`
  query HandOffTasks {
    staffTasks(first: 10, open: true) { edges { node { kind reason contact { name } } } }
  }
`);

async function openTasks() {
  const { data } = await clinic.app.query(tasks, {}, headers('VIEWER'));
  return data?.staffTasks.edges.map(({ node }) => node) ?? [];
}

describe('a conversation that is handed over', () => {
  test('to staff is on their list, once for as long as they have it', async () => {
    const ask = (document: string) => clinic.app.query(document, { input: { conversationId } }, headers('STAFF'));
    await ask(`${handOff}`);
    await ask(`${handOff}`);
    await clinic.pass(1);
    expect(await openTasks()).toMatchObject([{ kind: 'HAND_OFF', reason: 'A member of staff gave a conversation to a person.' }]);
    await ask(`${resume}`);
    await ask(`${handOff}`);
    await clinic.pass(1);
    expect(await openTasks()).toHaveLength(2);
  });

  test('by who writes in it already is on no list: she has it', async () => {
    await send('Hi Keisha, Renee here.');
    await clinic.app.query(handOff, { input: { conversationId } }, headers('STAFF'));
    await clinic.pass(1);
    expect([await openTasks(), (await seen())?.owner]).toEqual([[], 'STAFF']);
  });

  test('to staff is theirs until it is given back, and the machine is silent meanwhile', async () => {
    const { app, pass, read, chatwoot } = clinic;
    const asStaff = headers('STAFF');
    const handed = await app.query(handOff, { input: { conversationId, reason: 'She asks for Renee' } }, asStaff);
    expect(handed.data?.handOffToHuman).toMatchObject({ __typename: 'ConversationSuccess', conversation: { owner: 'STAFF' } });
    await pass(5 * 3_600);
    chatwoot.account.addMessage(conversation, { content: 'Hello?' });
    await pass(60);
    expect([read(), (await seen())?.owner]).toEqual([[], 'STAFF']);
    const back = await app.query(resume, { input: { conversationId } }, asStaff);
    expect(back.data?.resumeAssistant).toMatchObject({ __typename: 'ConversationSuccess', conversation: { owner: 'ASSISTANT' } });
    chatwoot.account.addMessage(conversation, { content: 'Anybody?' });
    await pass(60);
    expect(read()).toHaveLength(1);
  });

  test('takes a role, and a conversation that is seen', async () => {
    const input = { conversationId };
    const forbidden = await clinic.app.query(handOff, { input }, headers('VIEWER'));
    expect(forbidden.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    const foreign = await clinic.app.query(resume, { input }, headers('ADMIN', 'lotus'));
    expect(foreign.data?.resumeAssistant).toMatchObject({ __typename: 'NotFound', code: 'NOT_FOUND' });
  });
});
