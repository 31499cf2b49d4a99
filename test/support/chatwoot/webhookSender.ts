import { randomUUID } from 'node:crypto';
import { signChatwoot } from '../../../src/webhooks/chatwoot/signature.ts';

/** Where webhooks go, and under which secret; null: a server too old to sign. */
export interface WebhookTarget {
  readonly url: string;
  readonly secret: string | null;
}

/** How held webhooks are let go. */
export interface Release {
  /** Default: as they were made. */
  readonly order?: (bodies: readonly string[]) => readonly string[];
  /** How often each is sent; default 1. */
  readonly times?: number;
}

/** Sends webhooks as Chatwoot does: each once, with a delivery id of its own, in no order that holds; what fails is dropped. */
export interface WebhookSender {
  /** Sends at once, or holds it back. */
  send(body: string): void;
  hold(): void;
  /** Sends what was held, one after the other, and goes on at once from there. Resolves with the answers' statuses. */
  release(options?: Release): Promise<readonly number[]>;
  /** Made and not yet sent. */
  readonly held: readonly string[];
  /** Resolves when nothing is on its way. */
  idle(): Promise<void>;
}

export function createWebhookSender(target: WebhookTarget, now: () => Date): WebhookSender {
  let held: string[] = [];
  let holding = false;
  const under = new Set<Promise<unknown>>();

  async function post(body: string): Promise<number> {
    const timestamp = String(Math.floor(now().getTime() / 1_000));
    const signature =
      target.secret === null
        ? {}
        : { 'x-chatwoot-timestamp': timestamp, 'x-chatwoot-signature': signChatwoot(body, timestamp, target.secret) };
    const response = await fetch(target.url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'x-chatwoot-delivery': randomUUID(), ...signature },
    });
    await response.arrayBuffer();
    return response.status;
  }

  const start = (body: string): void => {
    // Chatwoot drops what it cannot deliver.
    const sending = post(body).catch(() => 0);
    under.add(sending);
    void sending.then(() => under.delete(sending));
  };

  return {
    send: (body) => (holding ? void held.push(body) : start(body)),
    hold() {
      holding = true;
    },
    async release({ order, times = 1 } = {}) {
      const bodies = order ? order(held) : held;
      held = [];
      holding = false;
      const statuses: number[] = [];
      for (const body of bodies) for (let time = 0; time < times; time++) statuses.push(await post(body));
      return statuses;
    },
    get held() {
      return held;
    },
    async idle() {
      while (under.size > 0) await Promise.all(under);
    },
  };
}
