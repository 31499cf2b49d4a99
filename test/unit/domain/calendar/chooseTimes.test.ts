import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseTimes } from '../../../../src/domain/calendar/chooseTimes.ts';
import { timeInWords, zoneInWords } from '../../../../src/domain/calendar/timeInWords.ts';
import { type Instant, instantOf } from '../../../../src/domain/ids.ts';

const timeZone = 'America/Jamaica';
const now = '2026-10-12T14:00:00.000Z' as Instant; // a Monday, 9:00 in Jamaica

/** Jamaica is five hours behind UTC all year. */
const local = (day: number, time: string): Instant => instantOf(new Date(`2026-10-${day}T${time}:00-05:00`));

const choose = (free: readonly Instant[], wish = {}) => chooseTimes(free, { now, timeZone, wish });

describe('three good times', () => {
  test('are the soonest and two on other days, at other times of the day', () => {
    const free = [
      local(13, '09:00'),
      local(13, '09:30'),
      local(13, '14:00'),
      local(14, '09:00'),
      local(14, '15:00'),
      local(15, '10:00'),
      local(15, '17:30'),
    ];
    expect(choose(free)).toEqual([local(13, '09:00'), local(14, '15:00'), local(15, '17:30')]);
  });

  test('are of one day where only that has any', () => {
    expect(choose([local(13, '09:00'), local(13, '09:30'), local(13, '10:00'), local(13, '15:00')])).toEqual([
      local(13, '09:00'),
      local(13, '09:30'),
      local(13, '15:00'),
    ]);
  });

  test('are not ones that she could not come to any more', () => {
    expect(choose([local(12, '08:00'), local(12, '10:30'), local(12, '11:00')])).toEqual([local(12, '11:00')]);
  });

  test('are what she wished for, filled up with others', () => {
    const free = [local(13, '09:00'), local(14, '15:00'), local(16, '09:00'), local(16, '14:00'), local(23, '14:00'), local(15, '10:00')];
    expect(choose(free, { weekday: 5, part: 'afternoon' })).toEqual([local(13, '09:00'), local(16, '14:00'), local(23, '14:00')]);
    expect(choose(free, { part: 'evening' })).toHaveLength(3);
  });

  test('know days by the clinic’s wall, not by UTC', () => {
    // 20:00 on Tuesday in Jamaica is Wednesday in UTC.
    expect(choose([local(13, '20:00'), local(14, '10:00')], { weekday: 2 })[0]).toBe(local(13, '20:00'));
    expect(choose([local(13, '20:00')], { weekday: 2, part: 'evening' })).toEqual([local(13, '20:00')]);
  });

  test('are none where nothing is free', () => {
    expect(choose([])).toEqual([]);
  });

  test('are always free, different, in order, at most three, and as many as there are', () => {
    const free = fc.array(fc.integer({ min: 0, max: 21 * 48 }).map((half) => instantOf(new Date(Date.parse(now) + half * 1_800_000))));
    const wish = fc.record({ weekday: fc.integer({ min: 1, max: 7 }), part: fc.constantFrom('morning', 'afternoon', 'evening') });
    fc.assert(
      fc.property(free, wish, (times, wished) => {
        const chosen = choose(times, wished);
        const possible = new Set(times.filter((one) => Date.parse(one) >= Date.parse(now) + 7_200_000));
        expect(chosen).toHaveLength(Math.min(3, possible.size));
        expect(chosen.every((one) => possible.has(one))).toBe(true);
        expect(chosen).toEqual([...new Set(chosen)].sort());
      }),
    );
  });
});

describe('a time in words', () => {
  test('has day, date, time and zone, as the clinic says them', () => {
    expect(timeInWords(local(14, '09:00'), { timeZone, locale: 'en-JM' })).toBe('Wednesday, 14 October at 9:00 am, Jamaica time');
  });

  test('names a zone by its place', () => {
    expect(['America/New_York', 'America/Argentina/Buenos_Aires', 'UTC'].map(zoneInWords)).toEqual([
      'New York time',
      'Buenos Aires time',
      'UTC',
    ]);
  });
});
