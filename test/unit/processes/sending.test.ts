import { afterEach, describe, expect, test } from 'vitest';
import { everything } from '../../support/log.ts';
import { reminder, type SendingStage, type StageOptions, sendingStage } from '../../support/sending/stage.ts';

let stage: SendingStage;
afterEach(() => stage.close());

const open = async (options?: StageOptions): Promise<SendingStage> => {
  stage = await sendingStage(options);
  return stage;
};

/** What the patient reads, in Chatwoot's order. */
const read = (): readonly (string | null)[] => stage.chatwoot.delivered.map(({ content }) => content);
const posts = (): number => stage.chatwoot.requests.filter(({ method }) => method === 'POST').length;

const permutations = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  all.length < 2 ? [all] : all.flatMap((one, index) => permutations(all.toSpliced(index, 1)).map((rest) => [one, ...rest]));

describe('a message that is wanted', () => {
  test('is said to be attempted before it is handed over, then sent under Chatwoot’s id of it, and is sent once', async () => {
    const { ask, pass, sent, said, attempts, chatwoot } = await open();
    await ask();
    await pass(0);
    expect(await said()).toEqual(['MessageRequested', 'MessageAttempted', 'MessageSent']);
    const [message] = await sent();
    expect(message).toMatchObject({ status: 'SENT', author: 'KAREN', text: 'From 45,000', externalId: String(chatwoot.delivered[0]?.id) });
    expect(attempts).toEqual(['first']);
    await pass(3_600);
    expect(read()).toEqual(['From 45,000']);
  });

  test('that was asked for twice by one cause is one', async () => {
    const { ask, pass } = await open();
    const first = await ask();
    expect(await ask()).toMatchObject({ type: 'requested', request: first.type === 'requested' && first.request, verdict: null });
    await pass(0);
    await ask();
    await pass(60);
    expect(read()).toEqual(['From 45,000']);
  });

  test('goes out after the one before it', async () => {
    const { ask, pass, chatwoot } = await open();
    chatwoot.faults.plan('tooMany', undefined, { retryAfter: '30' });
    await ask({ wording: { text: 'first', values: null } }, 'one');
    await ask({ wording: { text: 'second', values: null } }, 'two');
    await pass(10);
    expect(read()).toEqual([]);
    await pass(60);
    expect(read()).toEqual(['first', 'second']);
  });

  test('waits where the bot’s token was revoked, is seldom tried meanwhile, and goes out once it is taken again', async () => {
    const { ask, pass, chatwoot, sent } = await open();
    const { bot } = chatwoot.tokens;
    Object.assign(chatwoot.tokens, { bot: 'another' });
    await ask(reminder);
    await pass(6 * 3_600);
    expect([read(), (await sent())[0]?.status]).toEqual([[], 'REQUESTED']);
    // Pauses grow to ten minutes.
    expect(posts()).toBeLessThan(70);
    Object.assign(chatwoot.tokens, { bot });
    await pass(900);
    expect(read()).toEqual(['Your visit is tomorrow at 10:00']);
  });

  test('comes back as an echo, with reports of it, in every order and more than once, and stays one message of Karen', async () => {
    const orders = permutations([0, 1, 2, 3]);
    for (const order of orders) {
      const { ask, pass, sent, deliverWebhooks, chatwoot, clinic } = await open();
      await ask();
      await pass(0);
      const [message] = chatwoot.delivered;
      if (!message) throw new Error('it was not delivered');
      chatwoot.account.changeMessage(message, { sourceId: null, status: 'delivered' });
      chatwoot.account.changeMessage(message, { status: 'read' });
      await deliverWebhooks((bodies) => [...order, ...order].flatMap((index) => bodies[index] ?? []));
      await pass(60);
      expect(await sent(), String(order)).toHaveLength(1);
      expect((await sent())[0]).toMatchObject({ status: 'READ', author: 'KAREN', text: 'From 45,000' });
      expect((await clinic.look()).conversations[0]?.owner).toBe('ASSISTANT');
      expect(read()).toHaveLength(1);
      await stage.close();
    }
  });

  test('costs what the price list says of how it went', async () => {
    const { ask, pass, log } = await open({ start: new Date('2026-10-03T18:03:20.000Z') });
    await pass(2 * 86_400);
    await ask(reminder);
    await pass(0);
    const attempted = (await everything(log)).flatMap(({ event }) => (event.type === 'MessageAttempted' ? [event.data] : []));
    expect(attempted).toMatchObject([{ reason: 'outsideWindow', template: 'visit_reminder', cost: { amount: 0.02, currency: 'USD' } }]);
    expect(stage.chatwoot.requests.at(-1)?.body).toMatchObject({
      content: 'Your visit is tomorrow at 10:00',
      template_params: { name: 'visit_reminder', processed_params: { body: { 1: 'Keisha', 2: 'Botox', 3: 'tomorrow at 10:00' } } },
    });
  });
});

