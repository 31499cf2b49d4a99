import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What was handed over, by whose token and into which conversation. */
export interface Handed {
  readonly id: number;
  readonly token: string;
  readonly conversation: string;
  readonly text: string;
  readonly stamp: string;
}

export interface StandInOptions {
  /** Whether the n-th message is stored and its answer lost. */
  readonly breaks?: (n: number) => boolean;
}

/** A stand-in over HTTP that takes every message into any conversation, gives it a new id, shows it to whoever reads, and sends no webhooks. */
export interface StandIn {
  readonly url: string;
  readonly handed: readonly Handed[];
  /** Resolves once so many messages were handed over. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function startStandIn({ breaks = () => false }: StandInOptions = {}): Promise<StandIn> {
  const handed: Handed[] = [];
  let waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const conversation = /\/conversations\/(\d+)\/messages/.exec(request.url ?? '')?.[1];
    response.setHeader('content-type', 'application/json');
    if (request.method !== 'POST' || !conversation) {
      const its = handed.filter((one) => one.conversation === conversation);
      const payload = its.map(({ id, stamp }) => ({
        id,
        created_at: Math.floor(Date.now() / 1_000),
        content_attributes: { karen_message: stamp },
      }));
      return void response.end(JSON.stringify({ payload: new URL(request.url ?? '/', 'http://chatwoot').search === '' ? payload : [] }));
    }
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
      readonly content: string;
      readonly content_attributes: { readonly karen_message: string };
    }; // as the client writes it
    const id = 990_001 + handed.length;
    const token = String(request.headers.api_access_token);
    handed.push({ id, token, conversation, text: body.content, stamp: body.content_attributes.karen_message });
    for (const { resolve } of waiting.filter(({ count }) => handed.length >= count)) resolve();
    waiting = waiting.filter(({ count }) => handed.length < count);
    if (breaks(handed.length)) return void response.destroy();
    response.end(JSON.stringify({ id }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    handed,
    until: (count) =>
      new Promise((resolve) => {
        if (handed.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
