import { describe, expect, test } from 'vitest';
import type { SeenBooking } from '../../../../src/cli/demo/clinicView.ts';
import { funnelOf, leadsOfJourney } from '../../../../src/cli/demo/funnel.ts';
import { type ExpectedBooking, type Status, statuses } from '../../../../src/cli/demo/journey.ts';
import { generateJourneys } from '../../../../src/cli/demo/journeys.ts';
import { compare, type Look } from '../../../../src/cli/demo/outcome.ts';
import { plainLines } from '../../../../src/cli/demo/progress.ts';
import { seededRandom } from '../../../../src/cli/demo/random.ts';
import { heading, reportOf } from '../../../../src/cli/demo/report.ts';
import type { DemoResult } from '../../../../src/cli/demo/runDemo.ts';
import type { PlayedTalk } from '../../../../src/cli/demo/talks/playTalk.ts';
import { generateTalks } from '../../../../src/cli/demo/talks/talks.ts';
import { trafficOf } from '../../../../src/cli/demo/traffic.ts';

const journeys = generateJourneys({ seed: 'report', now: new Date('2026-03-02T00:00:00Z'), count: 30 });
const expected = journeys.flatMap(({ comesTo }) => comesTo);
const people = journeys.flatMap((journey) => journey.people).length;
const talks: readonly PlayedTalk[] = generateTalks({ seed: 'report', now: new Date('2026-03-02T00:00:00Z'), count: 16 }).map((talk) => ({
  talk,
  begunBefore: true,
  saidYes: false,
  missing: null,
}));
const sent = {
  traffic: trafficOf(journeys, seededRandom('report')),
  talks,
  talkTriggers: talks.map(() => 'message_created'),
  answeredDuplicate: 16,
  retries: 0,
};
const deliveries = sent.traffic.length + talks.length;
const funnel = funnelOf(journeys.flatMap(leadsOfJourney));

const seenAs = ({ uids, status, version, startsAt, channel }: ExpectedBooking): SeenBooking => ({
  uid: uids.at(-1) ?? '',
  status,
  version,
  startsAt,
  channel,
});

/** A clinic that has these bookings, and some of other people. */
function clinicWith(bookings: readonly (SeenBooking | null)[], contacts: number): Look {
  const count = (status: Status): number => 7 + bookings.filter((one) => one?.status === status).length;
  const counts = Object.fromEntries(statuses.map((status) => [status, count(status)])) as Record<Status, number>; // a key for each
  const isEmpty = bookings.every((one) => one === null);
  return { bookings, counts: { bookings: counts, contacts: 20 + contacts, parked: 3 }, funnel: isEmpty ? new Map() : funnel };
}

const nobody = {
  ...clinicWith(
    expected.map(() => null),
    0,
  ),
  knownPeople: 0,
};
const everybody = clinicWith(expected.map(seenAs), people);

const result = (outcome: ReturnType<typeof compare>): DemoResult => ({
  ...{
    clinicName: 'Oshun Cosmetic',
    seed: 'report@2026-03-02',
    url: 'http://127.0.0.1:4000',
    clinic: 'oshun',
    journeys: 30,
    conversations: 16,
  },
  seconds: { sending: 3.21, carryingOut: 0.4 },
  ...outcome,
});

