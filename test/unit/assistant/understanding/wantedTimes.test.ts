import { describe, expect, test } from 'vitest';
import { wantedTimes } from '../../../../src/assistant/understanding/wantedTimes.ts';
import type { Instant } from '../../../../src/domain/ids.ts';
import { now } from '../../../support/karen.ts';

const zone = 'America/Jamaica';
/** A day of October 2026 as the clinic's wall has it: it begins at 05:00 UTC. */
const day = (date: number): string => `2026-10-${String(date).padStart(2, '0')}T05:00:00.000Z`;

describe('when she wants to come', () => {
  test.each([
    ['anything Friday?', day(9), day(10), null],
    ['next friday evening', day(9), day(10), 'evening'],
    ['unu have space tomorrow mawnin', day(6), day(7), 'morning'],
    ['today please', now, day(6), null],
    ['dis weekend', day(10), day(12), null],
    ['next week', day(12), day(19), null],
    ['sometime this week', now, day(12), null],
    ['monday', now, day(6), null],
    ['next monday', day(12), day(13), null],
    ['in the afternoon', now, day(19), 'afternoon'],
  ])('is read off "%s"', (text, from, until, part) => {
    const said = wantedTimes(text, now, zone);
    expect(said).toEqual({ from, until, part });
  });

  test.each(['good morning, how much is botox', 'I want botox', ''])('is not read into "%s"', (text) => {
    expect(wantedTimes(text, now, zone)).toBeNull();
  });

  test('is by the clinic’s clock: late on its Monday, tomorrow is Tuesday, though UTC has it already', () => {
    const late = '2026-10-06T03:30:00.000Z' as Instant;
    expect(wantedTimes('tomorrow', late, zone)).toEqual({ from: day(6), until: day(7), part: null });
  });

  test('keeps the hours of a day on which clocks change', () => {
    const before = '2026-10-31T16:00:00.000Z' as Instant; // New York goes back on 1 November
    expect(wantedTimes('sunday', before, 'America/New_York')).toEqual({
      from: '2026-11-01T04:00:00.000Z',
      until: '2026-11-02T05:00:00.000Z',
      part: null,
    });
  });
});
