import { type VirtualClock, virtualClock } from '../../src/scheduling/virtualClock.ts';
import { chatwootSecret, clinicNamed, sendingTo, startTestApp, type TestApp, type TestAppOptions } from './app.ts';
import { createChatwootAccount } from './chatwoot/account.ts';
import { type ChatwootServer, startChatwootServer } from './chatwoot/chatwootServer.ts';
import type { ChatwootConversation } from './chatwoot/model.ts';

/** A whole server and a whole Chatwoot that talk to each other over HTTP, on a virtual clock. */
export interface ClinicWithChatwoot {
  readonly app: TestApp;
  readonly chatwoot: ChatwootServer;
  readonly clock: VirtualClock;
  /** Somebody writes for the first time. */
  newcomer(k: number, content: string): ChatwootConversation;
  /** Lets so many seconds pass, with all that happens in them. */
  pass(seconds: number): Promise<void>;
  /** What patients read, in Chatwoot's order. */
  read(): readonly (string | null)[];
  close(): Promise<void>;
}

export async function startClinicWithChatwoot(options: Omit<TestAppOptions, 'clock' | 'clinicsAs'> = {}): Promise<ClinicWithChatwoot> {
  const clock = virtualClock(new Date('2026-10-05T18:03:20.000Z'));
  let url = '';
  const chatwoot = await startChatwootServer({
    account: createChatwootAccount({ now: clock.now }),
    now: clock.now,
    webhook: {
      // The one needs to know where the other is.
      get url() {
        return url;
      },
      secret: chatwootSecret,
    },
  });
  const app = await startTestApp({ ...options, clock, clinicsAs: [sendingTo(chatwoot, clinicNamed('oshun'), chatwoot.tokens)] });
  url = `${app.url}/webhooks/chatwoot/oshun`;
  for (const part of app.app.parts) clock.watch(part);
  clock.watch({
    async settled() {
      await chatwoot.webhooks.idle();
      return String(chatwoot.requests.length);
    },
  });
  const { account } = chatwoot;
  return {
    app,
    chatwoot,
    clock,
    newcomer(k, content) {
      const conversation = account.addConversation(account.addContact({ name: `Person ${k}`, phone: `+1876555${1_000 + k}` }));
      account.addMessage(conversation, { content });
      return conversation;
    },
    pass: (seconds) => clock.runUntil(new Date(clock.now().getTime() + seconds * 1_000)),
    read: () => chatwoot.delivered.map(({ content }) => content),
    async close() {
      await chatwoot.close();
      await app.close();
    },
  };
}