describe('what the clinic sees', () => {
  test('agrees when every booking is there as it should be', () => {
    const outcome = compare(journeys, sent, nobody, everybody);
    expect(outcome).toMatchObject({ agrees: true, known: 0, compared: expected.length, differences: [] });
    expect(outcome.contacts).toEqual({ expected: people, seen: people });
    expect(outcome.funnel?.map(({ seen }) => seen)).toEqual([...funnel.values()]);
  });

  test('agrees when the same was played before, and nothing changed', () => {
    const outcome = compare(journeys, sent, { ...everybody, knownPeople: people }, everybody);
    expect(outcome).toMatchObject({ agrees: true, known: expected.length, contacts: { expected: 0, seen: 0 } });
  });

  test('agrees when an earlier run was stopped half-way', () => {
    const half = expected.map((one, index) => (index % 2 === 0 ? { ...seenAs(one), status: 'REQUESTED' } : null));
    const outcome = compare(journeys, sent, { ...clinicWith(half, 5), knownPeople: 5 }, everybody);
    expect(outcome).toMatchObject({ agrees: true, funnel: null });
  });

  test('does not agree when the funnel has somebody too few, and the report says where', () => {
    const [[channel, counts] = ['', undefined], ...rest] = funnel;
    if (!counts) throw new Error('somebody books on every channel');
    const short = { ...everybody, funnel: new Map([[channel, { ...counts, booked: counts.booked - 1 }], ...rest]) };
    const outcome = compare(journeys, sent, nobody, short);
    expect(outcome.agrees).toBe(false);
    expect(reportOf(result(outcome), '')).toContain(`${counts.booked - 1} ≠ ${counts.booked}`);
  });

  test('does not agree when Karen left somebody without an answer', () => {
    const [first, ...others] = talks;
    if (!first) throw new Error('there are sixteen');
    const unheard = { ...first, begunBefore: false, talk: { ...first.talk, books: null }, missing: 'Karen sent no link within 60 s' };
    const outcome = compare(journeys, { ...sent, talks: [unheard, ...others] }, nobody, clinicWith(expected.map(seenAs), people + 1));
    expect(outcome.agrees).toBe(false);
    expect(outcome.differences).toEqual([expect.stringContaining('Karen sent no link')]);
  });

  test('does not agree when a booking is missing, moved or doubled, or a contact too many', () => {
    const [first, ...rest] = expected.map(seenAs) as [SeenBooking, ...SeenBooking[]];
    const missing = compare(journeys, sent, nobody, clinicWith([null, ...rest], people));
    expect(missing.differences).toEqual([expect.stringMatching(/^\w{22} \(.*\) is not there$/)]);
    const moved = compare(journeys, sent, nobody, clinicWith([{ ...first, version: 9 }, ...rest], people));
    expect(moved.differences).toEqual([expect.stringContaining('version is 9, should be 1')]);
    const doubled = compare(journeys, sent, nobody, { ...everybody, counts: clinicWith([first, first, ...rest], people).counts });
    const twins = compare(journeys, sent, nobody, clinicWith([first, ...rest], people + 1));
    expect([missing, moved, doubled, twins].map(({ agrees }) => agrees)).toEqual([false, false, false, false]);
  });
});

describe('the report', () => {
  const good = result(compare(journeys, sent, nobody, everybody));
  const text = heading(good, good) + reportOf(good, 'npm run demo -- --seed report@2026-03-02');

  test('is one aligned screen', () => {
    const lines = text.split('\n');
    expect(lines.length).toBeLessThan(40);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(112);
    const table = lines.filter((line) => /^ {4}\S+.*\d$/.test(line) && line.length > 60);
    expect(new Set(table.map((line) => line.length)).size).toBe(1);
  });

  test('says that all is as it should be, and how to see it again', () => {
    expect(text).toContain('Oshun Cosmetic at http://127.0.0.1:4000, 16 conversations and 30 journeys of seed report@2026-03-02');
    expect(text).toContain(`✓ All ${expected.length} bookings are as they should be`);
    expect(text).toContain('changes nothing: npm run demo -- --seed report@2026-03-02');
  });

  test('says that a seed was played before', () => {
    const answers = { ...sent, answeredDuplicate: deliveries };
    const again = result(compare(journeys, answers, { ...everybody, knownPeople: people }, everybody));
    expect(reportOf(again, '')).toContain(
      `✓ This seed was played here before: all ${deliveries} deliveries were duplicates, and nothing changed.`,
    );
  });

  test('marks the numbers that differ and names a few of the bookings', () => {
    const empty = reportOf(result(compare(journeys, sent, nobody, clinicWith(nobody.bookings, people))), '');
    expect(empty).toMatch(/scheduled +\d+ +0 {2}✗/);
    expect(empty).toMatch(/contacts +(\d+) +\1$/m);
    expect(empty.match(/is not there/g)).toHaveLength(5);
    expect(empty).toContain(`and ${expected.length - 5} more`);
  });
});

describe('progress on what is no terminal', () => {
  test('is a line for each quarter, and one for the wait', () => {
    const lines: string[] = [];
    const progress = plainLines((line) => lines.push(line.trim()));
    progress.start(10);
    for (let count = 1; count <= 10; count++) progress.sent(count);
    progress.waiting(3);
    progress.waiting(1);
    progress.stop();
    expect(lines).toEqual(['3 of 10 sent', '5 of 10 sent', '8 of 10 sent', '10 of 10 sent', 'waiting for the server to carry out 3']);
  });
});
