import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What was handed over, by whose token and into which conversation. */
export interface Handed {
  readonly token: string;
  readonly conversation: string;
  readonly text: string;
  readonly stamp: string;
}

/** A stand-in over HTTP that takes every message into any conversation, gives it a new id, holds nothing to be read, and sends no webhooks. */
export interface StandIn {
  readonly url: string;
  readonly handed: readonly Handed[];
  close(): Promise<void>;
}

export async function startStandIn(): Promise<StandIn> {
  const handed: Handed[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const conversation = /\/conversations\/(\d+)\/messages/.exec(request.url ?? '')?.[1];
    response.setHeader('content-type', 'application/json');
    if (request.method !== 'POST' || !conversation) return void response.end(JSON.stringify({ payload: [] }));
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
      readonly content: string;
      readonly content_attributes: { readonly karen_message: string };
    }; // as the client writes it
    handed.push({
      token: String(request.headers.api_access_token),
      conversation,
      text: body.content,
      stamp: body.content_attributes.karen_message,
    });
    response.end(JSON.stringify({ id: 990_000 + handed.length }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    handed,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
