import type { Counts, FunnelCounts, SeenBooking } from './clinicView.ts';
import { compareFunnels, type FunnelChange, funnelAgrees, funnelOf, leadOfTalk, leadsOfJourney } from './funnel.ts';
import { type ExpectedBooking, type Journey, type Status, statuses } from './journey.ts';
import type { PlayedTalk } from './talks/playTalk.ts';
import type { Delivery } from './traffic.ts';

/** What there should be more of by now, and what there is more of. */
export interface Change {
  readonly expected: number;
  readonly seen: number;
}

/** What was sent, and what it came to. */
export interface Outcome {
  readonly sent: {
    readonly deliveries: number;
    readonly byTrigger: Readonly<Record<string, number>>;
    readonly duplicates: number;
    readonly outOfOrder: number;
    readonly retries: number;
    /** What the server had before: told twice, or by an earlier run. */
    readonly answeredDuplicate: number;
  };
  readonly bookings: Readonly<Record<Status, Change>>;
  readonly contacts: Change;
  readonly parked: Change;
  readonly talks: {
    readonly played: number;
    /** By an earlier run: they are not taken up again, and nothing of them is compared. */
    readonly begunBefore: number;
  };
  /** By channel; null where some of the people were here before, and nobody can say from the numbers how far they had got. */
  readonly funnel: readonly FunnelChange[] | null;
  /** How many bookings were there before, each asked for by its uid. */
  readonly known: number;
  /** How many bookings were compared one by one. */
  readonly compared: number;
  /** One line for each that is not as it should be. */
  readonly differences: readonly string[];
  readonly agrees: boolean;
}

/** The clinic at one moment. */
export interface Look {
  readonly counts: Counts;
  /** One for each expected booking. */
  readonly bookings: readonly (SeenBooking | null)[];
  /** Of the whole period in which somebody of the demo may have begun. */
  readonly funnel: ReadonlyMap<string, FunnelCounts>;
}

export interface Sent {
  readonly traffic: readonly Delivery[];
  readonly talks: readonly PlayedTalk[];
  /** Of each body that was sent in a conversation, or for a booking that came of one. */
  readonly talkTriggers: readonly string[];
  readonly answeredDuplicate: number;
  readonly retries: number;
}

/** What the journeys come to, and after them the conversations that were played. */
export const meantBy = (journeys: readonly Journey[], talks: readonly PlayedTalk[]): readonly Meant[] => [
  ...journeys.flatMap(({ comesTo, story }) => comesTo.map((booking) => ({ story, booking }))),
  ...talks.flatMap(({ talk: { story, books }, begunBefore }) => (books && !begunBefore ? [{ story, booking: books.comesTo }] : [])),
];

export interface Meant {
  readonly story: string;
  readonly booking: ExpectedBooking;
}

/**
 * Compares what the script says with what the clinic sees: in numbers, less what was there before, and booking by booking.
 * @param before with the bookings of the journeys; of the conversations there can be none
 * @param knownPeople how many of the journeys' people were contacts before
 * @param after with the bookings of {@link meantBy}
 */
export function compare(
  journeys: readonly Journey[],
  { traffic, talks, talkTriggers, ...answers }: Sent,
  before: Look & { knownPeople: number },
  after: Look,
): Outcome {
  const meant = meantBy(journeys, talks);
  const played = talks.filter(({ begunBefore }) => !begunBefore);
  const grown = (status: Status): Change => ({
    expected: count(meant, ({ booking }) => booking.status === status) - count(before.bookings, (seen) => seen?.status === status),
    seen: after.counts.bookings[status] - before.counts.bookings[status],
  });
  // The keys are the statuses, one each.
  const bookings = Object.fromEntries(statuses.map((status) => [status, grown(status)])) as Record<Status, Change>;
  const people = new Set(journeys.flatMap((journey) => journey.people)).size + played.length;
  const contacts = { expected: people - before.knownPeople, seen: after.counts.contacts - before.counts.contacts };
  const parked = { expected: 0, seen: after.counts.parked - before.counts.parked };
  const differences = [
    ...played.flatMap(({ talk, missing }) => (missing === null ? [] : [`${talk.person.firstName} (${talk.story}): ${missing}`])),
    ...meant.flatMap(({ booking, story }, index) => differenceOf(booking, after.bookings[index] ?? null, story)),
  ];
  const known = count(before.bookings, (seen) => seen !== null);
  const deliveries = traffic.length + talkTriggers.length;
  const leads =
    known === 0 && before.knownPeople === 0
      ? [...journeys.flatMap(leadsOfJourney), ...played.map(leadOfTalk)]
      : answers.answeredDuplicate === deliveries
        ? []
        : null;
  const funnel = leads && compareFunnels(funnelOf(leads), before.funnel, after.funnel);
  const changes = [...Object.values(bookings), contacts, parked];
  return {
    sent: {
      deliveries,
      byTrigger: tally([...traffic.map(({ body }) => body.triggerEvent), ...talkTriggers]),
      duplicates: count(traffic, ({ duplicate }) => duplicate),
      outOfOrder: count(traffic, ({ outOfOrder }) => outOfOrder),
      ...answers,
    },
    bookings,
    contacts,
    parked,
    talks: { played: played.length, begunBefore: talks.length - played.length },
    funnel,
    known,
    compared: meant.length,
    differences,
    agrees:
      differences.length === 0 && changes.every(({ expected, seen }) => expected === seen) && (funnel === null || funnelAgrees(funnel)),
  };
}

function differenceOf(expected: ExpectedBooking, seen: SeenBooking | null, story: string): readonly string[] {
  const name = `${expected.uids[0]} (${story})`;
  if (!seen) return [`${name} is not there`];
  const { status, version, startsAt, channel } = expected;
  const meant = { uid: expected.uids.at(-1) ?? '', status, version, startsAt, channel };
  const wrong = Object.entries(meant).filter(([key, value]) => seen[key as keyof SeenBooking] !== value); // the same five keys
  return wrong.length === 0
    ? []
    : [`${name}: ${wrong.map(([key, value]) => `${key} is ${seen[key as keyof SeenBooking]}, should be ${value}`).join('; ')}`];
}

const count = <T>(all: readonly T[], fits: (one: T) => boolean): number => all.filter(fits).length;

function tally(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([, a], [, b]) => b - a));
}
