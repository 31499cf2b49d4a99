import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chatwootSecret, startTestApp, type TestApp } from '../support/app.ts';
import { createChatwootAccount } from '../support/chatwoot/account.ts';
import { type ChatwootServer, startChatwootServer } from '../support/chatwoot/chatwootServer.ts';
import type { ChatwootConversation } from '../support/chatwoot/model.ts';
import { randomOf } from '../support/messaging/random.ts';

// A Chatwoot over HTTP, whose webhooks come to us over HTTP: what is written through its API comes back as it does in life.

let app: TestApp;
let chatwoot: ChatwootServer;
let conversation: ChatwootConversation;
beforeEach(async () => {
  app = await startTestApp();
  chatwoot = await startChatwootServer({
    account: createChatwootAccount(),
    webhook: { url: `${app.url}/webhooks/chatwoot/oshun`, secret: chatwootSecret },
  });
  const { account } = chatwoot;
  conversation = account.addConversation(account.addContact({ name: 'Keisha Brown', phone: '+18765550142' }));
});
afterEach(async () => {
  await chatwoot.close();
  await app.close();
});

const write = (content: string, more: object = {}): Promise<Response> =>
  fetch(`${chatwoot.url}/api/v1/accounts/7/conversations/${conversation.id}/messages`, {
    method: 'POST',
    headers: { api_access_token: chatwoot.tokens.bot, 'content-type': 'application/json' },
    body: JSON.stringify({ content, ...more }),
  });

interface Seen {
  readonly conversations: {
    readonly edges: readonly {
      readonly node: {
        readonly owner: string;
        readonly messages: {
          readonly edges: readonly { readonly node: { readonly author: string; readonly text: string; readonly status: string } }[];
        };
      };
    }[];
  };
}

async function seen() {
  await chatwoot.webhooks.idle();
  await app.settled();
  const { data } = await app.query<Seen>(
    '{ conversations(first: 5) { edges { node { owner messages(first: 20) { edges { node { author text status } } } } } } }',
  );
  return data?.conversations.edges.map(({ node: { owner, messages } }) => ({ owner, messages: messages.edges.map(({ node }) => node) }));
}

describe('what is written through Chatwoot’s API', () => {
  test('comes back as one message, whatever order its webhooks come in and however often', async () => {
    chatwoot.webhooks.hold();
    chatwoot.account.addMessage(conversation, { content: 'How much is Botox?' });
    expect((await write('From 45,000')).status).toBe(200);
    const [, sent] = chatwoot.account.messages;
    if (sent) chatwoot.account.changeMessage(sent, { status: 'read' });
    const statuses = await chatwoot.webhooks.release({ order: randomOf(7).shuffled, times: 2 });
    expect(new Set(statuses)).toEqual(new Set([200]));
    const [only, ...others] = (await seen()) ?? [];
    expect(others).toEqual([]);
    expect(only?.owner).toBe('ASSISTANT');
    expect(only?.messages.toSorted((a, b) => (a.author < b.author ? -1 : 1))).toEqual([
      { author: 'KAREN', text: 'From 45,000', status: 'READ' },
      { author: 'PATIENT', text: 'How much is Botox?', status: 'RECEIVED' },
    ]);
  });

  test('is seen although nobody was answered, and as failed once the channel refuses it', async () => {
    chatwoot.account.addMessage(conversation, { content: 'Hi' });
    chatwoot.faults.plan('storesAndBreaks');
    await expect(write('Hello Keisha')).rejects.toThrow();
    chatwoot.faults.plan('failsLater');
    expect((await write('See you soon')).status).toBe(200);
    chatwoot.failLater();
    const byText = Object.fromEntries((await seen())?.[0]?.messages.map(({ text, status }) => [text, status]) ?? []);
    expect(byText).toEqual({ Hi: 'RECEIVED', 'Hello Keisha': 'SENT', 'See you soon': 'FAILED' });
  });

  test('comes back with our labels and attributes, which change nothing', async () => {
    chatwoot.account.addMessage(conversation, { content: 'Hi' });
    for (const step of [1, 2, 3]) {
      chatwoot.account.setLabels(conversation, [`label-${step}`]);
      chatwoot.account.setCustomAttributes(conversation, { step });
    }
    const [only] = (await seen()) ?? [];
    expect(only).toMatchObject({ owner: 'ASSISTANT', messages: [{ text: 'Hi' }] });
  });
});
