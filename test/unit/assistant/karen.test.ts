import { afterEach, describe, expect, test } from 'vitest';
import { createKaren, type KarenDecision } from '../../../src/assistant/karen.ts';
import { type Answer, type ChatModelServer, startChatModelServer } from '../../support/chatModelServer.ts';
import { contextOf, karenWith, type ModelAnswers, modelAnswers, offline, visitOf } from '../../support/karen.ts';

let server: ChatModelServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

const start = async (answers: Answer | ((body: string) => Answer)): Promise<ChatModelServer> => {
  server = await startChatModelServer(answers);
  return server;
};

const heard = { intent: 'booking', confidence: 0.95, procedure: 'botox' } as const;
const said = 'Botox is a lovely choice.\n[ACTION:suggest_booking procedure=botox]';
const wish = 'yow, mi deh pon di fence bout some work fi mi forehead';

/** Karen's decision with a model that answers so. */
const decided = async (
  answers: Partial<ModelAnswers>,
  text = wish,
  change: Parameters<typeof contextOf>[1] = {},
): Promise<KarenDecision> => {
  const { url } = await start(modelAnswers({ heard, said, ...answers }));
  return karenWith(url).decide(contextOf(text, change), true);
};

describe('Karen with a model over the network', () => {
  test('takes what it heard and said, and adds the rest herself', async () => {
    const { classified, chosen } = await decided({});
    expect(classified).toMatchObject({ intent: 'booking', procedure: 'botox', by: { stage: 'openai', model: 'small' } });
    expect(classified.spent).toMatchObject({ promptTokens: 1_000, completionTokens: 50 });
    expect(chosen).toMatchObject({
      passedOver: null,
      by: { stage: 'openai', model: 'small', promptHash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(chosen.chosen).toEqual([{ action: 'suggest_booking', procedure: 'botox', startsAt: null }]);
    expect(chosen.reply).toMatch(/^Botox is a lovely choice\.\n\nBotox softens frown lines.*free.*\[LINK\]$/s);
  });

  test('names the instructions by one hash for every patient, and another for another file', async () => {
    const { chosen } = await decided({});
    const other = await karenWith(server?.url ?? '').decide(contextOf(`${wish}!`, { firstName: 'Marva' }), true);
    expect(other.chosen.by.promptHash).toBe(chosen.by.promptHash);
    const renamed = contextOf(wish, { clinic: { ...contextOf('').clinic, name: 'Yemaya Skin' } });
    expect((await karenWith(server?.url ?? '').decide(renamed, true)).chosen.by.promptHash).not.toBe(chosen.by.promptHash);
  });

  test('does not ask it about what is decided by rule', async () => {
    await decided({}, 'my eye is swollen shut after the filler');
    await karenWith(server?.url ?? '').decide(contextOf('STOP'), true);
    expect(server?.asked).toEqual([]);
  });

  test('says in her own words what it chose to hand over', async () => {
    const { chosen } = await decided({ said: 'Rub it well and all is fine.\n[ACTION:hand_off reason=medical]' });
    expect(chosen.chosen).toEqual([{ action: 'hand_off', reason: 'medical' }]);
    expect(chosen.reply).not.toContain('Rub it');
    expect(chosen.reply).toContain('emergency');
  });

  test('records tags that do nothing', async () => {
    const { chosen } = await decided({ said: 'Happy to help. [ACTION:cancel_visit visit=1] [ACTION:refund] [ACTION:answer now=1]' });
    expect(chosen.ignored).toEqual([
      { action: 'cancel_visit', because: 'notOffered' },
      { action: null, because: 'unknown' },
      { action: 'answer', because: 'malformed' },
    ]);
    expect(chosen.reply).toMatch(/^Happy to help\./);
  });

  test('does not show it numbers and addresses of hers', async () => {
    await decided({}, `${wish}, call me at 876 555 0142 or keisha@example.com`, { visits: [visitOf()] });
    const shown =
      server?.asked
        .filter(({ body }) => !body.includes('"json_schema"'))
        .map(({ body }) => body)
        .join('') ?? '';
    expect(shown).toContain('forehead');
    expect(shown).not.toMatch(/555|keisha@|00000000-0000/);
  });
});

describe('one sensible reply is there all the same', () => {
  test.each<[string, Partial<ModelAnswers>, string]>([
    ['it says nothing', { said: '' }, 'unsafe:empty'],
    ['it writes nonsense', { said: '{"reply": "ok"}' }, 'unsafe:markup'],
    ['it gives medical advice', { said: 'It is perfectly safe for you.' }, 'unsafe:medicalAdvice'],
    ['it invents a price', { said: 'Botox is US$49 today.' }, 'unsafe:unknownPrice'],
    ['it hears nothing that can be read', { heard: null }, 'failed'],
  ])('when %s', async (_, answers, passedOver) => {
    const { chosen } = await decided(answers, 'i want to try botox please');
    expect(chosen.passedOver).toBe(passedOver);
    expect(chosen.by.stage).toBe('offline');
    expect(chosen.reply).toMatch(/Botox softens.*\[LINK\]/s);
  });

  test('when it refuses, and when it is not there', async () => {
    const { url, close } = await start({ status: 401 });
    const refused = await karenWith(url).decide(contextOf('i want to try botox please'), true);
    await close();
    server = null;
    const away = await karenWith(url).decide(contextOf('i want to try botox please'), true);
    for (const { chosen } of [refused, away]) {
      expect(chosen.passedOver).toBe('failed');
      expect(chosen.reply).toContain('[LINK]');
    }
  });

  test('when it is slow, within her patience, and soon without asking it at all', async () => {
    const { url, asked } = await start({});
    const karen = karenWith(url, { patience: 100 });
    for (let time = 1; time <= 3; time++) {
      const { chosen } = await karen.decide(contextOf('i want to try botox please'), true);
      expect(chosen).toMatchObject({ passedOver: 'tooSlow', by: { stage: 'offline' } });
    }
    const before = asked.length;
    expect((await karen.decide(contextOf('i want to try botox please'), true)).chosen.passedOver).toBe('resting');
    expect(asked).toHaveLength(before);
  });

  test('when the budget is used up: the model is not asked', async () => {
    const { url, asked } = await start(modelAnswers({ heard, said }));
    const { chosen } = await karenWith(url).decide(contextOf('i want to try botox please'), false);
    expect(chosen).toMatchObject({ passedOver: 'overBudget', spent: null, by: { stage: 'offline' } });
    expect(chosen.reply).toContain('[LINK]');
    expect(asked).toEqual([]);
  });

  test('from a person when nobody understands', async () => {
    const { chosen } = await decided({
      heard: { intent: 'other', confidence: 0.1, procedure: null },
      said: 'Hm.\n[ACTION:hand_off reason=unsure]',
    });
    expect(chosen.chosen).toEqual([{ action: 'hand_off', reason: 'unsure' }]);
    expect(chosen.reply).not.toBeNull();
  });

  test('from a person when a template is at fault, and whoever looks after Karen hears of it', async () => {
    const errors: unknown[] = [];
    const karen = createKaren({ offline, openai: null, clock: () => 0, onError: (error) => errors.push(error) });
    const fault = Object.defineProperty(contextOf('STOP'), 'stopConfirmed', {
      get() {
        throw new Error('a fault of ours');
      },
    });
    const { chosen } = await karen.decide(fault, true);
    expect(chosen.chosen).toEqual([{ action: 'hand_off', reason: 'unsure' }]);
    expect(chosen.reply).toContain('Somebody of the team will answer you here.');
    expect(errors).toEqual([new Error('a fault of ours')]);
  });
});

describe('Karen who only listens', () => {
  test('asks no model, and still hears what is urgent', async () => {
    const { url, asked } = await start(modelAnswers({ heard, said }));
    const { classified, chosen } = await karenWith(url).listen(contextOf('mi belly a hurt mi bad since di injection'));
    expect(classified.intent).toBe('medical_concern');
    expect(chosen.chosen).toEqual([{ action: 'hand_off', reason: 'medical' }]);
    expect(asked).toEqual([]);
  });
});
