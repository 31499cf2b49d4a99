import { startChildServer } from '../../test/support/childServer.ts';
import type { Contest } from '../contest.ts';
import type { Line } from '../line.ts';
import { postRequest } from '../load/exchange.ts';
import { perSecond, startLoad } from '../load/load.ts';
import { startPeer } from '../peers/peer.ts';
import { clinic } from '../site/history.ts';
import { administer } from '../site/site.ts';

const ours = `{
  bookings(first: 50) {
    edges { cursor node { id status kind channel startsAt contact { id name phone email firstChannel createdAt } } }
    pageInfo { hasNextPage endCursor }
  }
}`;

const theirs = `{
  bookings: allBookings(first: 50, condition: { clinic: "${clinic}" }, orderBy: [STARTS_AT_DESC, ROW_ID_DESC]) {
    edges { cursor node { id status kind channel startsAt contact: contactByClinicAndContact { id name phone email firstChannel createdAt } } }
    pageInfo { hasNextPage endCursor }
  }
}`;

interface Answer {
  readonly data?: { readonly bookings: { readonly edges: readonly { readonly node: Booking }[] } };
}
interface Booking {
  readonly status: string;
  readonly startsAt: string;
  readonly contact: { readonly name: string };
}

/** A page of a clinic's list, with whose bookings they are, against PostGraphile on the same rows behind the same row-level security. */
export const page: Line = {
  name: 'page',
  title: 'Page of 50 bookings with contact',
  bounds:
    'The server’s thread: half of its 1 ms executes 550 fields and writes the result. PostGraphile has PostgreSQL write the page as JSON, and resolves none.',

  async open({ site, quick, history }) {
    const { databaseUrl } = await history();
    // Ours uses the index of the bookings that are shown. PostGraphile does not ask for those only, and would sort the whole table.
    await administer(databaseUrl, 'create index if not exists bench_booking_by_start on booking (clinic, starts_at desc, id desc)');
    await administer(databaseUrl, 'analyze booking, contact');
    const load = await startLoad();
    const server = await startChildServer({ ...site.environment(databaseUrl), ROLE: 'api', NODE_ENV: 'production' });
    const peer = await startPeer(new URL('../peers/postgraphileServer.ts', import.meta.url), databaseUrl, clinic);
    const url = `${server.url}/graphql`;
    await assertSamePage(url, peer.url);

    const rate = async (to: string, query: string, connections: number): Promise<number> => {
      const count = (connections === 1 ? 300 : 1_200) / (quick ? 4 : 1);
      return perSecond(await load.ask({ url: to, connections, requests: [postRequest(to, JSON.stringify({ query }))], count }));
    };
    return {
      contests: [1, 16].map(
        (connections): Contest => ({
          name: `${connections} at a time`,
          unit: 'pages/s',
          better: 'more',
          ours: () => rate(url, ours, connections),
          peers: [{ name: 'PostGraphile 5', measure: () => rate(peer.url, theirs, connections), aim: 3 }],
        }),
      ),
      async close() {
        await Promise.all([load.stop(), server.stop(), peer.stop()]);
      },
    };
  },
};

async function assertSamePage(url: string, peerUrl: string): Promise<void> {
  const [own, other] = await Promise.all([readPage(url, ours), readPage(peerUrl, theirs)]);
  if (own.length !== 50 || JSON.stringify(own) !== JSON.stringify(other)) throw new Error('the two pages do not show the same');
}

async function readPage(url: string, query: string): Promise<readonly unknown[]> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) });
  const { data } = (await response.json()) as Answer; // of the queries above
  return (data?.bookings.edges ?? []).map(({ node }) => [node.status, new Date(node.startsAt).getTime(), node.contact.name]);
}
