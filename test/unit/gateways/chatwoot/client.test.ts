import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { instantOf, type MessageId } from '../../../../src/domain/ids.ts';
import { type ChatwootClientOptions, chatwootClient } from '../../../../src/gateways/chatwoot/client.ts';
import type { ChatwootGateway, Destination, OutboundMessage } from '../../../../src/gateways/chatwoot/port.ts';
import { virtualClock } from '../../../../src/scheduling/virtualClock.ts';
import { createChatwootAccount, inboxes } from '../../../support/chatwoot/account.ts';
import { type ChatwootServer, startChatwootServer } from '../../../support/chatwoot/chatwootServer.ts';
import type { ChatwootConversation } from '../../../support/chatwoot/model.ts';

const now = new Date('2026-10-05T18:03:30.000Z');
const stamp = '00000000-0000-4000-8000-000000000900' as MessageId; // of a UUID's shape
const hello: OutboundMessage = { stamp, text: 'From 45,000', template: null };

let chatwoot: ChatwootServer;
let conversation: ChatwootConversation;
let into: Destination;
beforeEach(async () => {
  chatwoot = await startChatwootServer({ account: createChatwootAccount({ now: () => now }) });
  const { account } = chatwoot;
  conversation = account.addConversation(account.addContact({ name: 'Keisha Brown', phone: '+18765550142' }));
  account.addMessage(conversation, { content: 'How much is Botox?' });
  into = { type: 'conversation', conversation: String(conversation.id) };
});
afterEach(() => chatwoot.close());

const client = (change: Partial<ChatwootClientOptions> = {}): ChatwootGateway =>
  chatwootClient({
    url: chatwoot.url,
    account: 7,
    botToken: chatwoot.tokens.bot,
    userToken: chatwoot.tokens.user,
    clock: virtualClock(now),
    timeout: 150,
    pause: 1,
    ...change,
  });

async function listening(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return `http://127.0.0.1:${port}`;
}

const closed = (server: Server): Promise<unknown> => new Promise((resolve) => server.close(resolve));

const outbound = () => chatwoot.account.messages.filter(({ type }) => type !== 'incoming');
const since = instantOf(now);

describe('a message that is handed over', () => {
  test('is sent by the bot, as text, with our stamp, and without a source', async () => {
    const posted = await client().post(hello, into);
    const [sent] = outbound();
    expect(posted).toEqual({
      type: 'stored',
      stored: { conversation: String(conversation.id), message: String(sent?.id), at: since, address: null },
    });
    expect(sent).toMatchObject({ content: 'From 45,000', sender: { type: 'agent_bot' }, contentAttributes: { karen_message: stamp } });
    expect(chatwoot.delivered).toHaveLength(1);
    expect(Object.keys(chatwoot.requests.at(-1)?.body ?? {})).not.toContain('source_id');
  });

  test('as a template names it and fills its parameters in by number, and says what it comes to', async () => {
    const template = { name: 'visit_reminder', language: 'en', category: 'utility', values: ['Keisha', 'Wednesday'] };
    await client().post({ ...hello, template }, into);
    expect(chatwoot.requests.at(-1)?.body).toMatchObject({
      content: 'From 45,000',
      template_params: {
        name: 'visit_reminder',
        language: 'en',
        category: 'UTILITY',
        processed_params: { body: { 1: 'Keisha', 2: 'Wednesday' } },
      },
    });
  });

  test('is refused with Chatwoot’s word for a conversation that is not there', async () => {
    const gone = { type: 'conversation', conversation: '999999' } as const;
    expect(await client().post(hello, gone)).toEqual({ type: 'refused', status: 404, why: 'Resource could not be found' });
  });

  test('is not sent with a token that is not taken', async () => {
    expect(await client({ botToken: 'old' }).post(hello, into)).toMatchObject({ type: 'notSent', reason: 'unauthorised' });
    expect(chatwoot.requests).toHaveLength(1);
  });
});

