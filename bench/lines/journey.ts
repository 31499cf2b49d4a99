import { startChildServer } from '../../test/support/childServer.ts';
import type { Line } from '../line.ts';
import { postRequest } from '../load/exchange.ts';
import { quantile, startLoad } from '../load/load.ts';
import { clinic, writeVisits } from '../site/history.ts';
import { settled } from '../site/settled.ts';

/** Visits of one person that come to about a thousand events. */
const visits = 600;

const asked = `query ($id: ID!, $asOf: Cursor) {
  journey(contactId: $id, asOf: $asOf) {
    cursor
    contact { name phone }
    bookings { status version startsAt }
    entries(last: 20) { totalCount edges { node { occurredAt actor summary } } }
  }
}`;

/** Somebody’s whole journey as it stood at a cursor: a thousand events read, decrypted, folded and told. */
export const journey: Line = {
  name: 'journey',
  title: 'journey(asOf) of 1,000 events',
  bounds: 'Reading, decrypting and parsing a thousand events in one thread, and folding them; nothing of it is kept between two questions.',

  async open({ site, quick }) {
    const databaseUrl = await site.createMigrated('journey');
    await writeVisits(site, databaseUrl, visits);
    const load = await startLoad();
    const server = await startChildServer(site.environment(databaseUrl));
    await settled(databaseUrl);
    const url = `${server.url}/graphql`;
    const ask = async <Data>(query: string, variables: object = {}): Promise<Data> => {
      const body = JSON.stringify({ query, variables });
      const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      return ((await response.json()) as { data: Data }).data; // of the queries here
    };
    const { contacts } = await ask<{ contacts: { edges: readonly { node: { id: string } }[] } }>(
      `{ contacts(first: 1, filter: { clinic: "${clinic}" }) { edges { node { id } } } }`,
    );
    const id = contacts.edges[0]?.node.id;
    type Whole = { journey: { cursor: string; entries: { totalCount: number } } };
    const whole = await ask<Whole>(asked, { id });
    const { cursor, entries } = whole.journey;
    if (entries.totalCount < 1_000) throw new Error(`the journey has ${entries.totalCount} events`);
    const request = postRequest(url, JSON.stringify({ query: asked, variables: { id, asOf: cursor } }));
    const percentile = async (share: number): Promise<number> => {
      const { milliseconds } = await load.ask({ url, connections: 1, requests: [request], count: quick ? 40 : 200 });
      return quantile(milliseconds, share);
    };
    return {
      contests: [
        { name: `${entries.totalCount} events, median`, unit: 'ms', better: 'less', ours: () => percentile(0.5), peers: [] },
        { name: `${entries.totalCount} events, 95 of 100`, unit: 'ms', better: 'less', ours: () => percentile(0.95), peers: [], aim: 15 },
      ],
      async close() {
        await Promise.all([load.stop(), server.stop()]);
      },
    };
  },
};
