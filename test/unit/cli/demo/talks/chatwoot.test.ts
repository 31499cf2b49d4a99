import { afterEach, describe, expect, test } from 'vitest';
import { type DemoChatwoot, openChatwoot } from '../../../../../src/cli/demo/talks/chatwoot.ts';
import type { StoredMessage } from '../../../../../src/cli/demo/talks/webhooks.ts';
import { freePort } from '../../../../../src/database/embedded/port.ts';
import type { MessageId } from '../../../../../src/domain/ids.ts';
import { chatwootClient } from '../../../../../src/gateways/chatwoot/client.ts';
import { systemClock } from '../../../../../src/scheduling/systemClock.ts';

const { signal } = new AbortController();
let open: DemoChatwoot[] = [];
afterEach(async () => {
  for (const one of open) await one.close();
  open = [];
});

async function opened(onStored: (conversation: number, message: StoredMessage) => void = () => {}) {
  const port = await freePort();
  const chatwoot = await openChatwoot({ port, onStored });
  open.push(chatwoot);
  const client = chatwootClient({ url: `http://127.0.0.1:${port}`, account: 1, botToken: 'bot', userToken: null, clock: systemClock });
  const post = (text: string) =>
    client.post({ stamp: text as MessageId, text, template: null }, { type: 'conversation', conversation: '77' }); // any text is a stamp
  return { port, chatwoot, post };
}

describe('the Chatwoot of the demo', () => {
  test('stores what the clinic’s own client posts, and has it echoed with its stamp', async () => {
    const echoes: (readonly [number, StoredMessage])[] = [];
    const { chatwoot, post } = await opened((conversation, message) => echoes.push([conversation, message]));
    expect(await post('hello')).toMatchObject({ type: 'stored', stored: { conversation: '77' } });
    expect([chatwoot.stored, chatwoot.count(77), chatwoot.count(78)]).toEqual([1, 1, 0]);
    expect(echoes).toEqual([[77, expect.objectContaining({ by: 'bot', content: 'hello' })]]);
    expect(JSON.stringify(echoes[0]?.[1].contentAttributes)).toContain('hello');
  });

  test('gives a message to who waits for it, whether it comes before or after', async () => {
    const { chatwoot, post } = await opened();
    const second = chatwoot.said(77, (_message, index) => index >= 1, 10_000, signal);
    await post('one');
    await post('two');
    expect(await second).toMatchObject({ content: 'two' });
    expect(await chatwoot.said(77, ({ content }) => content === 'one', 10_000, signal)).toMatchObject({ content: 'one' });
  });

  test('says that nothing came in time', async () => {
    const { chatwoot } = await opened();
    expect(await chatwoot.said(77, () => true, 1, signal)).toBeNull();
  });

  test('knows no other path, and needs a token', async () => {
    const { port } = await opened();
    const ask = async (path: string, init: RequestInit): Promise<number> =>
      (await fetch(`http://127.0.0.1:${port}/api/v1/accounts/1${path}`, init)).status;
    expect(await ask('/contacts/search?q=x', {})).toBe(404);
    expect(await ask('/conversations/77/messages', { method: 'POST', body: '{}' })).toBe(401);
    expect(await ask('/conversations/77/messages', { method: 'POST', body: '{}', headers: { api_access_token: 'bot' } })).toBe(422);
  });

  test('says so in a line when its port is taken', async () => {
    const { port } = await opened();
    await expect(openChatwoot({ port, onStored: () => {} })).rejects.toThrow(`its Chatwoot cannot listen at port ${port}`);
  });
});
