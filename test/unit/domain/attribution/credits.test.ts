import { describe, expect, test } from 'vitest';
import { apportion } from '../../../../src/domain/attribution/apportion.ts';
import { creditsOf } from '../../../../src/domain/attribution/credits.ts';
import { type BookedJourney, type JourneyTouch, keyTouches } from '../../../../src/domain/attribution/keyTouches.ts';
import { attributionModels } from '../../../../src/domain/attribution/models.ts';
import { type Instant, instantOf } from '../../../../src/domain/ids.ts';
import { randomOf } from '../../../support/messaging/random.ts';

const scheduled = Date.UTC(2027, 2, 31, 15);
const daysBefore = (days: number): Instant => instantOf(new Date(scheduled - days * 86_400_000));

/** Touches by name with the days before the booking, after it where negative; `own` is the booking itself. */
interface Row {
  readonly journey: string;
  readonly touches: Readonly<Record<string, number>>;
  readonly link?: number;
  readonly done?: number;
  readonly lookback?: number;
  /** first, lead, booking, close. */
  readonly parts: string;
  /** In the order of `attributionModels`. */
  readonly credits: readonly string[];
}

// Worked out with fractions by a script that shares nothing with the code.
const table: readonly Row[] = [
  {
    journey: 'one touch',
    touches: { a: 3 },
    parts: 'a a a a',
    credits: ['a=1000000', 'a=1000000', 'a=1000000', 'a=1000000', 'a=1000000', 'a=1000000', 'a=1000000', 'a=1000000', 'a=1000000'],
  },
  {
    journey: 'no touch at all',
    touches: {},
    parts: 'own own own own',
    credits: [
      'own=1000000',
      'own=1000000',
      'own=1000000',
      'own=1000000',
      'own=1000000',
      'own=1000000',
      'own=1000000',
      'own=1000000',
      'own=1000000',
    ],
  },
  {
    journey: 'two touches',
    touches: { a: 10, b: 1 },
    parts: 'a a b b',
    credits: [
      'a=1000000',
      'b=1000000',
      'a=500000 b=500000',
      'a=800000 b=200000',
      'a=666667 b=333333',
      'a=500000 b=500000',
      'a=290864 b=709136',
      'a=250000 b=750000',
      'a=750000 b=250000',
    ],
  },
  {
    journey: 'three, link after the second',
    touches: { a: 21, b: 14, c: 0 },
    link: 12,
    parts: 'a b c c',
    credits: [
      'a=1000000',
      'c=1000000',
      'a=333334 b=333333 c=333333',
      'a=400000 b=400000 c=200000',
      'a=333334 b=333333 c=333333',
      'a=250000 b=250000 c=500000',
      'a=90909 b=181818 c=727273',
      'a=200000 b=200000 c=600000',
      'a=600000 b=200000 c=200000',
    ],
  },
  {
    journey: 'link shared before any touch in the window',
    touches: { a: 10, b: 5 },
    link: 40,
    parts: 'a a b b',
    credits: [
      'a=1000000',
      'b=1000000',
      'a=500000 b=500000',
      'a=800000 b=200000',
      'a=666667 b=333333',
      'a=500000 b=500000',
      'a=378692 b=621308',
      'a=250000 b=750000',
      'a=750000 b=250000',
    ],
  },
  {
    journey: 'five, link after the third, visit done, one touch after the booking',
    touches: { a: 30, b: 20, c: 10, d: 5, e: 1, f: -4 },
    link: 9,
    done: 7,
    parts: 'a c e f',
    credits: [
      'a=1000000',
      'e=1000000',
      'a=200000 b=200000 c=200000 d=200000 e=200000',
      'a=400000 b=66667 c=400000 d=66667 e=66666',
      'a=300000 b=50000 c=300000 d=50000 e=300000',
      'a=225000 b=50000 c=225000 d=50000 e=225000 f=225000',
      'a=24697 b=66479 c=178948 d=293595 e=436281',
      'a=200000 b=66667 c=66667 d=66666 e=600000',
      'a=600000 b=66667 c=66667 d=66666 e=200000',
    ],
  },
  {
    journey: 'visit done without a later touch',
    touches: { a: 28, b: 7 },
    done: 7,
    parts: 'a a b b',
    credits: [
      'a=1000000',
      'b=1000000',
      'a=500000 b=500000',
      'a=800000 b=200000',
      'a=666667 b=333333',
      'a=500000 b=500000',
      'a=111111 b=888889',
      'a=250000 b=750000',
      'a=750000 b=250000',
    ],
  },
  {
    journey: 'later touch after the visit counts nothing',
    touches: { a: 7, b: 0, c: -9 },
    done: 7,
    parts: 'a a b b',
    credits: [
      'a=1000000',
      'b=1000000',
      'a=500000 b=500000',
      'a=800000 b=200000',
      'a=666667 b=333333',
      'a=500000 b=500000',
      'a=333333 b=666667',
      'a=250000 b=750000',
      'a=750000 b=250000',
    ],
  },
  {
    journey: 'two at one moment',
    touches: { b: 2, a: 2, c: 2 },
    link: 2,
    parts: 'a c c c',
    credits: [
      'a=1000000',
      'c=1000000',
      'a=333334 b=333333 c=333333',
      'a=400000 b=200000 c=400000',
      'a=300000 b=100000 c=600000',
      'a=225000 b=100000 c=675000',
      'a=333334 b=333333 c=333333',
      'a=200000 b=200000 c=600000',
      'a=600000 b=200000 c=200000',
    ],
  },
  {
    journey: 'outside the lookback',
    touches: { a: 91, b: 89, c: 2 },
    parts: 'b b c c',
    credits: [
      'b=1000000',
      'c=1000000',
      'b=500000 c=500000',
      'b=800000 c=200000',
      'b=666667 c=333333',
      'b=500000 c=500000',
      'b=181 c=999819',
      'b=250000 c=750000',
      'b=750000 c=250000',
    ],
  },
  {
    journey: 'seven equal days apart',
    touches: { a: 42, b: 35, c: 28, d: 21, e: 14, f: 7, g: 0 },
    link: 30,
    done: 3,
    parts: 'a b g g',
    credits: [
      'a=1000000',
      'g=1000000',
      'a=142858 b=142857 c=142857 d=142857 e=142857 f=142857 g=142857',
      'a=400000 b=400000 c=40000 d=40000 e=40000 f=40000 g=40000',
      'a=300000 b=300000 c=25000 d=25000 e=25000 f=25000 g=300000',
      'a=225000 b=225000 c=25000 d=25000 e=25000 f=25000 g=450000',
      'a=7874 b=15748 c=31496 d=62992 e=125984 f=251969 g=503937',
      'a=200000 b=40000 c=40000 d=40000 e=40000 f=40000 g=600000',
      'a=600000 b=40000 c=40000 d=40000 e=40000 f=40000 g=200000',
    ],
  },
  {
    journey: 'link on the last touch',
    touches: { a: 9, b: 6, c: 3 },
    link: 3,
    done: 20,
    lookback: 30,
    parts: 'a c c c',
    credits: [
      'a=1000000',
      'c=1000000',
      'a=333334 b=333333 c=333333',
      'a=400000 b=200000 c=400000',
      'a=300000 b=100000 c=600000',
      'a=225000 b=100000 c=675000',
      'a=240538 b=323740 c=435722',
      'a=200000 b=200000 c=600000',
      'a=600000 b=200000 c=200000',
    ],
  },
];