describe('what goes wrong', () => {
  test('where nobody listens is not sent, after three tries', async () => {
    const server = createServer();
    const url = await listening(server);
    await closed(server);
    expect(await client({ url }).post(hello, into)).toMatchObject({ type: 'notSent', reason: 'unreachable' });
  });

  test('at the rate limiter is tried again as soon as it says, and not by us when that is long', async () => {
    chatwoot.faults.plan('tooMany', undefined, { retryAfter: '0' });
    expect(await client().post(hello, into)).toMatchObject({ type: 'stored' });
    chatwoot.faults.plan('tooMany', undefined, { retryAfter: '30' });
    expect(await client().post({ ...hello, text: 'later' }, into)).toMatchObject({
      type: 'notSent',
      reason: 'tooMany',
      retryAfter: 30_000,
    });
    expect(outbound().map(({ content }) => content)).toEqual(['From 45,000']);
  });

  test('in Chatwoot leaves open whether it has the message, though the request is over, and is not tried again', async () => {
    chatwoot.faults.plan('broken');
    expect(await client().post(hello, into)).toEqual({ type: 'unknown', isOver: true });
    expect(chatwoot.requests).toHaveLength(1);
  });

  test.each(['storesAndHangs', 'storesAndBreaks', 'hangs', 'storesLate'] as const)('when it %s leaves everything open', async (fault) => {
    chatwoot.faults.plan(fault);
    expect(await client().post(hello, into)).toEqual({ type: 'unknown', isOver: false });
    expect(chatwoot.requests).toHaveLength(1);
  });

  test('when somebody else answers in its place is not taken for a message that was stored', async () => {
    const login = createServer((_request, response) => response.end('<html>Log in</html>'));
    expect(await client({ url: await listening(login) }).post(hello, into)).toEqual({ type: 'unknown', isOver: true });
    await closed(login);
  });
});

describe('a message whose outcome is unknown', () => {
  test('is found by its stamp, with the user’s token, also behind a hundred others', async () => {
    chatwoot.faults.plan('storesAndBreaks');
    await client().post(hello, into);
    for (let count = 0; count < 100; count++) chatwoot.account.addMessage(conversation, { content: `more ${count}` });
    const [sent] = outbound();
    expect(await client().find(stamp, into, since)).toMatchObject({ type: 'found', stored: { message: String(sent?.id), at: since } });
  });

  test('is absent where it is not, and nobody looks further back than it can be', async () => {
    for (let count = 0; count < 100; count++) chatwoot.account.addMessage(conversation, { content: `before ${count}` });
    const later = instantOf(new Date(now.getTime() + 3_600_000));
    const before = chatwoot.requests.length;
    expect(await client().find(stamp, into, later)).toEqual({ type: 'absent' });
    expect(chatwoot.requests.length - before).toBe(1);
    expect(await client().find(stamp, into, since)).toEqual({ type: 'absent' });
  });

  test('cannot be looked for without a user’s token, nor while Chatwoot is away', async () => {
    const blind = client({ userToken: null });
    expect([blind.canRead, await blind.find(stamp, into, since)]).toEqual([false, { type: 'unknown' }]);
    for (let time = 0; time < 3; time++) chatwoot.faults.plan('broken');
    expect(await client().find(stamp, into, since)).toEqual({ type: 'unknown' });
  });
});

describe('a conversation that is opened for a message', () => {
  const to = (recipient: Partial<Extract<Destination, { type: 'newConversation' }>['recipient']>): Destination => ({
    type: 'newConversation',
    inbox: inboxes.whatsapp.id,
    recipient: { phone: null, email: null, name: null, ...recipient },
  });
  const template = { name: 'visit_reminder', language: 'en', category: 'utility', values: ['Keisha'] };

  test('is her own whom Chatwoot knows by that number, and holds the message', async () => {
    const posted = await client().post({ ...hello, template }, to({ phone: '+18765550142' }));
    const opened = chatwoot.account.conversations.at(-1);
    expect(posted).toMatchObject({ type: 'stored', stored: { conversation: String(opened?.id), address: '18765550142' } });
    expect(opened?.contact.name).toBe('Keisha Brown');
    expect(opened?.messages[0]).toMatchObject({ content: 'From 45,000', contentAttributes: { karen_message: stamp } });
    expect(posted.type === 'stored' && posted.stored.message).toBe(String(opened?.messages[0]?.id));
  });

  test('makes her known who is not, once', async () => {
    const person = to({ phone: '+18765550199', name: 'Marva Test' });
    await client().post({ ...hello, template }, person);
    await client().post({ ...hello, template }, person);
    expect(chatwoot.account.contacts.map(({ name }) => name)).toEqual(['Keisha Brown', 'Marva Test']);
  });

  test('takes a user’s token', async () => {
    const blind = client({ userToken: null });
    expect(await blind.post({ ...hello, template }, to({ phone: '+18765550142' }))).toMatchObject({ type: 'refused' });
    expect(chatwoot.requests).toEqual([]);
  });

  test('is found again by the stamp of its first message', async () => {
    const person = to({ phone: '+18765550142' });
    expect(await client().find(stamp, person, since)).toEqual({ type: 'absent' });
    chatwoot.faults.plan('storesAndHangs', ({ method, path }) => method === 'POST' && path === '/conversations');
    expect(await client().post({ ...hello, template }, person)).toEqual({ type: 'unknown', isOver: false });
    const opened = chatwoot.account.conversations.at(-1);
    expect(await client().find(stamp, person, since)).toMatchObject({ type: 'found', stored: { conversation: String(opened?.id) } });
  });
});