describe('an answer of Chatwoot that is lost', () => {
  test.each(['storesAndHangs', 'storesAndBreaks'] as const)('when it %s: the message is found, and not sent again', async (fault) => {
    const { ask, pass, sent, chatwoot, attempts } = await open();
    chatwoot.faults.plan(fault);
    await ask();
    await pass(3_600);
    expect(await sent()).toMatchObject([{ status: 'SENT', externalId: String(chatwoot.delivered[0]?.id) }]);
    expect(read()).toHaveLength(1);
    expect(attempts).toEqual(['first']);
  });

  test('without a user’s token: the echo says that it is there', async () => {
    const { ask, pass, sent, deliverWebhooks, tasks, chatwoot } = await open({ userToken: null });
    chatwoot.faults.plan('storesAndBreaks');
    await ask();
    await pass(1);
    await deliverWebhooks();
    await pass(3_600);
    expect(await sent()).toMatchObject([{ status: 'SENT' }]);
    expect([read().length, await tasks()]).toEqual([1, []]);
  });

  test('without a user’s token and without an echo: staff look, and it is not sent again', async () => {
    const { ask, pass, sent, tasks, chatwoot } = await open({ userToken: null });
    chatwoot.faults.plan('hangs');
    await ask();
    await pass(59);
    expect(await tasks()).toEqual([]);
    await pass(3_600);
    expect(await tasks()).toMatchObject([{ kind: 'MESSAGE_OUTCOME_UNKNOWN' }]);
    expect(await sent()).toMatchObject([{ status: 'REQUESTED', reason: 'outcomeUnknown' }]);
    expect(posts()).toBe(1);
  });

  test('and nothing stored: it is looked for as long as anything may come of the request, and then sent again', async () => {
    const { ask, pass, sent, said, chatwoot, attempts } = await open();
    chatwoot.faults.plan('hangs');
    await ask();
    await pass(55);
    expect(read()).toEqual([]);
    await pass(60);
    expect(await sent()).toMatchObject([{ status: 'SENT' }]);
    expect(read()).toHaveLength(1);
    expect(attempts).toEqual(['first', 'again']);
    expect(await said()).toContain('MessageNotStored');
  });

  test('stored ten seconds after we gave up: it is found', async () => {
    const { ask, pass, sent, chatwoot } = await open();
    chatwoot.faults.plan('storesLate');
    await ask();
    await pass(10);
    chatwoot.storeLate();
    await pass(3_600);
    expect(await sent()).toMatchObject([{ status: 'SENT' }]);
    expect(read()).toHaveLength(1);
  });

  test('stored longer after than Chatwoot’s own limits allow: the documented window, in which she reads it twice, and which is counted', async () => {
    const { ask, pass, chatwoot, attempts } = await open();
    chatwoot.faults.plan('storesLate');
    await ask();
    await pass(120);
    chatwoot.storeLate();
    await pass(3_600);
    expect(read()).toHaveLength(2);
    expect(attempts.filter((kind) => kind === 'again')).toHaveLength(1);
  });

  test('again and again, and never stored: a person does it', async () => {
    const { ask, pass, tasks, chatwoot } = await open();
    for (let time = 0; time < 3; time++) chatwoot.faults.plan('hangs', ({ method }) => method === 'POST');
    await ask();
    await pass(3_600);
    expect(await tasks()).toMatchObject([{ kind: 'MESSAGE_NOT_SENT' }]);
    expect(posts()).toBe(3);
  });
});

