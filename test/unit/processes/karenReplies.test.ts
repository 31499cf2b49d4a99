import { afterEach, describe, expect, test } from 'vitest';
import { processesWith } from '../../../src/processes/processes.ts';
import { memoryOutside } from '../../support/memoryOutside.ts';
import { type SendingStage, type StageOptions, sendingStage } from '../../support/sending/stage.ts';

let stage: SendingStage;
afterEach(() => stage.close());

const open = async (options: StageOptions = {}): Promise<SendingStage> => {
  stage = await sendingStage({ processes: (outside, log) => processesWith(memoryOutside(log, outside.clock, outside)), ...options });
  return stage;
};

const read = (): readonly (string | null)[] => stage.chatwoot.delivered.map(({ content }) => content);
const answer = /Botox.*250/;
const renee = { type: 'user', id: 12, name: 'Renee' } as const;

describe('whoever writes', () => {
  test('is answered through Chatwoot, once, and again when she writes again', async () => {
    const { pass, writes, sent } = await open();
    await pass(10);
    expect(read()).toEqual([expect.stringMatching(answer)]);
    expect(read()[0]).toMatch(/https:\/\/concierge\.example\.com\/b\/\S+$/);
    expect(await sent()).toMatchObject([{ status: 'SENT', author: 'KAREN', about: { purpose: 'BOOKING_LINK' } }]);
    await writes('where are you located?');
    await pass(60);
    expect(read()).toHaveLength(2);
    expect(read()[1]).toContain('99 Example Plaza');
  });

  test('again before her answer goes out is answered once, to all that she wrote', async () => {
    const { pass, writes, chatwoot, sent } = await open();
    chatwoot.faults.plan('tooMany', undefined, { retryAfter: '30' });
    await pass(10);
    await writes('Thanks');
    await pass(120);
    expect(read()).toEqual([expect.stringMatching(answer)]);
    expect((await sent()).map(({ status, reason }) => [status, reason])).toEqual([
      ['SUPPRESSED', 'outdated'],
      ['SENT', null],
    ]);
  });

  test('of a danger is told that a person takes over, although the person has by then', async () => {
    const { pass, writes, tasks } = await open();
    await pass(10);
    await writes('my lips are swelling badly since the filler');
    await pass(60);
    expect(read()[1]).toMatch(/emergency/);
    expect(await tasks()).toMatchObject([{ kind: 'MEDICAL_CONCERN' }]);
    await writes('please hurry');
    await pass(60);
    expect(read()).toHaveLength(2);
  });

  test('quickly, message after message, gets one answer once she has stopped', async () => {
    const { pass, writes, said } = await open();
    await pass(3);
    await writes('Hi');
    await pass(3);
    await writes('I mean the forehead');
    await pass(3);
    expect(read()).toEqual([]);
    await pass(10);
    expect(read()).toHaveLength(1);
    expect((await said()).filter((type) => type === 'MessageRequested')).toHaveLength(1);
  });

  test('to a person on the staff gets no word from a machine', async () => {
    const { pass, writes, conversation, chatwoot, deliverWebhooks } = await open();
    chatwoot.account.addMessage(conversation, { type: 'outgoing', sender: renee, content: 'Hi Keisha, Renee here' });
    await deliverWebhooks();
    await writes('Great, Tuesday please');
    await pass(3_600);
    expect(read()).toEqual(['Hi Keisha, Renee here']);
  });

  test('hours before anybody hears of it gets none: it would come in the middle of the night', async () => {
    const { pass, conversation, chatwoot, deliverWebhooks } = await open();
    await pass(20 * 3_600);
    const before = read().length;
    chatwoot.account.addMessage(conversation, { content: 'Good afternoon' });
    await pass(3 * 3_600);
    await deliverWebhooks();
    await pass(3_600);
    expect(read()).toHaveLength(before);
  });

  test('while Chatwoot is away for hours gets none when it is back', async () => {
    const { pass, sent, chatwoot } = await open();
    for (let time = 0; time < 1_000; time++) chatwoot.faults.plan('tooMany', undefined, { retryAfter: '300' });
    await pass(3 * 3_600);
    while (chatwoot.faults.take({ method: 'GET', path: '', query: new URLSearchParams(), token: null, body: {} }));
    await pass(3_600);
    expect(read()).toEqual([]);
    expect(await sent()).toMatchObject([{ status: 'SUPPRESSED', reason: 'tooLate' }]);
  });
});

describe('whoever wants no more messages', () => {
  test('is told so once, however often she says it, and hears nothing after', async () => {
    const { pass, writes } = await open();
    await pass(10);
    await writes('STOP');
    await pass(2);
    await writes('Stop!!');
    await pass(60);
    await writes('stop');
    await pass(60);
    await writes('How much is it?');
    await pass(3_600);
    expect(read()).toEqual([expect.stringMatching(answer), expect.stringMatching(/^Done: Oshun Cosmetic sends you no more messages/)]);
  });

  test('and goes on writing at once is told so all the same', async () => {
    const { pass, writes } = await open();
    await pass(10);
    await writes('STOP');
    await pass(1);
    await writes('thanks');
    await pass(60);
    expect(read()).toHaveLength(2);
  });

  test('only of advertising is told that her visits are still written about', async () => {
    const { pass, writes } = await open();
    await pass(10);
    await writes('Please stop sending me promotions');
    await pass(60);
    expect(read()[1]).toMatch(/no more offers.*about your own visits/);
  });

  test('five minutes ago is not reminded of it by a machine that was away', async () => {
    const { pass, writes, conversation, chatwoot, deliverWebhooks } = await open();
    await pass(10);
    chatwoot.account.addMessage(conversation, { content: 'STOP' });
    await pass(301);
    await deliverWebhooks();
    await pass(3_600);
    expect(read()).toHaveLength(1);
    await writes('hello?');
    await pass(60);
    expect(read()).toHaveLength(1);
  });
});
