import { describe, expect, test } from 'vitest';
import { apportion } from '../../../../src/domain/attribution/apportion.ts';
import { creditsOf } from '../../../../src/domain/attribution/credits.ts';
import { type BookedJourney, type JourneyTouch, keyTouches } from '../../../../src/domain/attribution/keyTouches.ts';
import { attributionModels } from '../../../../src/domain/attribution/models.ts';
import { type Instant, instantOf } from '../../../../src/domain/ids.ts';
import { type AttributionCase, attributionTable } from '../../../support/attributionTable.ts';
import { randomOf } from '../../../support/messaging/random.ts';

const scheduled = Date.UTC(2027, 2, 31, 15);
const daysBefore = (days: number): Instant => instantOf(new Date(scheduled - days * 86_400_000));

function journeyOf({ touches, link, done, lookback = 90 }: AttributionCase): BookedJourney<JourneyTouch> {
  return {
    scheduledAt: daysBefore(0),
    completedAt: done === undefined ? null : daysBefore(-done),
    linkSharedAt: link === undefined ? null : daysBefore(link),
    touches: Object.entries(touches).map(([event, days]) => ({ event, at: daysBefore(days) })),
    own: { event: 'own', at: daysBefore(0) },
    lookbackDays: lookback,
  };
}

describe.each(attributionTable)('$journey', (row) => {
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
