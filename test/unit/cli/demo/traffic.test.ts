import { describe, expect, test } from 'vitest';
import { generateJourneys } from '../../../../src/cli/demo/journeys.ts';
import { seededRandom } from '../../../../src/cli/demo/random.ts';
import { trafficOf } from '../../../../src/cli/demo/traffic.ts';

const journeys = generateJourneys({ seed: 'traffic', now: new Date('2026-03-02T00:00:00Z'), count: 50 });
const bodies = journeys.flatMap((journey) => journey.bodies);
const traffic = trafficOf(journeys, seededRandom('traffic'), { window: 4 });

describe('the traffic of journeys', () => {
  test('sends every body once, and some of them once more with another time of sending', () => {
    const [originals, repeats] = [traffic.filter((one) => !one.duplicate), traffic.filter((one) => one.duplicate)];
    expect(new Set(originals.map(({ body }) => body))).toEqual(new Set(bodies));
    expect(originals).toHaveLength(bodies.length);
    expect(repeats.length).toBeGreaterThan(5);
    for (const { body } of repeats) {
      const twin = bodies.find((one) => JSON.stringify({ ...one, createdAt: body.createdAt }) === JSON.stringify(body));
      expect(twin).toBeDefined();
      expect(Date.parse(body.createdAt) - Date.parse(twin?.createdAt ?? '')).toBeLessThan(1_000);
    }
  });

  test('marks what overtook an earlier body of its journey', () => {
    const stepOf = new Map(journeys.flatMap((one) => one.bodies.map((body, step) => [body, { journey: one, step }] as const)));
    const originals = traffic.filter((one) => !one.duplicate).map(({ body, outOfOrder }) => ({ outOfOrder, ...stepOf.get(body) }));
    const overtakers = originals.filter((one, index) =>
      originals.slice(index + 1).some((later) => later.journey === one.journey && (later.step ?? 0) < (one.step ?? 0)),
    );
    expect(originals.filter(({ outOfOrder }) => outOfOrder)).toEqual(overtakers);
    expect(overtakers.length).toBeGreaterThan(5);
  });

  test('keeps everything within its window', () => {
    const places = traffic.map(({ place }) => place);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    const longest = Math.max(...journeys.map((one) => one.bodies.length));
    expect(Math.max(...places)).toBeLessThan(journeys.length + longest + 4);
  });

  test('is in order and told once when nothing disturbs it', () => {
    const calm = trafficOf(journeys.slice(0, 10), seededRandom('calm'), { duplicates: 0, late: 0 });
    expect(calm.filter((one) => one.duplicate || one.outOfOrder)).toEqual([]);
  });
});
