import { expect, test } from 'vitest';
import { type VisitLimit, visitLimit } from '../../../src/pages/visitLimit.ts';

function clock() {
  let time = Date.UTC(2026, 9, 5, 18, 30);
  return {
    now: () => new Date(time),
    wait(seconds: number) {
      time += seconds * 1_000;
    },
  };
}

const passed = (limit: VisitLimit, visits: number, of: (visit: number) => Parameters<VisitLimit>[0]): number =>
  Array.from({ length: visits }, (_, visit) => limit(of(visit))).filter((seconds) => seconds === 0).length;

test('a link may be used thirty times at once, then once every three seconds, and says when', () => {
  const { now, wait } = clock();
  const limit = visitLimit(now);
  const hers = { token: 'hers', address: null };
  expect(passed(limit, 40, () => hers)).toBe(30);
  expect(limit(hers)).toBe(3);
  wait(2);
  expect(limit(hers)).toBe(1);
  wait(1);
  expect([limit(hers), limit(hers)]).toEqual([0, 3]);
  expect(limit({ token: 'another', address: null })).toBe(0);
});

test('who tries many links is stopped by her address, and nobody else is', () => {
  const limit = visitLimit(clock().now);
  expect(passed(limit, 400, (visit) => ({ token: `guess ${visit}`, address: '203.0.113.7' }))).toBe(300);
  expect(limit({ token: 'hers', address: '203.0.113.8' })).toBe(0);
  expect(limit({ token: 'hers', address: null })).toBe(0);
});

test('an hour of silence gives back all, and no more', () => {
  const { now, wait } = clock();
  const limit = visitLimit(now);
  passed(limit, 40, () => ({ token: 'hers', address: null }));
  wait(3_600);
  expect(passed(limit, 40, () => ({ token: 'hers', address: null }))).toBe(30);
});

test('what it remembers is bounded: ten thousand links later the first one is as new', () => {
  const limit = visitLimit(clock().now);
  const hers = { token: 'hers', address: null };
  passed(limit, 40, () => hers);
  expect(passed(limit, 10_000, (visit) => ({ token: `guess ${visit}`, address: null }))).toBe(10_000);
  expect(passed(limit, 40, () => hers)).toBe(30);
});
