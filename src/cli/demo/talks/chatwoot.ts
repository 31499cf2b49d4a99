import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { DemoFailure } from '../failure.ts';
import type { StoredMessage } from './webhooks.ts';

/** What the clinic's bot sends of a message that it wants delivered (integrations.md 4). */
const posted = z.object({ content: z.string(), content_attributes: z.record(z.string(), z.unknown()).nullish() });

export interface DemoChatwootOptions {
  readonly port: number;
  /** Called with what was stored in a conversation, once the server has its answer. */
  readonly onStored: (conversation: number, message: StoredMessage) => void;
}

/** As much of a Chatwoot as the clinic's bot talks to: it stores what is posted to a conversation, and keeps it for who reads it there. */
export interface DemoChatwoot {
  /** Messages stored so far, in all conversations. */
  readonly stored: number;
  /**
   * Resolves with the first message of a conversation that fits, after the so-many-th; null when none came in time, in milliseconds.
   * Rejects with the signal's reason.
   */
  said(
    conversation: number,
    fits: (message: StoredMessage, index: number) => boolean,
    patience: number,
    signal: AbortSignal,
  ): Promise<StoredMessage | null>;
  /** How many messages a conversation has. */
  count(conversation: number): number;
  close(): Promise<void>;
}

/** Opens the demo's Chatwoot on this machine. Fails with {@link DemoFailure} when the port is taken. */
export async function openChatwoot({ port, onStored }: DemoChatwootOptions): Promise<DemoChatwoot> {
  const conversations = new Map<number, StoredMessage[]>();
  const waiting = new Set<() => void>();
  let stored = 0;
  // Later than any of hers, and never twice, also by another run.
  let lastId = Date.now() * 1_000;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const conversation = /^\/api\/v1\/accounts\/\d+\/conversations\/(\d+)\/messages$/.exec(request.url ?? '')?.[1];
    if (request.method !== 'POST' || !conversation) return reply(response, 404, { error: 'Resource could not be found' });
    if (!request.headers.api_access_token) return reply(response, 401, { error: 'Invalid Access Token' });
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const read = posted.safeParse(parsed(Buffer.concat(chunks)));
    if (!read.success) return reply(response, 422, { error: 'content is missing' });
    const { content, content_attributes } = read.data;
    const message: StoredMessage = { id: ++lastId, by: 'bot', content, contentAttributes: content_attributes ?? {}, at: new Date() };
    const id = Number(conversation);
    conversations.set(id, [...(conversations.get(id) ?? []), message]);
    stored += 1;
    const { at, contentAttributes } = message;
    reply(response, 200, {
      id: message.id,
      content,
      conversation_id: id,
      message_type: 1,
      content_type: 'text',
      content_attributes: contentAttributes,
      created_at: Math.floor(at.getTime() / 1_000),
      private: false,
      status: 'sent',
      sender: { id: 1, name: 'Karen', type: 'agent_bot' },
    });
    onStored(id, message);
    for (const look of [...waiting]) look();
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new DemoFailure(`its Chatwoot cannot listen at port ${port}: does another demo play? --chatwoot-port takes another`, { cause }),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });

  return {
    get stored() {
      return stored;
    },
    count: (conversation) => conversations.get(conversation)?.length ?? 0,
    async said(conversation, fits, patience, signal) {
      const { promise, resolve } = Promise.withResolvers<StoredMessage>();
      const look = (): void => {
        const found = conversations.get(conversation)?.find(fits);
        if (found) resolve(found);
      };
      const ending = new AbortController();
      waiting.add(look);
      look();
      try {
        return await Promise.race([promise, delay(patience, null, { signal: AbortSignal.any([signal, ending.signal]) })]);
      } finally {
        waiting.delete(look);
        ending.abort();
      }
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

const reply = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
};

/** Null for what is no JSON. */
function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}