describe('a server that does not answer', () => {
  test('is left alone for longer each time, and one caller at a time finds out whether it is back', async () => {
    const clock = virtualClock(now);
    const gateway = client({ clock });
    const pause = (): number => Date.parse(gateway.restsUntil('conversation') ?? instantOf(clock.now())) - clock.now().getTime();
    const fail = async (): Promise<void> => {
      chatwoot.faults.plan('broken');
      await gateway.post(hello, into);
    };
    expect(gateway.restsUntil('conversation')).toBeNull();
    await fail();
    const first = pause();
    expect(first).toBeGreaterThan(0);
    await clock.runUntil(new Date(clock.now().getTime() + first));
    expect(gateway.restsUntil('conversation')).toBeNull();
    // Another one has to wait until he knows.
    expect(gateway.restsUntil('conversation')).not.toBeNull();
    await fail();
    expect(pause()).toBeGreaterThan(first);
    await gateway.post(hello, into);
    expect(gateway.restsUntil('conversation')).toBeNull();
  });

  test('is asked again at once when it could not be reached and then says something by itself', async () => {
    const clock = virtualClock(now);
    const gateway = client({ clock, url: 'http://127.0.0.1:1' });
    gateway.heardFrom();
    expect([gateway.trouble(), gateway.restsUntil('conversation')]).toEqual([null, null]);
    expect(await gateway.post(hello, into)).toMatchObject({ type: 'notSent', reason: 'unreachable' });
    expect([gateway.trouble(), gateway.restsUntil('conversation') === null]).toEqual(['away', false]);
    gateway.heardFrom();
    expect(gateway.restsUntil('conversation')).toBeNull();
    // Somebody finds out: who comes after waits for that, whatever is heard.
    gateway.heardFrom();
    expect(gateway.restsUntil('conversation')).not.toBeNull();
  });

  test('is left alone all the same when it answers with errors, whatever it says by itself', async () => {
    const gateway = client({ clock: virtualClock(now) });
    chatwoot.faults.plan('broken');
    await gateway.post(hello, into);
    gateway.heardFrom();
    expect([gateway.trouble(), gateway.restsUntil('conversation') === null]).toEqual(['away', false]);
    await gateway.post(hello, into);
    expect(gateway.trouble()).toBeNull();
  });
});

describe('a token that is revoked', () => {
  test('of the bot is tried for longer pauses than a server that is away, and counts as soon as it is taken again', async () => {
    const clock = virtualClock(now);
    const gateway = client({ clock });
    const { bot } = chatwoot.tokens;
    Object.assign(chatwoot.tokens, { bot: 'another' });
    let longest = 0;
    for (let tried = 0; tried < 14; tried++) {
      const rest = gateway.restsUntil('conversation') ?? instantOf(clock.now());
      longest = Math.max(longest, Date.parse(rest) - clock.now().getTime());
      await clock.runUntil(new Date(rest));
      await gateway.post(hello, into);
    }
    expect(gateway.trouble()).toBe('botToken');
    expect(longest).toBeGreaterThan(400_000);
    expect(longest).toBeLessThanOrEqual(750_000);
    // A sign of life says nothing of the token.
    gateway.heardFrom();
    expect(gateway.restsUntil('conversation')).not.toBeNull();
    Object.assign(chatwoot.tokens, { bot });
    await gateway.post(hello, into);
    expect([gateway.trouble(), gateway.restsUntil('conversation')]).toEqual([null, null]);
  });

  test('of the user keeps conversations from being opened, and replies from nothing', async () => {
    const gateway = client({ userToken: 'old' });
    const to = {
      type: 'newConversation',
      inbox: inboxes.whatsapp.id,
      recipient: { phone: '+18765550142', email: null, name: null },
    } as const;
    expect(await gateway.post(hello, to)).toMatchObject({ type: 'notSent', reason: 'unauthorised' });
    expect([gateway.trouble(), gateway.restsUntil('conversation')]).toEqual(['userToken', null]);
    expect(gateway.restsUntil('newConversation')).not.toBeNull();
    expect(await gateway.post(hello, into)).toMatchObject({ type: 'stored' });
    expect(gateway.trouble()).toBe('userToken');
  });
});
