import { afterEach, describe, expect, test } from 'vitest';
import type { CalcomWebhook } from '../../../../../src/cli/demo/calcomBodies.ts';
import type { Server } from '../../../../../src/cli/demo/server.ts';
import { playTalks } from '../../../../../src/cli/demo/talks/playTalks.ts';
import { generateTalks, talkCount } from '../../../../../src/cli/demo/talks/talks.ts';
import type { ChatwootWebhook } from '../../../../../src/cli/demo/talks/webhooks.ts';
import { freePort } from '../../../../../src/database/embedded/port.ts';

const { signal } = new AbortController();
const talks = generateTalks({ seed: 'played', now: new Date(), count: talkCount });
const [booker] = talks.filter(({ books }) => books?.yes);
const [worried] = talks.filter(({ story }) => story === 'is worried about her face');
if (!booker || !worried) throw new Error('every story is told');

let answers: Promise<unknown>[] = [];
afterEach(async () => {
  await Promise.all(answers);
  answers = [];
});

interface Heard {
  readonly chatwoot: ChatwootWebhook[];
  readonly calcom: CalcomWebhook[];
  readonly opened: string[];
}

/** A server whose Karen answers as told, by posting to the demo's Chatwoot; null: never. */
function serverWith(
  port: number,
  say: ((webhook: ChatwootWebhook | CalcomWebhook) => string | null) | null,
): { readonly server: Server; readonly heard: Heard } {
  const heard: Heard = { chatwoot: [], calcom: [], opened: [] };
  const answer = (conversation: number, content: string | null | undefined): void => {
    if (typeof content !== 'string') return;
    const init = { method: 'POST', headers: { api_access_token: 'bot' }, body: JSON.stringify({ content }) };
    answers.push(fetch(`http://127.0.0.1:${port}/api/v1/accounts/1/conversations/${conversation}/messages`, init));
  };
  const server: Server = {
    async post(body) {
      heard.calcom.push(body);
      answer(booker?.ids.conversation ?? 0, say?.(body));
      return 'accepted';
    },
    async postChatwoot(body) {
      heard.chatwoot.push(body);
      const { id } = body.conversation as { readonly id: number }; // as every message has it
      if (body.message_type === 'incoming') answer(id, say?.(body));
      return 'accepted';
    },
    async open(link) {
      heard.opened.push(link);
      return new URL('https://cal.example.com/oshun?name=x&metadata%5Bjourney%5D=token&metadata%5Bchannel%5D=whatsapp');
    },
    ask: () => Promise.reject(new Error('nobody asks')),
    askOnce: () => Promise.reject(new Error('nobody asks')),
  };
  return { server, heard };
}

const play = async (port: number, server: Server, of: typeof talks, patience = 10_000) =>
  playTalks(of, {
    ...{ server, chatwootPort: port, chatwootAccount: 1, speed: Number.POSITIVE_INFINITY, signal, patience },
    onSent: () => {},
    onPlayed: () => {},
  });

describe('a played conversation', () => {
  test('opens the link that Karen sent, books with its metadata, and says yes to the confirmation', async () => {
    const port = await freePort();
    const { server, heard } = serverWith(port, (webhook) => {
      if (webhook.event === 'message_created')
        return heard.calcom.length > 0 ? 'Great, that is settled.' : `Book here: http://127.0.0.1/b/the.token_-~`;
      return webhook.triggerEvent === 'BOOKING_CREATED' ? 'You are booked.' : null;
    });
    expect(await play(port, server, [booker])).toEqual([{ talk: booker, begunBefore: false, saidYes: true, missing: null }]);
    expect(heard.opened).toEqual(['http://127.0.0.1/b/the.token_-~']);
    expect(heard.calcom[0]).toMatchObject({
      triggerEvent: 'BOOKING_CREATED',
      payload: { metadata: { journey: 'token', channel: 'whatsapp' } },
    });
    const echoes = heard.chatwoot.filter(({ message_type }) => message_type === 'outgoing');
    expect(echoes.map(({ content }) => content)).toContain('You are booked.');
  });

  test('says what did not come, when others were answered', async () => {
    const port = await freePort();
    const { server } = serverWith(port, (webhook) => (webhook.content === worried.asks.lines[0] ? 'A clinician will answer you.' : null));
    const played = await play(port, server, [worried, booker], 300);
    expect(played.map(({ missing }) => missing)).toEqual([null, 'Karen sent no link within 0.3 s']);
  });

  test('is left alone when an earlier run had begun it', async () => {
    const port = await freePort();
    const { server, heard } = serverWith(port, null);
    const played = await play(port, { ...server, postChatwoot: async () => 'duplicate' }, [booker]);
    expect(played).toMatchObject([{ begunBefore: true }]);
    expect(heard.calcom).toEqual([]);
  });

  test('ends the demo when nothing of Karen’s comes at all, and says where to look', async () => {
    const port = await freePort();
    const { server } = serverWith(port, null);
    await expect(play(port, server, [worried, booker], 50)).rejects.toThrow(`nothing of Karen's reached http://127.0.0.1:${port}`);
  });
});
