import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ChatwootAccount, createChatwootAccount } from './account.ts';
import { type ApiAnswer, type ApiTokens, createApi } from './api.ts';
import { type ApiRequest, createFaults, type Faults, type PlannedFault } from './faults.ts';
import type { ChatwootMessage } from './model.ts';
import { createWebhookSender, type WebhookSender, type WebhookTarget } from './webhookSender.ts';

export interface ChatwootServerOptions {
  /** The account that it serves; a new one, by default. */
  readonly account?: ChatwootAccount;
  readonly tokens?: ApiTokens;
  /** Where its webhooks go; null: nowhere. */
  readonly webhook?: WebhookTarget | null;
  /** The time by which webhooks are signed. */
  readonly now?: () => Date;
}

/** A Chatwoot server over real HTTP, with faults that a test can switch on for a request. */
export interface ChatwootServer {
  readonly url: string;
  readonly account: ChatwootAccount;
  readonly tokens: ApiTokens;
  readonly faults: Faults;
  readonly webhooks: WebhookSender;
  /** Every request, answered or not. */
  readonly requests: readonly ApiRequest[];
  /** What reached patients: sent, not refused by the channel, and not taken for something that came from it. */
  readonly delivered: readonly ChatwootMessage[];
  /** Stores what came late. */
  storeLate(): void;
  /** Has the channel refuse what was to fail later. */
  failLater(error?: string): void;
  close(): Promise<void>;
}

export async function startChatwootServer(options: ChatwootServerOptions = {}): Promise<ChatwootServer> {
  const {
    account = createChatwootAccount(),
    tokens = { bot: 'test-bot-token', user: 'test-user-token' },
    webhook = null,
    now = () => new Date(),
  } = options;
  const api = createApi(account, tokens);
  const faults = createFaults();
  const requests: ApiRequest[] = [];
  const late: ApiRequest[] = [];
  const doomed: ChatwootMessage[] = [];
  const webhooks = createWebhookSender(webhook ?? { url: '', secret: null }, now);
  account.onWebhook = webhook ? webhooks.send : () => {};

  const server = createServer((request, response) => {
    void readRequest(request, account.id).then(
      (read) => {
        if (!read) return respond(response, { status: 404, body: { error: 'Resource could not be found' } });
        requests.push(read);
        answer(read, faults.take(read), response);
      },
      () => respond(response, { status: 400, body: { error: 'The body is no JSON' } }),
    );
  });

  function answer(request: ApiRequest, planned: PlannedFault | null, response: ServerResponse): void {
    const fault = planned?.fault ?? null;
    switch (fault) {
      case 'tooMany': {
        const wish = planned?.retryAfter === undefined ? {} : { 'retry-after': planned.retryAfter };
        response.writeHead(429, { 'content-type': 'text/plain', ...wish }).end('Retry later\n');
        return;
      }
      case 'broken':
        response
          .writeHead(500, { 'content-type': 'text/html' })
          .end('<!DOCTYPE html><title>We’re sorry, but something went wrong (500)</title>');
        return;
      case 'hangs':
        return;
      case 'storesLate':
        late.push(request);
        return;
      case 'storesAndHangs':
        api(request);
        return;
      case 'storesAndBreaks':
        api(request);
        response.destroy();
        return;
      case 'failsLater':
      case null: {
        const result = api(request);
        if (fault !== null && result.stored) doomed.push(result.stored);
        respond(response, result);
        return;
      }
      default:
        fault satisfies never;
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    account,
    tokens,
    faults,
    webhooks,
    requests,
    get delivered() {
      return account.messages.filter(
        ({ type, isPrivate, status, sourceId }) => type !== 'incoming' && !isPrivate && status !== 'failed' && sourceId === null,
      );
    },
    storeLate() {
      for (const request of late.splice(0)) api(request);
    },
    failLater(error = '131026: Message undeliverable') {
      for (const message of doomed.splice(0))
        account.changeMessage(message, { status: 'failed', contentAttributes: { ...message.contentAttributes, external_error: error } });
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await webhooks.idle();
    },
  };
}

const respond = (response: ServerResponse, { status, body }: ApiAnswer): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
};

/** Null for what is not of this account. */
async function readRequest(request: IncomingMessage, account: number): Promise<ApiRequest | null> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://chatwoot');
  const path = /^\/api\/v1\/accounts\/(\d+)(\/.*)$/.exec(pathname);
  if (!path?.[2] || Number(path[1]) !== account) return null;
  const text = Buffer.concat(chunks).toString('utf8');
  const body: unknown = text === '' ? {} : JSON.parse(text);
  const token = request.headers.api_access_token;
  return {
    method: request.method ?? 'GET',
    path: path[2],
    query,
    token: typeof token === 'string' ? token : null,
    body: typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}, // an object's members may be anything
  };
}
