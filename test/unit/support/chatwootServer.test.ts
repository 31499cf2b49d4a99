import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inboxes } from '../../support/chatwoot/account.ts';
import { type ChatwootServer, startChatwootServer } from '../../support/chatwoot/chatwootServer.ts';
import type { ChatwootConversation } from '../../support/chatwoot/model.ts';
import { messageBody, wireText } from '../../support/chatwoot/payloads.ts';
import { fixture, fixturesArePresent } from '../../support/fixtures.ts';

let server: ChatwootServer;
let conversation: ChatwootConversation;
beforeEach(async () => {
  server = await startChatwootServer();
  const { account } = server;
  conversation = account.addConversation(account.addContact({ name: 'Keisha Brown', phone: '+18765550142', email: 'keisha@example.com' }));
  account.addMessage(conversation, { content: 'How much is Botox?' });
});
afterEach(() => server.close());

interface Asked {
  readonly method?: string;
  readonly token?: string;
  readonly body?: object;
  readonly signal?: AbortSignal;
}

async function ask(path: string, { method = 'GET', token = server.tokens.user, body, signal }: Asked = {}) {
  const response = await fetch(`${server.url}/api/v1/accounts/7${path}`, {
    method,
    headers: { api_access_token: token, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
    ...(signal ? { signal } : {}),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return { status: response.status, body: isJson ? JSON.parse(text) : text };
}

const send = (body: object, more: Asked = {}) =>
  ask(`/conversations/${conversation.id}/messages`, { method: 'POST', token: server.tokens.bot, body, ...more });
const texts = (): readonly (string | null)[] => server.account.messages.map(({ content }) => content);

describe('the stand-in for Chatwoot', () => {
  test('stores a message of the bot’s token as the bot’s, with our stamp, and gives its id', async () => {
    const answer = await send({ content: 'From 45,000', content_attributes: { karen_message: 'stamp' } });
    expect(answer).toMatchObject({ status: 200, body: { sender: { type: 'agent_bot' }, content_attributes: { karen_message: 'stamp' } } });
    expect(server.delivered.map(({ id }) => id)).toEqual([answer.body.id]);
  });

  test('shows who asks with a user’s token as a person', async () => {
    expect((await send({ content: 'x' }, { token: server.tokens.user })).body).toMatchObject({ sender: { type: 'user' } });
  });

  test('opens little to a bot’s token, and nothing to any other', async () => {
    const bot = await ask('/contacts/search?q=keisha', { token: server.tokens.bot });
    expect(bot).toEqual({ status: 401, body: { error: 'Access to this endpoint is not authorized for bots' } });
    expect(await ask('/contacts/search?q=keisha', { token: 'stolen' })).toEqual({ status: 401, body: { error: 'Invalid Access Token' } });
  });

  test('lists messages after one, by number', async () => {
    const { body } = await send({ content: 'From 45,000' });
    const first = server.account.messages[0]?.id;
    const listed = await ask(`/conversations/${conversation.id}/messages?after=${first}`);
    expect(listed.body.payload.map(({ id }: { id: number }) => id)).toEqual([body.id]);
  });

  test('overwrites labels and attributes as a whole, and says which conversation stands how', async () => {
    server.account.setLabels(conversation, ['hot']);
    await ask(`/conversations/${conversation.id}/labels`, { method: 'POST', body: { labels: ['botox'] } });
    expect((await ask(`/conversations/${conversation.id}/labels`)).body).toEqual({ payload: ['botox'] });
    const attributes = { method: 'POST', body: { custom_attributes: { step: 1 } } };
    expect((await ask(`/conversations/${conversation.id}/custom_attributes`, attributes)).body).toEqual({ custom_attributes: { step: 1 } });
    const toggled = await ask(`/conversations/${conversation.id}/toggle_status`, { method: 'POST', body: { status: 'open' } });
    expect(toggled.body.payload).toMatchObject({ success: true, current_status: 'open' });
  });

  test('finds contacts by parts of what they are known by, and makes none twice', async () => {
    const found = await ask('/contacts/search?q=0142');
    expect(found.body.payload).toMatchObject([{ name: 'Keisha Brown', contact_inboxes: [{ source_id: '18765550142' }] }]);
    const again = await ask('/contacts', { method: 'POST', body: { name: 'K.', phone_number: '+18765550142' } });
    expect(again).toEqual({ status: 422, body: { message: 'Phone number has already been taken', attributes: ['phone_number'] } });
  });

  test('begins conversations where an address begins them, and not on Instagram', async () => {
    const contact_id = server.account.contacts[0]?.id;
    const message = { content: 'Reminder', template_params: { name: 'visit_reminder' } };
    const begun = await ask('/conversations', { method: 'POST', body: { contact_id, inbox_id: inboxes.whatsapp.id, message } });
    expect(begun).toMatchObject({ status: 200, body: { status: 'open', messages: [{ content: 'Reminder' }] } });
    expect((await ask('/conversations', { method: 'POST', body: { contact_id, inbox_id: inboxes.instagram.id } })).status).toBe(422);
  });

  test('takes free text outside the window, and fails it afterwards', async () => {
    conversation.messages.length = 0;
    expect((await send({ content: 'See you tomorrow' })).status).toBe(200);
    expect(server.delivered).toEqual([]);
    expect((await send({ content: 'See you tomorrow', template_params: { name: 'visit_reminder' } })).status).toBe(200);
    expect(server.delivered).toHaveLength(1);
  });

  test('delivers nothing that says it came from the channel', async () => {
    expect((await send({ content: 'x', source_id: 'wamid.x' })).status).toBe(200);
    expect(server.delivered).toEqual([]);
  });

  test('knows no conversation of another number, and no incoming message outside an API inbox', async () => {
    expect(await ask('/conversations/1/messages')).toEqual({ status: 404, body: { error: 'Resource could not be found' } });
    expect(await send({ content: 'x', message_type: 'incoming' })).toEqual({
      status: 422,
      body: { error: 'Incoming messages are only allowed in Api inboxes' },
    });
  });
});

describe('its faults', () => {
  test.each([
    ['tooMany', 429],
    ['broken', 500],
  ] as const)('%s answers %s in words that are no JSON, once, and stores nothing', async (fault, status) => {
    server.faults.plan(fault);
    expect(await send({ content: 'one' })).toMatchObject({ status, body: expect.any(String) });
    expect(texts()).not.toContain('one');
    expect((await send({ content: 'two' })).status).toBe(200);
  });

  test('happen to the request that they are meant for', async () => {
    server.faults.plan('broken', ({ method }) => method === 'POST');
    expect((await ask('/contacts/search?q=k')).status).toBe(200);
    expect((await send({ content: 'one' })).status).toBe(500);
  });

  /** Sends and gives up once the server has the request: whatever comes of it, no answer does. */
  async function sendWithoutAnswer(content: string): Promise<void> {
    const given = new AbortController();
    const before = server.requests.length;
    const sent = send({ content }, { signal: given.signal }).then(
      () => 'answered',
      () => 'no answer',
    );
    while (server.requests.length === before) await new Promise((resolve) => setImmediate(resolve));
    given.abort();
    expect(await sent).toBe('no answer');
  }

  test.each([
    ['hangs', false],
    ['storesAndHangs', true],
  ] as const)('%s gives no answer; stored: %s', async (fault, stored) => {
    server.faults.plan(fault);
    await sendWithoutAnswer('one');
    expect(texts().includes('one')).toBe(stored);
  });

  test('storesAndBreaks breaks the connection over a stored message', async () => {
    server.faults.plan('storesAndBreaks');
    await expect(send({ content: 'one' })).rejects.toThrow();
    expect(texts()).toContain('one');
  });

  test('storesLate stores long after everybody gave up', async () => {
    server.faults.plan('storesLate');
    await sendWithoutAnswer('one');
    expect(texts()).not.toContain('one');
    server.storeLate();
    expect(texts()).toContain('one');
  });

  test('failsLater answers well and is refused by the channel afterwards', async () => {
    server.faults.plan('failsLater');
    expect((await send({ content: 'one' })).status).toBe(200);
    expect(server.delivered).toHaveLength(1);
    server.failLater();
    expect(server.delivered).toEqual([]);
    expect(server.account.messages.at(-1)?.contentAttributes).toMatchObject({ external_error: expect.stringContaining('undeliverable') });
  });
});

/** Keys, and kinds of values; not what is said. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return value === null ? null : typeof value;
  const entries = Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

describe.skipIf(!fixturesArePresent)('its shapes are those of the fixtures', () => {
  test('of a stored message', async () => {
    const { body } = await send({ content: 'From 45,000' });
    expect(shapeOf(body)).toEqual(shapeOf(fixture('chatwoot', 'api/create_message.response.json')));
  });

  test('of a toggled status', async () => {
    const { body } = await ask(`/conversations/${conversation.id}/toggle_status`, { method: 'POST', body: { status: 'open' } });
    expect(shapeOf(body)).toEqual(shapeOf(fixture('chatwoot', 'api/toggle_status.response.json')));
  });

  test('of a search, by the keys', async () => {
    const keysOf = (body: { payload: readonly object[] }): readonly string[] => Object.keys(body.payload[0] ?? {}).sort();
    const { body } = await ask('/contacts/search?q=keisha');
    expect(keysOf(body)).toEqual(keysOf(fixture('chatwoot', 'api/contacts_search.response.json') as { payload: readonly object[] }));
  });

  test('of a message’s webhook, by the keys at every depth that both have', () => {
    const account = { id: 7, name: 'Blue Mountain Aesthetics' };
    const [message] = server.account.messages;
    const ours = message && JSON.parse(wireText({ ...messageBody(message, account), event: 'message_created' }));
    const wire = fixture('chatwoot', 'message_created_whatsapp_incoming.json') as Record<string, Record<string, unknown>>;
    for (const key of Object.keys(wire)) expect(Object.keys(ours), key).toContain(key);
    for (const part of ['conversation', 'sender', 'inbox', 'account'])
      expect(Object.keys(ours[part]).sort()).toEqual(Object.keys(wire[part] ?? {}).sort());
  });
});
