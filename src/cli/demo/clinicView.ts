import { setTimeout as delay } from 'node:timers/promises';
import type { Person } from './calcomBodies.ts';
import { DemoFailure } from './failure.ts';
import { type ExpectedBooking, type Status, statuses } from './journey.ts';
import type { Server } from './server.ts';

// What the clinic sees, asked of the public API.

/** How much of everything there is. */
export interface Counts {
  readonly bookings: Readonly<Record<Status, number>>;
  readonly contacts: number;
  readonly parked: number;
}

/** A booking as the API shows it; what the oracle also knows. */
export interface SeenBooking {
  readonly uid: string;
  readonly status: string;
  readonly version: number;
  readonly startsAt: string;
  readonly channel: string;
}

type Totals = Readonly<Record<string, { readonly totalCount: number }>>;

/** The clinic's name; null when there is no such clinic. */
export async function clinicName(server: Server, clinic: string): Promise<string | null> {
  const query = 'query ($clinic: String!) { clinic(slug: $clinic) { name } }';
  const data = await server.ask<{ readonly clinic: { readonly name: string } | null }>(query, { clinic });
  return data.clinic?.name ?? null;
}

const countQuery = `query ($clinic: String!) {
  ${statuses.map((status) => `${status}: bookings(first: 1, filter: { clinic: $clinic, status: [${status}] }) { totalCount }`).join('\n  ')}
  contacts: contacts(first: 1, filter: { clinic: $clinic }) { totalCount }
  parked: deliveries(first: 1, clinic: $clinic, status: PARKED) { totalCount }
}`;

export async function countAll(server: Server, clinic: string): Promise<Counts> {
  const totals = await server.ask<Totals>(countQuery, { clinic });
  const count = (name: string): number => totals[name]?.totalCount ?? 0;
  // The keys are the statuses, one each.
  const bookings = Object.fromEntries(statuses.map((status) => [status, count(status)])) as Record<Status, number>;
  return { bookings, contacts: count('contacts'), parked: count('parked') };
}

/** Fewer than the API's most aliases of one document. */
const asked = 12;

/** Asks many small things, several in one document; the results in the same order. */
async function askEach<Result>(server: Server, fields: readonly string[]): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < fields.length; start += asked) {
    const some = fields.slice(start, start + asked);
    const data = await server.ask<Record<string, Result>>(`{ ${some.map((field, index) => `f${index}: ${field}`).join('\n  ')} }`);
    results.push(...some.map((_, index) => data[`f${index}`] as Result)); // every alias is answered
  }
  return results;
}

/** Each booking by the first uid of its chain, whatever uid is the live one; null for one that is not there. */
export const lookUp = (server: Server, expected: readonly ExpectedBooking[]): Promise<readonly (SeenBooking | null)[]> =>
  askEach(
    server,
    expected.map(({ uids: [uid = ''], seat }) => {
      const seatUid = seat === null ? '' : `, seatUid: ${JSON.stringify(seat)}`;
      return `booking(uid: ${JSON.stringify(uid)}${seatUid}) { uid status version startsAt channel }`;
    }),
  );

/** How many contacts each text finds: a number by its beginning, an address by the whole. */
export async function countFound(server: Server, clinic: string, searches: readonly string[]): Promise<readonly number[]> {
  const found = await askEach<Totals[string]>(
    server,
    searches.map(
      (search) => `contacts(first: 1, search: ${JSON.stringify(search)}, filter: { clinic: ${JSON.stringify(clinic)} }) { totalCount }`,
    ),
  );
  return found.map(({ totalCount }) => totalCount);
}

/** How many of these people the clinic knows. */
export async function countKnown(server: Server, clinic: string, people: readonly Person[]): Promise<number> {
  const found = await countFound(
    server,
    clinic,
    people.map(({ phone, email }) => phone ?? email ?? ''),
  );
  return found.filter((count) => count > 0).length;
}

/** How far those of one channel got. */
export interface FunnelCounts {
  readonly inquiries: number;
  readonly linksShared: number;
  readonly linksOpened: number;
  readonly booked: number;
  readonly confirmed: number;
  readonly attended: number;
}

const funnelQuery = `query ($clinic: String!, $from: DateTime!, $to: DateTime!) {
  funnel(clinic: $clinic, from: $from, to: $to, groupBy: CHANNEL) { key inquiries linksShared linksOpened booked confirmed attended }
}`;

/** The funnel of those who began in a period, by channel. */
export async function funnelByChannel(server: Server, clinic: string, from: Date, to: Date): Promise<ReadonlyMap<string, FunnelCounts>> {
  const data = await server.ask<{ readonly funnel: readonly (FunnelCounts & { readonly key: string })[] }>(funnelQuery, {
    clinic,
    from,
    to,
  });
  return new Map(data.funnel.map(({ key, ...counts }) => [key, counts]));
}

const waitingQuery = `query ($clinic: String!) {
  received: deliveries(first: 1, clinic: $clinic, status: RECEIVED) { totalCount }
  system { projections { name lagEvents } }
}`;

interface Waiting {
  readonly received: { readonly totalCount: number };
  readonly system: { readonly projections: readonly { readonly name: string; readonly lagEvents: number }[] };
}

export interface SettleOptions {
  readonly signal: AbortSignal;
  /** Called with how many deliveries still wait. */
  readonly onWaiting: (deliveries: number) => void;
  /** Milliseconds without any progress after which it is given up; default 30,000. */
  readonly patience?: number;
}

/** Resolves once every delivery is done and every event projected. */
export async function settle(server: Server, clinic: string, { signal, onWaiting, patience = 30_000 }: SettleOptions): Promise<void> {
  let last = '';
  let since = Date.now();
  for (;;) {
    const { received, system } = await server.ask<Waiting>(waitingQuery, { clinic });
    const lag = Math.max(0, ...system.projections.map(({ lagEvents }) => lagEvents));
    // On its very first start the server has no projection yet, and so none that lags.
    if (received.totalCount === 0 && lag === 0 && system.projections.length > 0) return;
    onWaiting(received.totalCount);
    const now = `${received.totalCount} deliveries and ${lag} events`;
    if (now !== last) since = Date.now();
    else if (Date.now() - since > patience)
      throw new DemoFailure(`the server does not get on: ${now} have waited for ${patience / 1_000} s`);
    last = now;
    await delay(100, undefined, { signal });
  }
}