describe('a message that Chatwoot does not take', () => {
  test('for its rate limit is sent when that is over', async () => {
    const { ask, pass, sent, chatwoot, attempts } = await open();
    chatwoot.faults.plan('tooMany', undefined, { retryAfter: '40' });
    await ask();
    await pass(39);
    expect(read()).toEqual([]);
    await pass(10);
    expect(await sent()).toMatchObject([{ status: 'SENT' }]);
    expect(attempts).toEqual(['first', 'afterRefusal']);
  });

  test('for a fault of its own is looked for, and sent again since the request is over', async () => {
    const { ask, pass, chatwoot } = await open();
    chatwoot.faults.plan('broken');
    await ask();
    await pass(10);
    expect(read()).toHaveLength(1);
  });

  test('at all has failed, and a person sees to it', async () => {
    const { ask, pass, sent, tasks, conversation } = await open();
    // It was deleted there.
    Object.assign(conversation, { id: -1 });
    await ask();
    await pass(3_600);
    expect(await sent()).toMatchObject([{ status: 'FAILED', reason: 'Resource could not be found' }]);
    expect(await tasks()).toMatchObject([{ kind: 'MESSAGE_NOT_SENT' }]);
    expect(posts()).toBe(1);
  });

  test('later, when the channel refuses it, has failed, and a person sees to it', async () => {
    const { ask, pass, sent, tasks, deliverWebhooks, chatwoot } = await open();
    chatwoot.faults.plan('failsLater');
    await ask();
    await pass(30);
    chatwoot.failLater('131026: Message undeliverable');
    await deliverWebhooks((bodies) => bodies.toReversed());
    await pass(60);
    expect(await sent()).toMatchObject([{ status: 'FAILED', reason: '131026: Message undeliverable' }]);
    expect(await tasks()).toMatchObject([{ kind: 'MESSAGE_FAILED', reason: 'The channel refused this reply message.' }]);
  });

  test('for want of a bot’s token is left to staff at once', async () => {
    const { ask, pass, sent, tasks } = await open({ gateway: null });
    await ask();
    await pass(60);
    expect(await sent()).toMatchObject([{ status: 'SUPPRESSED', reason: 'leftToStaff' }]);
    expect(await tasks()).toMatchObject([{ kind: 'MESSAGE_NOT_SENT' }]);
    expect((await tasks())[0]?.reason).toContain('token of its bot');
  });
});

