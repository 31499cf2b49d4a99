import { createClient } from 'graphql-ws';
import { expect } from 'vitest';
import { WebSocket } from 'ws';
import { signCalcom } from '../../src/webhooks/calcom/signature.ts';
import { personBody } from './calcomBody.ts';

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

/** New bookings, posted in some lanes to servers that are killed meanwhile; what was not answered with 200 is not counted on. */
export function postBookings(urls: readonly string[], lanes: number) {
  const stop = new AbortController();
  const answered: string[] = [];
  let onAnswered = (): void => {};
  const post = async (lane: number): Promise<void> => {
    for (let k = lane * 100_000; !stop.signal.aborted; k++) {
      const body = personBody(k, { email: `person.${k}@example.com`, phone: `+1876${2_000_000 + k}`, startsAt: '2026-10-14T15:00:00Z' });
      const headers = { 'x-cal-signature-256': signCalcom(body, 'dev-calcom-secret') };
      try {
        const url = `${urls[k % urls.length]}/webhooks/calcom/oshun`;
        const response = await fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(10_000) });
        if (response.status !== 200) continue;
        answered.push(`uid-${k}`);
        onAnswered();
      } catch {
        // The server is down: Cal.com would not send this again, and neither do we. The next try shows whether it is back.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  };
  const running = Promise.all(Array.from({ length: lanes }, (_, lane) => post(lane + 1)));
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

/** The uid of every booking, page by page. */
export async function everyUid(url: string): Promise<string[]> {
  interface Page {
    readonly bookings: {
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
      readonly edges: readonly { readonly node: { readonly uid: string } }[];
    };
  }
  const query =
    'query ($after: String) { bookings(first: 100, after: $after) { pageInfo { hasNextPage endCursor } edges { node { uid } } } }';
  const uids: string[] = [];
  for (let after: string | null = null; ; ) {
    const { bookings }: Page = await ask(url, query, { after });
    uids.push(...bookings.edges.map(({ node }) => node.uid));
    if (!bookings.pageInfo.hasNextPage) return uids;
    after = bookings.pageInfo.endCursor;
  }
}

/** Checks that every answered booking is there, and none twice; gives all that are. */
export async function expectEachOnce(url: string, answered: readonly string[]): Promise<readonly string[]> {
  const seen = await everyUid(url);
  expect(new Set(seen).size).toBe(seen.length);
  expect(answered.filter((uid) => !seen.includes(uid))).toEqual([]);
  return seen;
}
