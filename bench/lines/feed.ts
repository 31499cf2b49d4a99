import pg from 'pg';
import { startChildServer } from '../../test/support/childServer.ts';
import type { Line } from '../line.ts';
import { type Child, startChild } from '../load/child.ts';
import { openExchange } from '../load/exchange.ts';
import { quantile } from '../load/load.ts';
import type { Heard, SubscribersAsked } from '../load/subscribers.ts';
import { bookingRequests, webhookUrl } from '../load/webhooks.ts';
import { startPeer } from '../peers/peer.ts';

type Subscribers = Child<SubscribersAsked, Heard | null>;

const selection =
  '{ bookingFeed { __typename ... on FeedFrame { cursor } ... on BookingChanged { kind occurredAt booking { id uid status startsAt contact { name phone } } } } }';

/** From the commit of an event to its arrival at a thousand subscribers, one change after the other. */
export const feed: Line = {
  name: 'feed',
  title: 'Commit to 1,000 live subscribers',
  bounds:
    'A thousand writes to a thousand sockets, here and in the process that reads them; before them the projection’s transaction, which the plain fan-out does not have.',

  async open({ site, quick }) {
    const subscribers = quick ? 200 : 1_000;
    const changes = quick ? 20 : 50;
    /** Of the peer that takes seconds for each: a thousand times ten are enough for a 99th percentile. */
    const slowChanges = quick ? 20 : 10;
    const databaseUrl = await site.createMigrated('feed');
    const client = new pg.Client(databaseUrl);
    await client.connect();
    const server = await startChildServer(site.environment(databaseUrl));
    const plain = await startPeer(new URL('../peers/fanOutServer.ts', import.meta.url), await site.createDatabase('feed_plain'));
    const audience: Subscribers = await startChild(new URL('../load/subscribers.ts', import.meta.url));
    const webSocket = (url: string): string => url.replace('http', 'ws');
    const url = webhookUrl(server.url);
    let frame = '';

    /** Opens the audience, has changes made one after the other, and gives the 99th percentile of the milliseconds to each. */
    const latency = async (
      at: string,
      queries: readonly string[] | null,
      make: () => Promise<void>,
      committedAt: (heard: Heard) => Promise<readonly number[]>,
      count = changes,
    ): Promise<number> => {
      await audience.ask({ type: 'open', url: at, count: subscribers, queries });
      const times: number[] = [];
      for (let change = 0; change < count; change++) {
        const hearing = audience.ask({ type: 'hear', changes: 1 });
        await make();
        const heard = await hearing;
        if (heard === null) throw new Error('nothing was heard');
        const [committed = Number.NaN] = await committedAt(heard);
        for (const one of heard.at[0] ?? []) times.push(one - committed);
      }
      await audience.ask({ type: 'close' });
      return quantile(Float64Array.from(times).sort(), 0.99);
    };

    const book = async (): Promise<void> => {
      const exchange = await openExchange(url);
      for (const request of bookingRequests(url, 1)) await exchange.send(Buffer.from(request));
      exchange.close();
    };
    /** The commit of the event that a frame tells of: the clock of PostgreSQL when it inserted it. */
    const recordedAt = async ({ texts }: Heard): Promise<readonly number[]> => {
      frame = texts[0] ?? '';
      const position = Number(/"cursor":"[0-9a-f]{8}\.(\d{20})\./.exec(frame)?.[1]);
      const { rows } = await client.query<{ at: number }>(
        'select extract(epoch from recorded_at)::float8 * 1000 as at from log_event where position = $1',
        [position],
      );
      return rows.map(({ at }) => at);
    };
    const graphql =
      (queries: readonly string[], count = changes) =>
      () =>
        latency(`${webSocket(server.url)}/graphql`, queries, book, recordedAt, count);

    let saidAt = 0;
    const say = async (): Promise<void> => {
      const response = await fetch(plain.url, { method: 'POST', body: frame });
      saidAt = Number(await response.text());
    };
    return {
      contests: [
        {
          name: `99 of 100 of ${subscribers.toLocaleString('en')} have it after`,
          unit: 'ms',
          better: 'less',
          ours: graphql([`subscription ${selection}`]),
          peers: [
            { name: 'plain ws, the same bytes', measure: () => latency(webSocket(plain.url), null, say, async () => [saidAt]) },
            {
              name: 'one execution a subscriber',
              // Each subscriber with a document of its own: nothing can be shared.
              measure: graphql(
                Array.from({ length: subscribers }, (_, k) => `subscription S${k} ${selection}`),
                slowChanges,
              ),
              aim: 3,
            },
          ],
          aim: 100,
        },
      ],
      async close() {
        await Promise.all([audience.stop(), server.stop(), plain.stop(), client.end()]);
      },
    };
  },
};
