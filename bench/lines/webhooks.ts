import { startChildServer } from '../../test/support/childServer.ts';
import type { Contest } from '../contest.ts';
import type { Line } from '../line.ts';
import { perSecond, startLoad } from '../load/load.ts';
import { bookingRequests, webhookUrl } from '../load/webhooks.ts';
import { startPeer } from '../peers/peer.ts';
import { settled } from '../site/settled.ts';

/** Deliveries of a measurement, by how many senders share them. */
const counts: Readonly<Record<number, number>> = { 1: 500, 4: 1_500, 16: 4_000, 64: 8_000 };

/** Signed bookings to a server that only takes them in and one that does everything, against a server that only inserts. */
export const webhooks: Line = {
  name: 'webhooks',
  title: 'Webhook to durable 2xx',
  bounds:
    'With few senders the way there and back: the server, PostgreSQL, a flush of 0.24 ms. With 64 it is the CPU, of which one delivery takes 0.09 ms in the server and 0.05 ms in PostgreSQL.',

  async open({ site, quick }) {
    const load = await startLoad();
    const databases = { api: await site.createMigrated('webhooks_api'), all: await site.createMigrated('webhooks_all') };
    const api = await startChildServer({ ...site.environment(databases.api), ROLE: 'api' });
    const all = await startChildServer(site.environment(databases.all));
    const bare = await startPeer(new URL('../peers/bareServer.ts', import.meta.url), await site.createDatabase('webhooks_bare'));

    const rate = async (url: string, senders: number, most = Number.POSITIVE_INFINITY): Promise<number> => {
      const count = Math.min(counts[senders] ?? 0, most) / (quick ? 5 : 1);
      return perSecond(await load.ask({ url, connections: senders, requests: bookingRequests(url, count) }));
    };
    const toAll = async (senders: number): Promise<number> => {
      const received = await rate(webhookUrl(all.url), senders, 2_000);
      // What it has taken on must not slow down the next measurement.
      await settled(databases.all);
      return received;
    };
    const against = (senders: number) => ({ name: 'node:http, one INSERT a request', measure: () => rate(bare.url, senders) });
    return {
      contests: [
        ...Object.keys(counts).map((text): Contest => {
          const senders = Number(text);
          return {
            name: `${senders} ${senders === 1 ? 'sender' : 'senders'}`,
            unit: 'webhooks/s',
            better: 'more',
            ours: () => rate(webhookUrl(api.url), senders),
            peers: [{ ...against(senders), ...(senders === 64 ? { aim: 1.5 } : {}) }],
          };
        }),
        {
          name: '64 senders, while the same process carries them out',
          unit: 'webhooks/s',
          better: 'more',
          ours: () => toAll(64),
          peers: [against(64)],
        },
        {
          name: 'received, carried out (7 events each) and projected',
          unit: 'webhooks/s',
          better: 'more',
          async ours() {
            const url = webhookUrl(all.url);
            const count = quick ? 300 : 1_000;
            const requests = bookingRequests(url, count);
            const began = performance.now();
            await load.ask({ url, connections: 16, requests });
            await settled(databases.all);
            return count / ((performance.now() - began) / 1_000);
          },
          peers: [],
        },
      ],
      async close() {
        await Promise.all([load.stop(), api.stop(), all.stop(), bare.stop()]);
      },
    };
  },
};
