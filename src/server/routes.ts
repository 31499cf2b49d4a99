import type { IncomingMessage, ServerResponse } from 'node:http';
import type { createBookingPage } from '../pages/bookingLink/page.ts';
import type { createFormPage } from '../pages/form/page.ts';
import { type FormReply, note } from '../pages/form/reply.ts';
import { contentSecurityPolicy } from '../pages/form/style.ts';
import type { createCalcomEndpoint } from '../webhooks/calcom/endpoint.ts';
import type { ChatwootRequest, createChatwootEndpoint } from '../webhooks/chatwoot/endpoint.ts';
import { readRawBody } from '../webhooks/readBody.ts';
import type { Reply } from '../webhooks/reply.ts';
import type { GraphqlServer } from './graphql.ts';
import { type Handler, type Route, sendJson } from './http.ts';
import type { Metrics } from './metrics.ts';
import type { Readiness } from './readiness.ts';
import type { ServerRole } from './settings.ts';
import { visitorAddress } from './visitorAddress.ts';

export interface RoutesOptions {
  readonly role: ServerRole;
  readonly calcom: ReturnType<typeof createCalcomEndpoint>;
  readonly chatwoot: ReturnType<typeof createChatwootEndpoint>;
  readonly bookingPage: ReturnType<typeof createBookingPage>;
  readonly formPage: ReturnType<typeof createFormPage>;
  readonly graphql: GraphqlServer;
  readonly metrics: Metrics;
  readonly readiness: () => Promise<Readiness>;
}

/** The HTTP surface; contract.md, "HTTP". A worker answers for its health only. */
export function createRoutes({
  role,
  calcom,
  chatwoot,
  bookingPage,
  formPage,
  graphql,
  metrics,
  readiness,
}: RoutesOptions): readonly Route[] {
  const health: readonly Route[] = [
    { method: 'GET', path: '/healthz', open: true, handler: (_request, response) => sendJson(response, 200, { status: 'alive' }) },
    {
      method: 'GET',
      path: '/readyz',
      open: true,
      async handler(_request, response) {
        const { ready, parts } = await readiness();
        sendJson(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', parts });
      },
    },
    {
      method: 'GET',
      path: '/metrics',
      open: true,
      async handler(_request, response) {
        const text = await metrics.registry.metrics();
        response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text);
      },
    },
  ];
  if (role === 'worker') return health;
  return [
    ...health,
    { method: 'POST', path: '/webhooks/calcom/', open: true, handler: webhook('calcom', calcom, metrics) },
    { method: 'POST', path: '/webhooks/chatwoot/', open: true, handler: webhook('chatwoot', chatwoot, metrics) },
    { method: 'GET', path: '/b/', open: true, handler: bookingLink(bookingPage, metrics) },
    { method: 'GET', path: '/f/', open: true, handler: intakeForm(formPage, metrics) },
    { method: 'POST', path: '/f/', open: true, handler: intakeForm(formPage, metrics) },
    { method: '*', path: '/graphql', handler: (request, response) => graphql.handle(request, response) },
    { method: 'GET', path: '/', handler: (_request, response) => redirect(response, '/graphql') },
  ];
}

const redirect = (response: ServerResponse, location: string): void => {
  response.writeHead(302, { location }).end();
};

/** Her name and addresses stand in the address that she is led to: nobody keeps it, and no page is told of it. */
const discreetly = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex, nofollow' };

const asPage = {
  ...discreetly,
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
};

function bookingLink(page: RoutesOptions['bookingPage'], metrics: Metrics): Handler {
  return async (request, response, [token = '']) => {
    const { headers } = request;
    const { location, outcome, wait } = await page({ token, address: visitorAddress(request), isLook: request.method === 'HEAD', headers });
    metrics.bookingLinks.inc({ outcome });
    if (wait) return void response.writeHead(429, { ...asPage, 'retry-after': `${wait.seconds}` }).end(wait.page);
    if (location !== null) return void response.writeHead(302, { ...discreetly, location }).end();
    const text = 'This link leads nowhere any more. Please ask the clinic for a new one.\n';
    response.writeHead(404, { ...discreetly, 'content-type': 'text/plain; charset=utf-8' }).end(text);
  };
}

/** The largest that may be posted of one section: all sections together fit into one event. */
const maxFormBytes = 32 * 1024;

function intakeForm(page: RoutesOptions['formPage'], metrics: Metrics): Handler {
  const reply = (response: ServerResponse, { status, outcome, page: text, location, retryAfter }: FormReply): void => {
    metrics.intakeForms.inc({ outcome });
    response
      .writeHead(status, {
        ...asPage,
        ...(location === null ? {} : { location }),
        ...(retryAfter === null ? {} : { 'retry-after': `${retryAfter}` }),
        // What is still to come is not read: the connection goes with it.
        ...(status === 413 ? { connection: 'close' } : {}),
      })
      .end(text);
  };
  return async (request, response, [token = '']) => {
    const query = new URLSearchParams(request.url?.split('?', 2)[1]);
    const asked = { token, address: visitorAddress(request), headers: request.headers, query, isLook: request.method === 'HEAD' };
    if (request.method !== 'POST') return reply(response, await page({ ...asked, body: null }));
    const read = await readRawBody(request, maxFormBytes);
    if (read.type === 'broken') return void response.destroy();
    if (read.type === 'tooLarge') return reply(response, note('tooLarge', null));
    reply(response, await page({ ...asked, body: read.body.toString('utf8') }));
  };
}

type Endpoint = (request: ChatwootRequest) => Promise<Reply>;

function webhook(source: 'calcom' | 'chatwoot', endpoint: Endpoint, metrics: Metrics): Handler {
  return async (request: IncomingMessage, response, [clinic = '', ...rest]) => {
    if (rest.length > 0) return sendJson(response, 404, { error: 'there is nothing here' });
    const read = await readRawBody(request);
    if (read.type === 'broken') return void response.destroy();
    if (read.type === 'tooLarge') {
      metrics.refusedWebhooks.inc({ source, reason: 'too large' });
      // What is still to come is not read: the connection goes with it.
      return sendJson(response, 413, { error: 'a body may have 1 MiB' }, { connection: 'close' });
    }
    const token = new URLSearchParams(request.url?.split('?', 2)[1]).get('token');
    const { status, body, headers } = await endpoint({ clinic, headers: request.headers, body: read.body, token });
    if (status === 200) metrics.deliveries.inc({ source, status: 'status' in body ? String(body.status) : '' });
    else metrics.refusedWebhooks.inc({ source, reason: refusals[status] });
    sendJson(response, status, body, headers);
  };
}

const refusals = { 401: 'signature', 404: 'unknown clinic', 503: 'unavailable' } as const;
