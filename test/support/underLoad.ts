import { createClient } from 'graphql-ws';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import { signCalcom } from '../../src/webhooks/calcom/signature.ts';
import { signChatwoot } from '../../src/webhooks/chatwoot/signature.ts';
import { personBody } from './calcomBody.ts';
import { personMessage } from './chatwoot/bodies.ts';
import type { StandIn } from './chatwoot/standIn.ts';

/** Asks a server that may be down at this moment, until it answers. */
export async function ask<Data>(url: string, query: string, variables = {}): Promise<Data> {
  for (;;) {
    try {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = await response.json();
      if (!errors) return data;
    } catch {
      // Killed a moment ago: it comes back on its port.
    }
  }
}

/** A webhook about a k-th new thing, and the name by which the API shows that thing. */
interface Webhook {
  readonly name: string;
  readonly path: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

const phoneOf = (k: number): string => `+1876${2_000_000 + k}`;

export function newBooking(k: number): Webhook {
  const body = personBody(k, { email: `person.${k}@example.com`, phone: phoneOf(k), startsAt: '2026-10-14T15:00:00Z' });
  const headers = { 'x-cal-signature-256': signCalcom(body, 'dev-calcom-secret') };
  return { name: `uid-${k}`, path: '/webhooks/calcom/oshun', body, headers };
}

/** Somebody's first message, which begins a conversation. */
export function firstMessage(k: number): Webhook {
  // Now: a message of another day gets no answer.
  const body = personMessage(k, { phone: phoneOf(k), at: new Date().toISOString() });
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const headers = { 'x-chatwoot-timestamp': timestamp, 'x-chatwoot-signature': signChatwoot(body, timestamp, 'dev-chatwoot-secret') };
  return { name: String(JSON.parse(body).conversation.id), path: '/webhooks/chatwoot/oshun', body, headers };
}

/** Bookings, and now and then a first message: each is answered, which takes longer than to post it. */
export const fewMessages = (k: number): Webhook => (k % 8 === 0 ? firstMessage(k) : newBooking(k));

/** New things, posted one after the other in each lane to servers that are killed meanwhile; what was not answered with 200 is not counted on. */
export function postWebhooks(urls: readonly string[], lanes: readonly ((k: number) => Webhook)[]) {
  const stop = new AbortController();
  const answered: string[] = [];
  let onAnswered = (): void => {};
  const post = async (lane: number, make: (k: number) => Webhook): Promise<void> => {
    for (let k = lane * 100_000; !stop.signal.aborted; k++) {
      const { name, path, body, headers } = make(k);
      try {
        const url = `${urls[k % urls.length]}${path}`;
        const response = await fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(10_000) });
        if (response.status !== 200) continue;
        answered.push(name);
        onAnswered();
      } catch {
        // The server is down: neither sender would send this again, and neither do we. The next try shows whether it is back.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  };
  const running = Promise.all(lanes.map((make, lane) => post(lane + 1, make)));
  return {
    answered: answered as readonly string[],
    /** Resolves when so many more were answered: the servers work again, and something is under way. */
    more(count: number): Promise<void> {
      const enough = answered.length + count;
      return new Promise((resolve) => {
        onAnswered = () => {
          if (answered.length >= enough) resolve();
        };
      });
    },
    async end(): Promise<void> {
      stop.abort();
      await running;
    },
  };
}

interface Told {
  readonly cursor: string;
  readonly kind?: string;
  readonly booking?: { readonly uid: string };
}

const feedQuery =
  'subscription ($after: Cursor) { bookingFeed(after: $after) { ... on FeedFrame { cursor } ... on BookingChanged { kind booking { uid } } } }';

/** Follows the booking feed through every break, by its last cursor, on whichever of the servers answers. */
export function followThroughBreaks(urls: readonly string[]) {
  const stop = new AbortController();
  const frames: Told[] = [];
  const waiting = new Set<() => void>();
  let after: string | null = null;
  const run = async (): Promise<void> => {
    for (let turn = 0; !stop.signal.aborted; turn++) {
      const url = (urls[turn % urls.length] ?? '').replace('http', 'ws');
      const client = createClient({ url: `${url}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0, lazy: true });
      try {
        for await (const { data } of client.iterate<{ bookingFeed: Told }>({ query: feedQuery, variables: { after } })) {
          if (!data) break;
          frames.push(data.bookingFeed);
          after = data.bookingFeed.cursor;
          for (const look of [...waiting]) look();
          if (stop.signal.aborted) break;
        }
      } catch {
        // Cut: it goes on from the last cursor.
      }
      await client.dispose();
    }
  };
  const running = run();
  const until = (fits: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (fits()) resolve();
      };
      waiting.add(look);
      look();
    });
  const scheduled = (): string[] => frames.flatMap((one) => (one.kind === 'SCHEDULED' ? [one.booking?.uid ?? ''] : []));
  return {
    ready: () => until(() => frames.length > 0),
    /** Waits until it has told of so many bookings, and checks that it told of each of them once, in order. */
    async expectOnce(uids: readonly string[]): Promise<void> {
      await until(() => scheduled().length >= uids.length);
      expect(scheduled().sort()).toEqual([...uids].sort());
      const cursors = frames.filter((one) => one.kind !== undefined).map((one) => one.cursor);
      expect(cursors).toEqual([...new Set(cursors)].sort());
    },
    /** Call it before the servers end; resolves once they have. */
    async end(): Promise<void> {
      stop.abort();
      await running;
    },
  };
}

const lag = '{ deliveries(status: RECEIVED, first: 1) { totalCount } system { parkedDeliveries projections { lagEvents deadLetters } } }';

interface Lag {
  readonly deliveries: { readonly totalCount: number };
  readonly system: {
    readonly parkedDeliveries: number;
    readonly projections: readonly { readonly lagEvents: number; readonly deadLetters: number }[];
  };
}

/** Waits until every delivery is carried out and projected, and checks that none was parked or set aside. */
export async function expectAllCarriedOut(url: string): Promise<void> {
  let state: Lag;
  do state = await ask<Lag>(url, lag);
  while (state.deliveries.totalCount > 0 || state.system.projections.some(({ lagEvents }) => lagEvents > 0));
  expect(state.system.parkedDeliveries).toBe(0);
  expect(state.system.projections.filter(({ deadLetters }) => deadLetters > 0)).toEqual([]);
}

/** The name of every one in a list, page by page. */
async function everyOne(url: string, list: 'bookings' | 'conversations', field: 'uid' | 'externalId'): Promise<string[]> {
  interface Page {
    readonly things: {
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
      readonly edges: readonly { readonly node: { readonly name: string } }[];
    };
  }
  const query = `query ($after: String) {
    things: ${list}(first: 100, after: $after) { pageInfo { hasNextPage endCursor } edges { node { name: ${field} } } }
  }`;
  const names: string[] = [];
  for (let after: string | null = null; ; ) {
    const { things }: Page = await ask(url, query, { after });
    names.push(...things.edges.map(({ node }) => node.name));
    if (!things.pageInfo.hasNextPage) return names;
    after = things.pageInfo.endCursor;
  }
}

/** Checks that everything answered is there, and nothing twice; gives the uids of the bookings and the ids of the conversations. */
export async function expectEachOnce(
  url: string,
  answered: readonly string[],
): Promise<{ readonly bookings: readonly string[]; readonly conversations: readonly string[] }> {
  const [bookings, conversations] = [await everyOne(url, 'bookings', 'uid'), await everyOne(url, 'conversations', 'externalId')];
  for (const names of [bookings, conversations]) expect(new Set(names).size).toBe(names.length);
  const seen = new Set([...bookings, ...conversations]);
  expect(answered.filter((name) => !seen.has(name))).toEqual([]);
  return { bookings, conversations };
}

/** A server that sends to the stand-in. */
export const sendingEnv = ({ url }: StandIn): Readonly<Record<string, string>> => ({
  CHATWOOT_URL: url,
  CHATWOOT_ACCOUNT_ID: '7',
  CHATWOOT_BOT_TOKEN: 'a bot',
  CHATWOOT_USER_TOKEN: 'a user',
});

/** Resolves once every process has seen every event and has nothing left to do, now or later. */
async function untilAllIsDone(url: string): Promise<void> {
  for (;;) {
    const text = await (await fetch(`${url}/metrics`)).text();
    const lines = text.split('\n').filter((line) => /^process_(?:lag_events|effects)\{/.test(line));
    if (lines.length > 0 && lines.every((line) => line.endsWith(' 0'))) return;
  }
}

/** Waits until every conversation has its reply and nothing is left to do, and checks that none has two. */
export async function expectOneReplyEach(url: string, chatwoot: StandIn, conversations: readonly string[]): Promise<void> {
  await chatwoot.until(conversations.length);
  await untilAllIsDone(url);
  expect(chatwoot.handed.map(({ conversation }) => conversation).sort()).toEqual([...conversations].sort());
}