function journeyOf({ touches, link, done, lookback = 90 }: Row): BookedJourney<JourneyTouch> {
  return {
    scheduledAt: daysBefore(0),
    completedAt: done === undefined ? null : daysBefore(-done),
    linkSharedAt: link === undefined ? null : daysBefore(link),
    touches: Object.entries(touches).map(([event, days]) => ({ event, at: daysBefore(days) })),
    own: { event: 'own', at: daysBefore(0) },
    lookbackDays: lookback,
  };
}

describe.each(table)('$journey', (row) => {
  test('has these key touches', () => {
    const { first, lead, booking, close } = keyTouches(journeyOf(row)).parts;
    expect([first, lead, booking, close].map(({ event }) => event).join(' ')).toBe(row.parts);
  });

  test.each(attributionModels.map((model, index) => ({ model, credits: row.credits[index] })))(
    '$model gives $credits',
    ({ model, credits }) => {
      const given = creditsOf(model, journeyOf(row)).map(({ touch, microCredits }) => `${touch.event}=${microCredits}`);
      expect(given.sort().join(' ')).toBe(credits);
    },
  );
});

test('of ten thousand made-up journeys every model gives a whole booking, whatever the order of the touches', () => {
  const { int, chance } = randomOf(7);
  for (let round = 0; round < 10_000; round++) {
    const touches = Array.from({ length: int(0, 8) }, (_, index) => ({ event: `t${index}`, at: daysBefore(int(-10, 120)) }));
    const journey: BookedJourney<JourneyTouch> = {
      scheduledAt: daysBefore(0),
      completedAt: chance(0.5) ? null : daysBefore(-int(0, 12)),
      linkSharedAt: chance(0.5) ? null : daysBefore(int(0, 100)),
      touches,
      own: { event: 'own', at: daysBefore(0) },
      lookbackDays: int(1, 120),
    };
    for (const model of attributionModels) {
      const credits = creditsOf(model, journey);
      expect(credits.reduce((sum, { microCredits }) => sum + microCredits, 0)).toBe(1_000_000);
      expect(credits.every(({ microCredits }) => Number.isInteger(microCredits) && microCredits >= 0)).toBe(true);
      const shuffled = creditsOf(model, { ...journey, touches: touches.toReversed() });
      const byTouch = (of: typeof credits): readonly string[] =>
        of.map(({ touch, microCredits }) => `${touch.event} ${microCredits}`).sort();
      expect(byTouch(shuffled)).toEqual(byTouch(credits));
    }
  }
});

test('what is left after the floors goes by largest remainder, ties by name', () => {
  expect(apportion(10, [])).toEqual([]);
  expect(apportion(10, [{ weight: 0n, name: 'a' }])).toEqual([0]);
  expect(
    apportion(
      100,
      ['c', 'a', 'b'].map((name) => ({ weight: 1n, name })),
    ),
  ).toEqual([33, 34, 33]);
  expect(
    apportion(10, [
      { weight: 5n, name: 'a' },
      { weight: 3n, name: 'b' },
      { weight: 1n, name: 'c' },
    ]),
  ).toEqual([6, 3, 1]);
});
