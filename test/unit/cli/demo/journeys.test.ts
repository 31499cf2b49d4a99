import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { generateJourneys, storyCount } from '../../../../src/cli/demo/journeys.ts';
import { seededRandom } from '../../../../src/cli/demo/random.ts';
import { trafficOf } from '../../../../src/cli/demo/traffic.ts';
import { translateCalcom } from '../../../../src/webhooks/calcom/translate.ts';
import { outcomeMeant, outcomeOf } from '../../../support/demoOutcome.ts';
import { demoTranslator } from '../../../support/memoryClinic.ts';

const now = new Date('2026-03-02T00:00:00Z');
const some = generateJourneys({ seed: 'some', now, count: 3 * storyCount });
const bodies = some.flatMap((journey) => journey.bodies);
const people = some.flatMap((journey) => journey.people);
const bookings = some.flatMap(({ comesTo }) => comesTo);

describe('generated journeys', () => {
  test('are the same for a seed, and the first of them whatever their number', () => {
    expect(generateJourneys({ seed: 'some', now, count: 5 })).toEqual(some.slice(0, 5));
  });

  test('are of other people for another seed or another day', () => {
    const emails = new Set(people.map(({ email }) => email).filter((email) => email !== null));
    const others = [
      ...generateJourneys({ seed: 'other', now, count: storyCount }),
      ...generateJourneys({ seed: 'some', now: new Date('2026-03-03T00:00:00Z'), count: storyCount }),
    ];
    expect(others.flatMap((journey) => journey.people).filter(({ email }) => email !== null && emails.has(email))).toEqual([]);
  });

  test('tell every story before any of them twice', () => {
    expect(new Set(some.slice(0, storyCount).map(({ story }) => story)).size).toBe(storyCount);
  });

  test('name invented people only, and nobody in two journeys', () => {
    const phones = people.map(({ phone }) => phone).filter((phone) => phone !== null);
    expect(phones.filter((phone) => !/^\+1876555[1-9]\d{3}$/.test(phone))).toEqual([]);
    expect(new Set(phones).size).toBe(phones.length);
    const addresses = JSON.stringify(bodies).matchAll(/[\w.+'-]+@[\w.-]+/g);
    expect(
      [...addresses]
        .map(([address]) => address.split('@')[1])
        .filter((host) => !/^(?:cal\.)?example\.com$|^sms\.cal\.com$/.test(host ?? '')),
    ).toEqual([]);
  });

  test('lie around today: what was told is past, and visits are on both sides', () => {
    expect(bodies.filter(({ createdAt }) => createdAt > now.toISOString())).toEqual([]);
    const starts = bookings.map(({ startsAt }) => startsAt);
    expect(starts.filter((start) => start < now.toISOString()).length).toBeGreaterThan(10);
    expect(starts.filter((start) => start > now.toISOString()).length).toBeGreaterThan(10);
  });

  test('show every status, channel and server', () => {
    expect(new Set(bookings.map(({ status }) => status)).size).toBe(8);
    expect(new Set(bookings.map(({ channel }) => channel)).size).toBe(5);
    expect(new Set(bookings.map(({ kind }) => kind)).size).toBe(2);
    expect(bodies.some((body) => body.triggerEvent === 'MEETING_ENDED' && !('payload' in body))).toBe(true);
    expect(bodies.some((body) => body.triggerEvent === 'MEETING_ENDED' && 'payload' in body)).toBe(true);
  });

  test('are read without exception: as reports, or ignored on purpose', () => {
    const kinds = new Map<string, Set<string>>();
    for (const body of bodies) {
      const { kind } = translateCalcom(JSON.stringify(body), demoTranslator);
      kinds.set(kind, (kinds.get(kind) ?? new Set()).add(body.triggerEvent));
    }
    expect(kinds.get('parked')).toBeUndefined();
    expect([...(kinds.get('ignored') ?? [])].sort()).toEqual(['MEETING_STARTED', 'PING']);
  });
});

describe('a clinic to which journeys are delivered comes to what they say', () => {
  test.each(some.slice(0, storyCount))('when somebody $story, in order and backwards', async (journey) => {
    expect(await outcomeOf(journey.bodies)).toEqual(outcomeMeant([journey]));
    expect(await outcomeOf(journey.bodies.toReversed())).toEqual(outcomeMeant([journey]));
  });

  // Fewer than one journey of each story at a time, so that a counterexample is short; all stories come up within some runs.
  const arbitrary = fc.record({ seed: fc.nat(), order: fc.nat(), count: fc.integer({ min: 1, max: 6 }) });
  const journeysOf = (seed: number, count: number) => generateJourneys({ seed: String(seed), now, count });

  test('in any order, everything told twice', async () => {
    await fc.assert(
      fc.asyncProperty(arbitrary, async ({ seed, order, count }) => {
        const journeys = journeysOf(seed, count);
        const random = seededRandom(String(order));
        const twice = trafficOf(journeys, random, { duplicates: 1 });
        expect(await outcomeOf(random.shuffled(twice).map(({ body }) => body))).toEqual(outcomeMeant(journeys));
      }),
      { numRuns: 80 },
    );
  });

  test('in the order of the traffic', async () => {
    await fc.assert(
      fc.asyncProperty(arbitrary, async ({ seed, order, count }) => {
        const journeys = journeysOf(seed, count);
        const traffic = trafficOf(journeys, seededRandom(String(order)));
        expect(await outcomeOf(traffic.map(({ body }) => body))).toEqual(outcomeMeant(journeys));
      }),
      { numRuns: 60 },
    );
  });
});
