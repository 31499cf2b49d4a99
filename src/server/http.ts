import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { isForeignRequest } from './developmentGuard.ts';
import { type Logger, loggable } from './logger.ts';

/** What answers a request whose path a route fits; `parts` are the path's words after the route's own. */
export type Handler = (request: IncomingMessage, response: ServerResponse, parts: readonly string[]) => Promise<void> | void;

export interface Route {
  /** Of `GET` a `HEAD` is answered too. `*` for any. */
  readonly method: 'GET' | 'POST' | '*';
  /** `/healthz`, or `/webhooks/calcom/` for everything below. */
  readonly path: string;
  readonly handler: Handler;
  /** Also from hosts and origins that are not this machine: what is signed, or says nothing. */
  readonly open?: boolean;
}

export interface HttpOptions {
  readonly host: string;
  readonly port: number;
  readonly routes: readonly Route[];
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Nobody logs in: only this machine may ask. */
  readonly development: boolean;
  readonly logger: Logger;
}

export interface HttpServer {
  readonly url: string;
  /** Ends idle connections at once and those at work when they are done, after the grace by force. */
  close(grace?: number): Promise<void>;
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  const text = JSON.stringify(body);
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text), ...headers })
    .end(text);
}

const pathOf = (request: IncomingMessage): string => (request.url ?? '/').split('?', 1)[0] ?? '/';

/** Listens, and gives each request to the first route that fits. */
export async function listen({ host, port, routes, upgrade, development, logger }: HttpOptions): Promise<HttpServer> {
  const foreign = (request: IncomingMessage): boolean => development && isForeignRequest(request);
  const server = createServer((request, response) => {
    const path = pathOf(request);
    const fits = routes.filter((one) => (one.path.endsWith('/') && one.path !== '/' ? path.startsWith(one.path) : path === one.path));
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const route = fits.find((one) => one.method === '*' || one.method === method);
    if (!route) {
      const allowed = fits.map((one) => one.method).join(', ');
      return fits.length > 0
        ? sendJson(response, 405, { error: `use ${allowed}` }, { allow: allowed })
        : sendJson(response, 404, { error: 'there is nothing here' });
    }
    if (!route.open && foreign(request))
      return sendJson(response, 403, { error: 'development mode answers this machine only: no foreign Host or Origin' });
    const parts = path.slice(route.path.length).split('/').map(decoded);
    Promise.resolve(route.handler(request, response, parts)).catch((error: unknown) => {
      logger.error({ error: loggable(error), path: route.path }, 'a request failed');
      if (!response.headersSent) sendJson(response, 500, { error: 'something went wrong' });
      else response.destroy();
    });
  });
  server.on('upgrade', (request, socket, head) => {
    if (pathOf(request) !== '/graphql' || foreign(request)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    upgrade(request, socket, head);
  });
  // Webhook senders and browsers keep connections; a header that never ends must not.
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  // A server that listens on TCP has an address of this kind.
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return { url: `http://${name}:${address.port}`, close: (grace = 2_000) => closeServer(server, grace) };
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

async function closeServer(server: Server, grace: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const force = setTimeout(() => server.closeAllConnections(), grace);
  await closed;
  clearTimeout(force);
}
