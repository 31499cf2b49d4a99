import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { freePort } from '../../src/database/embedded/port.ts';
import { signCalcom } from '../../src/webhooks/calcom/signature.ts';
import { signChatwoot } from '../../src/webhooks/chatwoot/signature.ts';
import { personBody } from '../support/calcomBody.ts';
import { personMessage } from '../support/chatwoot/bodies.ts';
import { type ChildServer, startChildServer } from '../support/childServer.ts';
import { serverDirectory } from '../support/serverDirectory.ts';

let home: string;
beforeAll(async () => {
  home = await serverDirectory();
});
afterAll(() => rm(home, { recursive: true, force: true }));

interface Frame {
  readonly bookingFeed: { readonly cursor: string; readonly kind?: string; readonly booking?: { readonly uid: string } };
}

/** A server that is killed and started again on one port and one directory. */
async function mortal(data: string) {
  const env = { DATA_DIR: data, PORT: String(await freePort()) };
  let server: ChildServer = await startChildServer(env);
  const { url } = server;
  const postmaster = (): number => Number(readFileSync(join(data, 'postgres/cluster/data/postmaster.pid'), 'utf8').split('\n')[0]);
  return {
    url,
    async killServer() {
      await server.kill();
      server = await startChildServer(env);
    },
    killPostgres() {
      process.kill(postmaster(), 'SIGKILL');
    },
    async killBoth() {
      process.kill(postmaster(), 'SIGKILL');
      await server.kill();
      server = await startChildServer(env);
    },
    stop: () => server.stop(),
  };
}

