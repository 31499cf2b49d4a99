import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseTimes } from '../../../../src/domain/calendar/chooseTimes.ts';
import type { DayPart, WantedTimes } from '../../../../src/domain/conversation/action.ts';
import { type Instant, instantOf } from '../../../../src/domain/ids.ts';

const timeZone = 'America/Jamaica';
const now = '2026-10-12T14:00:00.000Z' as Instant; // a Monday, 9:00 in Jamaica

/** Jamaica is five hours behind UTC all year. */
const local = (day: number, time: string): Instant => instantOf(new Date(`2026-10-${day}T${time}:00-05:00`));

const choose = (free: readonly Instant[], wanted: WantedTimes | null = null) => chooseTimes(free, { now, timeZone, wanted });
const on = (day: number, part: DayPart | null = null): WantedTimes => ({ from: local(day, '00:00'), until: local(day + 1, '00:00'), part });
const whenever = (part: DayPart): WantedTimes => ({ from: now, until: local(31, '00:00'), part });

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
    expect(choose(free, on(16, 'afternoon'))).toEqual([local(13, '09:00'), local(15, '10:00'), local(16, '14:00')]);
    expect(choose(free, whenever('evening'))).toHaveLength(3);
  });

  test('know days by the clinic’s wall, not by UTC', () => {
    // 20:00 on Tuesday in Jamaica is Wednesday in UTC.
    expect(choose([local(13, '20:00'), local(14, '10:00')], on(13))[0]).toBe(local(13, '20:00'));
    expect(choose([local(13, '20:00')], on(13, 'evening'))).toEqual([local(13, '20:00')]);
  });

  test('are none where nothing is free', () => {
    expect(choose([])).toEqual([]);
  });

  test('are always free, different, in order, at most three, and as many as there are', () => {
    const free = fc.array(fc.integer({ min: 0, max: 21 * 48 }).map((half) => instantOf(new Date(Date.parse(now) + half * 1_800_000))));
    const wish = fc
      .record({
        day: fc.integer({ min: 12, max: 30 }),
        part: fc.constantFrom('morning' as const, 'afternoon' as const, 'evening' as const),
      })
      .map(({ day, part }) => on(day, part));
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
