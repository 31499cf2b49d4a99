import { afterEach, describe, expect, test } from 'vitest';
import type { IntentModel } from '../../../../src/assistant/intentModel.ts';
import { createOpenAiModel } from '../../../../src/assistant/openai/openaiModel.ts';
import { type Answer, type ChatModelServer, startChatModelServer } from '../../../support/chatModelServer.ts';
import { catalogue, message } from '../../../support/messages.ts';

let server: ChatModelServer;
let failures: string[];
afterEach(() => server.close());

async function earWith(answers: readonly Answer[], options: { timeoutMilliseconds?: number; retries?: number } = {}): Promise<IntentModel> {
  server = await startChatModelServer(...answers);
  failures = [];
  return createOpenAiModel({
    apiKey: 'key',
    baseUrl: server.url,
    model: 'small',
    catalogue,
    onFailure: (reason) => failures.push(reason),
    ...options,
  });
}

const says = (answer: unknown): Answer => ({ content: JSON.stringify(answer) });
const question = message('mi hear seh unu do lips, a true?');

describe('the openai ear', () => {
  test('asks for a strict answer and takes it', async () => {
    const usage = { prompt: 500, completion: 20 };
    const ear = await earWith([{ ...says({ intent: 'procedure_info', confidence: 0.93, procedure: 'lip-filler' }), usage }]);
    expect(await ear.classify(message(question.text, 'booking_link_sent'))).toEqual({
      intent: 'procedure_info',
      confidence: 0.93,
      procedure: 'lip-filler',
      stage: 'openai',
      abstained: false,
      // A model that is not on the price list counts as the dearest: 2.50 and 10 dollars a million.
      call: {
        model: 'small',
        promptHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        spent: { promptTokens: 500, completionTokens: 20, microDollars: 1_450 },
      },
    });
    const [{ path, authorization, body } = { path: '', authorization: '', body: '{}' }] = server.asked;
    expect(path).toBe('/v1/chat/completions');
    expect(authorization).toBe('Bearer key');
    const sent = JSON.parse(body);
    expect(sent).toMatchObject({ model: 'small', response_format: { type: 'json_schema', json_schema: { strict: true } } });
    expect(sent.messages[1].content).toContain('mi hear seh unu do lips');
    expect(sent.messages[1].content).toContain('booking link');
  });

  test('asks nobody about a danger or a wish to be left alone', async () => {
    const ear = await earWith([{}]);
    expect(await ear.classify(message('mi cyaa breathe good'))).toMatchObject({ intent: 'medical_concern', stage: 'rule' });
    expect(await ear.classify(message('STOP'))).toMatchObject({ intent: 'opt_out', stage: 'rule' });
    expect(server.asked).toEqual([]);
  });

  test.each([
    ['an intent that is none of ours', says({ intent: 'weather', confidence: 1, procedure: null })],
    ['a confidence beyond one', says({ intent: 'other', confidence: 7, procedure: null })],
    ['more than was asked for', says({ intent: 'other', confidence: 1, procedure: null, note: 'x' })],
    ['no JSON', { content: 'It is about lips.' }],
  ])('abstains on %s', async (_, answer) => {
    const ear = await earWith([answer]);
    expect(await ear.classify(question)).toMatchObject({ intent: 'other', confidence: 0, procedure: 'lip-filler', abstained: true });
    expect(failures).toEqual(['an answer that cannot be read']);
  });

  test('takes no procedure that the clinic does not offer', async () => {
    const ear = await earWith([says({ intent: 'pricing', confidence: 0.8, procedure: 'liposuction' })]);
    expect(await ear.classify(message('price for botox?'))).toMatchObject({ intent: 'pricing', procedure: 'botox' });
  });

  test('tries again when the server is busy', async () => {
    const ear = await earWith([{ status: 503 }, says({ intent: 'pricing', confidence: 0.8, procedure: null })]);
    expect(await ear.classify(message('how much'))).toMatchObject({ intent: 'pricing', abstained: false });
    expect(server.asked).toHaveLength(2);
  });

  test('gives up after its retries, and does not retry what is refused for good', async () => {
    const busy = await earWith([{ status: 503 }], { retries: 1 });
    expect(await busy.classify(question)).toMatchObject({ abstained: true });
    expect(server.asked).toHaveLength(2);
    expect(failures).toEqual(['refused with 503']);
    await server.close();
    const refused = await earWith([{ status: 401 }]);
    expect(await refused.classify(question)).toMatchObject({ abstained: true });
    expect(server.asked).toHaveLength(1);
  });

  test('does not wait for ever', async () => {
    const ear = await earWith([{}], { timeoutMilliseconds: 50, retries: 0 });
    expect(await ear.classify(question)).toMatchObject({ intent: 'other', abstained: true });
    expect(failures).toEqual(['no answer in time']);
  });
});
