import type { FunnelCounts } from './clinicView.ts';
import type { ExpectedBooking, Journey } from './journey.ts';
import type { PlayedTalk } from './talks/playTalk.ts';

/** How far one person got, and on which channel she began. */
export interface Lead {
  readonly channel: string;
  readonly linkShared: boolean;
  readonly linkOpened: boolean;
  readonly booked: boolean;
  readonly confirmed: boolean;
  readonly attended: boolean;
}

export const steps = ['inquiries', 'linksShared', 'linksOpened', 'booked', 'confirmed', 'attended'] as const;

export type Step = (typeof steps)[number];

/** The people of a journey who booked without a word: each began with the first of her bookings. */
export function leadsOfJourney({ people, comesTo }: Pick<Journey, 'people' | 'comesTo'>): readonly Lead[] {
  const hers = people.length === 1 ? [comesTo] : people.map((person) => comesTo.filter((booking) => booking.person === person));
  return hers.flatMap((bookings): Lead[] => {
    const first = bookings.toSorted((a, b) => (a.bookedAt < b.bookedAt ? -1 : 1))[0];
    return first ? [{ channel: first.channel, linkShared: false, linkOpened: false, confirmed: false, ...howFar(bookings) }] : [];
  });
}

/** Whoever talked began with her first message. */
export const leadOfTalk = ({ talk: { channel, asks, link, books }, saidYes }: PlayedTalk): Lead => ({
  channel,
  linkShared: asks.answer === 'link',
  linkOpened: link === 'opened',
  confirmed: saidYes,
  ...howFar(books ? [books.comesTo] : []),
});

const howFar = (bookings: readonly ExpectedBooking[]): Pick<Lead, 'booked' | 'attended'> => ({
  booked: bookings.some(({ wasScheduled }) => wasScheduled),
  attended: bookings.some(({ status }) => status === 'COMPLETED'),
});

/** Counts people by how far they got, by channel. */
export function funnelOf(leads: readonly Lead[]): ReadonlyMap<string, FunnelCounts> {
  const channels = [...new Set(leads.map(({ channel }) => channel))].sort();
  return new Map(
    channels.map((channel) => {
      const its = leads.filter((lead) => lead.channel === channel);
      const count = (did: (lead: Lead) => boolean): number => its.filter(did).length;
      return [
        channel,
        {
          inquiries: its.length,
          linksShared: count(({ linkShared }) => linkShared),
          linksOpened: count(({ linkOpened }) => linkOpened),
          booked: count(({ booked }) => booked),
          confirmed: count(({ confirmed }) => confirmed),
          attended: count(({ attended }) => attended),
        },
      ];
    }),
  );
}

/** One channel of the funnel: what there should be more of by now, and what there is more of. */
export interface FunnelChange {
  readonly channel: string;
  readonly expected: FunnelCounts;
  readonly seen: FunnelCounts;
}

const nothing: FunnelCounts = { inquiries: 0, linksShared: 0, linksOpened: 0, booked: 0, confirmed: 0, attended: 0 };

/** Lays what is expected beside what the clinic's funnel has grown by, channel by channel. */
export function compareFunnels(
  expected: ReadonlyMap<string, FunnelCounts>,
  before: ReadonlyMap<string, FunnelCounts>,
  after: ReadonlyMap<string, FunnelCounts>,
): readonly FunnelChange[] {
  return [...new Set([...expected.keys(), ...after.keys()])].sort().map((channel) => {
    const [was, is] = [before.get(channel) ?? nothing, after.get(channel) ?? nothing];
    // The keys are the steps, one each.
    const seen = Object.fromEntries(steps.map((step) => [step, is[step] - was[step]])) as unknown as FunnelCounts;
    return { channel, expected: expected.get(channel) ?? nothing, seen };
  });
}

export const funnelAgrees = (changes: readonly FunnelChange[]): boolean =>
  changes.every(({ expected, seen }) => steps.every((step) => expected[step] === seen[step]));
