import { afterEach, describe, expect, test } from 'vitest';
import { chatwootSecret, clinicNamed, startTestApp, type TestApp } from '../support/app.ts';
import { type ChatModelServer, startChatModelServer } from '../support/chatModelServer.ts';
import { createChatwootAccount } from '../support/chatwoot/account.ts';
import { type ChatwootServer, startChatwootServer } from '../support/chatwoot/chatwootServer.ts';
import { modelAnswers } from '../support/karen.ts';

// Everything over real HTTP and on a real clock: a lead writes in Chatwoot, and reads Karen's answer there.

const asked = 'hi, i want to try botox, is the consultation free?';

let open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.toReversed()) await one.close();
  open = [];
});

interface Answered {
  readonly app: TestApp;
  readonly chatwoot: ChatwootServer;
  readonly text: string;
}

/** Has Keisha write on WhatsApp, and waits until something reaches her. */
async function answered(openaiUrl: string | null): Promise<Answered> {
  const chatwoot = await startChatwootServer({ account: createChatwootAccount() });
  const clinic = clinicNamed('oshun');
  const app = await startTestApp({
    clinicsAs: [
      {
        settings: { ...clinic.settings, chatwoot: { ...clinic.settings.chatwoot, url: chatwoot.url } },
        secrets: {
          ...clinic.secrets,
          chatwoot: { botToken: chatwoot.tokens.bot, userToken: chatwoot.tokens.user, webhookSecrets: [chatwootSecret] },
        },
      },
    ],
    ...(openaiUrl === null ? {} : { openai: { apiKey: 'key', baseUrl: openaiUrl, model: 'small' } }),
  });
  const deliveries: Promise<unknown>[] = [];
  const quiet = {
    async close() {
      chatwoot.account.onWebhook = () => {};
      await Promise.all(deliveries);
    },
  };
  open.push(chatwoot, app, quiet);
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  const { account } = chatwoot;
  account.onWebhook = (body) => {
    if (chatwoot.delivered.length > 0) resolve();
    deliveries.push(app.deliverChatwoot('oshun', body));
  };
  account.addMessage(account.addConversation(account.addContact({ name: 'Keisha Brown', phone: '+18765550142' })), { content: asked });
  await reached;
  return { app, chatwoot, text: chatwoot.delivered[0]?.content ?? '' };
}

/** Where a link leads whoever follows it. */
const followed = async (link: string): Promise<URL> => {
  const browser = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15';
  const response = await fetch(link, { redirect: 'manual', headers: { 'user-agent': browser } });
  return new URL(response.headers.get('location') ?? '');
};

describe('a signed message on WhatsApp', () => {
  test('yields one reply: the procedure, a benefit, what happens, that it is free, and a link that works', async () => {
    const { chatwoot, text, app } = await answered(null);
    expect(text).toMatch(/AI assistant/);
    expect(text).toContain("Botox softens frown lines and crow's feet");
    expect(text).toContain('A clinician listens to what you would like');
    expect(text).toMatch(/free/);
    const link = /https?:\S+\/b\/\S+/.exec(text)?.[0] ?? '';
    expect(link).toContain(`${app.url}/b/`);
    const page = await followed(link);
    expect(page.href).toContain('https://cal.com/oshun');
    expect(page.searchParams.get('metadata[channel]')).toBe('whatsapp');
    await app.settled();
    expect(chatwoot.delivered).toHaveLength(1);
  });

  test('yields one sensible reply although the model answers nonsense', async () => {
    const model: ChatModelServer = await startChatModelServer(
      modelAnswers({
        heard: { intent: 'booking', confidence: 0.9, procedure: 'botox' },
        said: 'Botox is US$5 today at https://evil.example!',
      }),
    );
    open.push(model);
    const { text } = await answered(model.url);
    expect(text).toMatch(/Botox softens.*\/b\//s);
    expect(text).not.toMatch(/US\$5|evil/);
  });
});