/** A webhook of the k-th thing, and the name by which the API shows that thing. */
interface Webhook {
  readonly name: string;
  readonly path: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

const phoneOf = (k: number): string => `+1876${2_000_000 + k}`;

function bookingOf(k: number): Webhook {
  const body = personBody(k, { email: `person.${k}@example.com`, phone: phoneOf(k), startsAt: '2026-10-14T15:00:00Z' });
  const headers = { 'x-cal-signature-256': signCalcom(body, 'dev-calcom-secret') };
  return { name: `uid-${k}`, path: '/webhooks/calcom/oshun', body, headers };
}

/** Somebody's first message, which begins a conversation. */
function messageOf(k: number): Webhook {
  const body = personMessage(k, { phone: phoneOf(k) });
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const headers = { 'x-chatwoot-timestamp': timestamp, 'x-chatwoot-signature': signChatwoot(body, timestamp, 'dev-chatwoot-secret') };
  return { name: String(JSON.parse(body).conversation.id), path: '/webhooks/chatwoot/oshun', body, headers };
}

/** Posts new things one after the other until told to stop; what was not answered with 200 is not counted on. */
async function load(
  url: string,
  { lane, of }: { readonly lane: number; readonly of: (k: number) => Webhook },
  stopped: AbortSignal,
  onAnswered: (name: string) => void,
): Promise<void> {
  for (let k = lane * 100_000; !stopped.aborted; k++) {
    const { name, path, body, headers } = of(k);
    try {
      const response = await fetch(`${url}${path}`, { method: 'POST', body, headers, signal: AbortSignal.timeout(10_000) });
      if (response.status === 200) onAnswered(name);
    } catch {
      // The server is down: neither sender would send this again, and neither do we. The next try shows whether it is back.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** Follows the feed from its first cursor on, through every break, by its last cursor. */
function followThroughBreaks(url: string, stopped: AbortSignal) {
  const frames: Frame['bookingFeed'][] = [];
  const waiting = new Set<() => void>();
  let after: string | null = null;
  const run = async (): Promise<void> => {
    while (!stopped.aborted) {
      const client = createClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0, lazy: true });
      const query =
        'subscription ($after: Cursor) { bookingFeed(after: $after) { ... on FeedFrame { cursor } ... on BookingChanged { kind booking { uid } } } }';
      try {
        for await (const { data } of client.iterate<Frame>({ query, variables: { after } })) {
          if (!data) break;
          frames.push(data.bookingFeed);
          after = data.bookingFeed.cursor;
          for (const look of [...waiting]) look();
          if (stopped.aborted) break;
        }
      } catch {
        // Cut: it goes on from the last cursor.
      }
      await client.dispose();
    }
  };
  return {
    frames,
    running: run(),
    until: (fits: () => boolean) =>
      new Promise<void>((resolve) => {
        const look = (): void => {
          if (fits()) resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

async function ask<Data>(url: string, query: string, variables = {}): Promise<Data> {
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
      // Not back yet.
    }
  }
}

/** Every thing of a list, by the field that names it. */
async function everyOne(url: string, list: 'bookings' | 'conversations', field: 'uid' | 'externalId'): Promise<string[]> {
  type Page = Readonly<
    Record<
      string,
      {
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
        readonly edges: readonly { readonly node: Readonly<Record<string, string>> }[];
      }
    >
  >;
  const names: string[] = [];
  for (let after: string | null = null; ; ) {
    const page: Page = await ask(
      url,
      `query ($after: String) { ${list}(first: 100, after: $after) { pageInfo { hasNextPage endCursor } edges { node { ${field} } } } }`,
      { after },
    );
    const some = page[list];
    names.push(...(some?.edges.map(({ node }) => node[field] ?? '') ?? []));
    if (!some?.pageInfo.hasNextPage) return names;
    after = some.pageInfo.endCursor;
  }
}

const busy = '{ deliveries(status: RECEIVED, first: 1) { totalCount } system { parkedDeliveries projections { lagEvents deadLetters } } }';

interface Busy {
  readonly deliveries: { readonly totalCount: number };
  readonly system: {
    readonly parkedDeliveries: number;
    readonly projections: readonly { readonly lagEvents: number; readonly deadLetters: number }[];
  };
}

describe('kill -9 under load', () => {
  test('of the server, of PostgreSQL, and of both loses nothing that was answered, doubles nothing, and feeds go on without gap or repeat', async () => {
    const server = await mortal(join(home, 'data'));
    const [loading, following] = [new AbortController(), new AbortController()];
    const answered: string[] = [];
    let onAnswered = (): void => {};
    const feed = followThroughBreaks(server.url, following.signal);
    await feed.until(() => feed.frames.length > 0);
    const lanes = [bookingOf, bookingOf, bookingOf, messageOf, messageOf].map((of, lane) =>
      load(server.url, { lane: lane + 1, of }, loading.signal, (name) => {
        answered.push(name);
        onAnswered();
      }),
    );
    /** Resolves when so many more were answered: the server works again, and something is under way. */
    const answers = (more: number): Promise<void> => {
      const enough = answered.length + more;
      return new Promise((resolve) => {
        onAnswered = () => {
          if (answered.length >= enough) resolve();
        };
      });
    };
    for (const round of ['killServer', 'killPostgres', 'killBoth', 'killServer', 'killPostgres', 'killBoth'] as const) {
      await answers(60);
      await server[round]();
    }
    await answers(60);
    loading.abort();
    await Promise.all(lanes);
    let state: Busy;
    do state = await ask<Busy>(server.url, busy);
    while (state.deliveries.totalCount > 0 || state.system.projections.some(({ lagEvents }) => lagEvents > 0));
    expect(state.system.parkedDeliveries).toBe(0);
    expect(state.system.projections.filter(({ deadLetters }) => deadLetters > 0)).toEqual([]);

    const seen = await everyOne(server.url, 'bookings', 'uid');
    const talks = await everyOne(server.url, 'conversations', 'externalId');
    for (const all of [seen, talks]) expect(new Set(all).size).toBe(all.length);
    expect(talks.length).toBeGreaterThan(0);
    expect(answered.filter((name) => !seen.includes(name) && !talks.includes(name))).toEqual([]);

    const scheduled = (): readonly (string | undefined)[] =>
      feed.frames.filter((one) => one.kind === 'SCHEDULED').map((one) => one.booking?.uid);
    await feed.until(() => scheduled().length >= seen.length);
    following.abort();
    await server.stop();
    await feed.running;
    expect([...scheduled()].sort()).toEqual([...seen].sort());
    const cursors = feed.frames.filter((one) => one.kind !== undefined).map((one) => one.cursor);
    expect(cursors).toEqual([...new Set(cursors)].sort());
  }, 180_000);
});
