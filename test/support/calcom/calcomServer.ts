import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with a request, in the place of an answer. */
export type CalcomFault =
  | { readonly type: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }
  /** Nothing is ever answered. */
  | { readonly type: 'silence' }
  /** The connection breaks in the middle of the answer. */
  | { readonly type: 'break' }
  /** An answer of another version of the API. */
  | { readonly type: 'otherVersion' };

export const tooManyRequests = (seconds: number): CalcomFault => ({
  type: 'status',
  status: 429,
  headers: { 'x-ratelimit-limit-default': '120', 'x-ratelimit-remaining-default': '0', 'x-ratelimit-reset-default': String(seconds) },
});

export interface AskedQuestion {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly version: string | undefined;
  readonly authorization: string | undefined;
}

/** A booking as the API gives it; what a filter asks of it has names. */
export interface ApiBooking {
  readonly uid: string;
  readonly updatedAt: string;
  readonly start: string;
  readonly end: string;
  readonly [key: string]: unknown;
}

/** Speaks as much of Cal.com's API v2 as is asked of it, with its faults, and remembers what it was asked. */
export interface CalcomServer {
  readonly url: string;
  readonly asked: readonly AskedQuestion[];
  /** What the next requests come to, one each; then answers again. */
  failWith(...faults: readonly CalcomFault[]): void;
  close(): Promise<void>;
}

export interface CalcomServerOptions {
  readonly apiKey?: string;
  /** Free times, as instants. */
  readonly slots?: () => readonly string[];
  readonly bookings?: () => readonly ApiBooking[];
  /** The server's own clock. */
  readonly now?: () => Date;
}

const versions: Readonly<Record<string, string>> = { '/v2/slots': '2024-09-04', '/v2/bookings': '2024-08-13' };

export async function startCalcomServer({
  apiKey = 'cal_test_key',
  slots = () => [],
  bookings = () => [],
  now = () => new Date(),
}: CalcomServerOptions = {}): Promise<CalcomServer> {
  const asked: AskedQuestion[] = [];
  let faults: readonly CalcomFault[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const address = new URL(request.url ?? '/', 'http://calcom');
    const question: AskedQuestion = {
      path: address.pathname,
      query: Object.fromEntries(address.searchParams),
      version: one(request.headers['cal-api-version']),
      authorization: request.headers.authorization,
    };
    asked.push(question);
    response.setHeader('date', now().toUTCString());
    const [fault, ...later] = faults;
    faults = later;
    if (fault) return fail(response, fault, question.path);
    if (question.authorization !== `Bearer ${apiKey}`) return refuse(response, 401, 'UnauthorizedException', question.path);
    const data = question.path === '/v2/slots' ? slotsOf(slots(), question) : question.path === '/v2/bookings' ? bookings() : null;
    if (data === null) return refuse(response, 404, 'NotFoundException', question.path);
    // Another version is another, older shape (integrations.md 2).
    if (question.version !== versions[question.path]) return sendJson(response, 200, { bookings: [], busy: [] });
    if (question.path === '/v2/slots') return sendJson(response, 200, { status: 'success', data });
    return sendPage(response, bookings(), question);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A listening TCP server's address is an object.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    failWith(...next) {
      faults = next;
    },
    close: () => closed(server),
  };
}

const one = (header: string | readonly string[] | undefined): string | undefined => (typeof header === 'string' ? header : header?.[0]);

function sendJson(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(JSON.stringify(body));
}

/** As `http-exception.filter.ts` has it. */
function refuse(response: ServerResponse, status: number, code: string, path: string): void {
  sendJson(response, status, { status: 'error', timestamp: new Date(0).toISOString(), path, error: { code, message: code, details: {} } });
}

function fail(response: ServerResponse, fault: CalcomFault, path: string): void {
  switch (fault.type) {
    case 'status': {
      const code = fault.status === 429 ? 'ThrottlerException' : 'InternalServerErrorException';
      const body = fault.body ?? {
        status: 'error',
        timestamp: new Date(0).toISOString(),
        path,
        error: { code, message: code, details: {} },
      };
      sendJson(response, fault.status, body, fault.headers);
      return;
    }
    case 'silence':
      return;
    case 'break':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"status":"succ');
      setImmediate(() => response.destroy());
      return;
    case 'otherVersion':
      sendJson(response, 200, { bookings: [] });
      return;
    default:
      fault satisfies never;
  }
}

/** By day of the zone that was asked for, with its offset, as the API gives them. */
function slotsOf(times: readonly string[], { query }: AskedQuestion): Record<string, { start: string }[]> {
  const { start = '', end = '', timeZone = 'UTC' } = query;
  const days: Record<string, { start: string }[]> = {};
  for (const time of times.filter((at) => Date.parse(at) >= Date.parse(start) && Date.parse(at) < Date.parse(end))) {
    const local = inZone(new Date(time), timeZone);
    const day = local.slice(0, 10);
    days[day] = [...(days[day] ?? []), { start: local }];
  }
  return days;
}

function inZone(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at).replace(' ', 'T');
  const offset = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).format(at).split('GMT')[1] ?? '';
  return `${parts}.000${offset === '' ? 'Z' : offset}`;
}

function sendPage(response: ServerResponse, all: readonly ApiBooking[], { query }: AskedQuestion): void {
  const { afterUpdatedAt, afterStart, beforeEnd, sortEnd, take = '100', skip = '0' } = query;
  const fitting = all.filter(
    (one) =>
      (!afterUpdatedAt || Date.parse(one.updatedAt) >= Date.parse(afterUpdatedAt)) &&
      (!afterStart || Date.parse(one.start) >= Date.parse(afterStart)) &&
      (!beforeEnd || Date.parse(one.end) <= Date.parse(beforeEnd)),
  );
  const key = (one: ApiBooking): string => (sortEnd ? one.end : one.updatedAt);
  const sorted = fitting.toSorted((a, b) => Date.parse(key(a)) - Date.parse(key(b)));
  const page = sorted.slice(Number(skip), Number(skip) + Number(take));
  const hasNextPage = Number(skip) + page.length < sorted.length;
  sendJson(response, 200, {
    status: 'success',
    data: page,
    pagination: { totalItems: sorted.length, returnedItems: page.length, hasNextPage, hasPreviousPage: Number(skip) > 0 },
  });
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
