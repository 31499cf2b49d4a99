import { setTimeout as delay } from 'node:timers/promises';
import { DemoFailure } from '../failure.ts';
import type { Receipt, Server } from '../server.ts';
import { openChatwoot } from './chatwoot.ts';
import { type PlayedTalk, playTalk } from './playTalk.ts';
import type { Talk } from './talk.ts';
import { messageCreated } from './webhooks.ts';

export interface PlayTalksOptions {
  readonly server: Server;
  readonly chatwootPort: number;
  readonly chatwootAccount: number;
  /** Conversations begun a second; Infinity: all at once. */
  readonly speed: number;
  readonly signal: AbortSignal;
  /** Milliseconds for which an answer of Karen's is waited for; see {@link playTalk}. */
  readonly patience?: number;
  /** Called after each body that was taken. */
  readonly onSent: (trigger: string, receipt: Receipt) => void;
  /** Called after each conversation. */
  readonly onPlayed: () => void;
}

/**
 * Plays conversations side by side, and is the clinic's Chatwoot while it does. Fails with {@link DemoFailure} where that cannot be,
 * or where nothing of Karen's ever reached it.
 */
export async function playTalks(talks: readonly Talk[], options: PlayTalksOptions): Promise<readonly PlayedTalk[]> {
  if (talks.length === 0) return [];
  const { chatwootPort: port, chatwootAccount: account, speed, signal, onPlayed, patience } = options;
  const server = telling(options);
  const byId = new Map(talks.map((talk) => [talk.ids.conversation, talk]));
  const echoes: Promise<unknown>[] = [];
  const chatwoot = await openChatwoot({
    port,
    onStored(conversation, message) {
      // A conversation of an earlier run is told of by nobody.
      const talk = byId.get(conversation);
      if (talk) echoes.push(server.postChatwoot(messageCreated(talk, message, account)));
    },
  });
  try {
    const played = await Promise.all(
      talks.map(async (talk, index) => {
        await delay((index / speed) * 1_000, undefined, { signal });
        const one = await playTalk(talk, { server, chatwoot, account, signal, ...(patience === undefined ? {} : { patience }) });
        onPlayed();
        return one;
      }),
    );
    if (chatwoot.stored === 0 && played.some(({ missing }) => missing !== null)) {
      throw new DemoFailure(
        `nothing of Karen's reached http://127.0.0.1:${port}: is that the clinic's chatwoot.url, and has it a botToken? --conversations 0 plays without`,
      );
    }
    return played;
  } finally {
    await chatwoot.close();
    await Promise.allSettled(echoes);
  }
}

/** The server, with every body that it takes told of. */
const telling = ({ server, onSent }: PlayTalksOptions): Server => ({
  ...server,
  async post(body) {
    const receipt = await server.post(body);
    onSent(body.triggerEvent, receipt);
    return receipt;
  },
  async postChatwoot(body) {
    const receipt = await server.postChatwoot(body);
    onSent(body.event, receipt);
    return receipt;
  },
});