describe('at the moment of sending', () => {
  const night = new Date('2026-10-06T03:00:00.000Z'); // ten in the evening in Jamaica

  test('it is looked at again: she said STOP there while the message waited for the morning', async () => {
    const { ask, pass, sent, writes, tasks } = await open({ start: night, settings: { fallbackChannels: [] } });
    await ask(reminder);
    expect(await sent()).toMatchObject([{ status: 'DEFERRED', reason: 'quietHours' }]);
    await writes('STOP');
    await pass(12 * 3_600);
    expect(read()).toEqual([]);
    expect(await sent()).toMatchObject([{ status: 'SUPPRESSED' }]);
    expect(await tasks()).toMatchObject([{ kind: 'MESSAGE_NOT_SENT' }]);
  });

  test.each([
    { id: 32, name: 'Clinic Instagram', channel: 'Channel::Instagram' },
    { id: 36, name: 'Patient Portal', channel: 'Channel::Api' },
    { id: 38, name: 'Clinic e-mail', channel: 'Channel::Email' },
  ])('STOP holds on $channel as well', async (inbox) => {
    const { ask, pass, sent, writes } = await open({ start: night, settings: { fallbackChannels: [] }, channel: { inbox } });
    await ask(reminder);
    expect(await sent()).toMatchObject([{ status: 'DEFERRED' }]);
    await writes('STOP');
    await pass(12 * 3_600);
    expect([read(), (await sent())[0]?.status]).toEqual([[], 'SUPPRESSED']);
  });

  test('what waited for the morning goes out in the morning, once', async () => {
    const { ask, pass } = await open({ start: night });
    await ask(reminder);
    await pass(9 * 3_600);
    expect(read()).toEqual([]);
    await pass(2 * 3_600);
    expect(read()).toEqual(['Your visit is tomorrow at 10:00']);
  });

  test('an answer is outdated once she wrote again', async () => {
    const { ask, pass, sent, writes, chatwoot } = await open();
    chatwoot.faults.plan('tooMany', undefined, { retryAfter: '20' });
    await ask();
    await pass(5);
    await writes('And on Saturdays?');
    await pass(60);
    expect(read()).toEqual([]);
    expect(await sent()).toMatchObject([{ status: 'SUPPRESSED', reason: 'outdated' }]);
  });

  test('Karen does not talk over staff who wrote meanwhile', async () => {
    const { ask, pass, sent, conversation, deliverWebhooks, chatwoot } = await open();
    chatwoot.faults.plan('tooMany', undefined, { retryAfter: '20' });
    await ask();
    await pass(5);
    const renee = { type: 'user', id: 12, name: 'Renee' } as const;
    chatwoot.account.addMessage(conversation, { type: 'outgoing', sender: renee, content: 'Hi Keisha, Renee here' });
    await deliverWebhooks();
    await pass(60);
    expect(read()).toEqual(['Hi Keisha, Renee here']);
    expect(await sent()).toMatchObject([{ status: 'SUPPRESSED', reason: 'staffAnswers' }]);
  });

  test('a template that would go out with a blank is left to a person', async () => {
    const { ask, pass, tasks } = await open({ start: new Date('2026-10-03T18:03:20.000Z') });
    await pass(2 * 86_400);
    await ask({ ...reminder, wording: { text: 'Your visit is tomorrow', values: { name: 'Keisha', procedure: ' ' } } });
    await pass(60);
    expect(read()).toEqual([]);
    expect((await tasks())[0]?.reason).toContain('procedure and when');
  });
});

describe('a channel that is closed', () => {
  const instagram = { channel: { inbox: { id: 32, name: 'Clinic Instagram', channel: 'Channel::Instagram' } } } as const;

  test('has the message sent on a fallback channel, in a conversation that is opened for it once, and shown there', async () => {
    const { ask, pass, sent, chatwoot, deliverWebhooks, clinic } = await open({ ...instagram, settings: { fallbackChannels: ['EMAIL'] } });
    await pass(2 * 86_400);
    chatwoot.faults.plan('storesAndBreaks', ({ path, method }) => method === 'POST' && path === '/conversations');
    await ask(reminder);
    await pass(60);
    await deliverWebhooks();
    await pass(3_600);
    expect(read()).toEqual(['Your visit is tomorrow at 10:00']);
    const { conversations } = await clinic.look();
    expect(conversations.map(({ channel }) => channel).sort()).toEqual(['EMAIL', 'INSTAGRAM']);
    expect((await sent()).map(({ status }) => status).sort()).toEqual(['SENT', 'SUPPRESSED']);
  });

  test('waits for a conversation elsewhere while the user’s token is not taken, and asks seldom', async () => {
    const { ask, pass, chatwoot } = await open({ ...instagram, settings: { fallbackChannels: ['EMAIL'] } });
    await pass(2 * 86_400);
    const { user } = chatwoot.tokens;
    Object.assign(chatwoot.tokens, { user: 'another' });
    const before = chatwoot.requests.length;
    await ask(reminder);
    await pass(3_600);
    expect(read()).toEqual([]);
    expect(chatwoot.requests.length - before).toBeLessThan(25);
    Object.assign(chatwoot.tokens, { user });
    await pass(900);
    expect(read()).toEqual(['Your visit is tomorrow at 10:00']);
  });

  test('and nowhere else to go: a person does it', async () => {
    const { ask, pass, tasks } = await open({ ...instagram, settings: { fallbackChannels: [] } });
    await pass(2 * 86_400);
    await ask(reminder);
    await pass(60);
    expect(await tasks()).toMatchObject([{ kind: 'MESSAGE_NOT_SENT', reason: expect.stringContaining('reminder') }]);
  });
});
