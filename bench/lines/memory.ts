import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type ChildServer, startChildServer } from '../../test/support/childServer.ts';
import type { Line } from '../line.ts';
import { startChild } from '../load/child.ts';
import { postRequest } from '../load/exchange.ts';
import { startLoad } from '../load/load.ts';
import type { Heard, SubscribersAsked } from '../load/subscribers.ts';
import { bookingRequests, webhookUrl } from '../load/webhooks.ts';
import { settled } from '../site/settled.ts';

/** Megabytes of a process's memory that are in RAM: now, and at most so far. Linux only. */
function resident(pid: number): { readonly now: number; readonly most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1_024;
  return { now: of('VmRSS'), most: of('VmHWM') };
}

const page = '{ bookings(first: 50) { edges { node { id status startsAt contact { name } } } } }';
const subscription = 'subscription { bookingFeed { __typename ... on FeedFrame { cursor } ... on BookingChanged { booking { uid } } } }';

/** What one server process that does everything keeps in memory: after its start, and at most under everything at once. */
export const memory: Line = {
  name: 'memory',
  title: 'Resident memory of the server',
  bounds: 'Idle it is Node, V8’s copy of the modules and the GraphQL schema; under load what V8 lets lie before it collects.',

  async open({ site, quick }) {
    const subscribers = quick ? 100 : 1_000;
    const load = await startLoad();
    const reading = await startLoad();
    let round = 0;

    /** A fresh server for each figure: what one has reached it does not give back. */
    const withServer = async (measure: (server: ChildServer, databaseUrl: string) => Promise<number>): Promise<number> => {
      const name = `memory_${round++}`;
      const databaseUrl = await site.createMigrated(name);
      const server = await startChildServer(site.environment(databaseUrl));
      try {
        return await measure(server, databaseUrl);
      } finally {
        await server.stop();
        await site.dropDatabase(name);
      }
    };
    return {
      contests: [
        {
          name: 'idle',
          unit: 'MB',
          better: 'less',
          ours: () =>
            withServer(async ({ pid }) => {
              // What the start needed is collected, or shows.
              await delay(5_000);
              return resident(pid).now;
            }),
          peers: [],
          aim: 200,
        },
        {
          name: `at most, with ${subscribers.toLocaleString('en')} subscribers, 16 senders and 4 readers`,
          unit: 'MB',
          better: 'less',
          ours: () =>
            withServer(async ({ pid, url }, databaseUrl) => {
              const audience = await startChild<SubscribersAsked, Heard | null>(new URL('../load/subscribers.ts', import.meta.url));
              const graphql = `${url}/graphql`;
              await audience.ask({ type: 'open', url: graphql.replace('http', 'ws'), count: subscribers, queries: [subscription] });
              const requests = bookingRequests(webhookUrl(url), quick ? 200 : 1_500);
              const pages = { url: graphql, connections: 4, requests: [postRequest(graphql, JSON.stringify({ query: page }))] };
              await Promise.all([load.ask({ url, connections: 16, requests }), reading.ask({ ...pages, count: quick ? 100 : 500 })]);
              await settled(databaseUrl);
              await audience.stop();
              return resident(pid).most;
            }),
          peers: [],
          aim: 200,
        },
      ],
      async close() {
        await Promise.all([load.stop(), reading.stop()]);
      },
    };
  },
};
