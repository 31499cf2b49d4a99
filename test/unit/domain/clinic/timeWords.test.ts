import { expect, test } from 'vitest';
import { dayWords, hourWords, timeWords } from '../../../../src/domain/clinic/timeWords.ts';
import type { Instant } from '../../../../src/domain/ids.ts';

const jamaica = { timeZone: 'America/Jamaica', locale: 'en-JM' };
const now = '2026-10-05T18:00:00.000Z' as Instant;

test('a time is told on the clinic’s wall clock, the zone in words, as people in Jamaica read it', () => {
  expect(timeWords('2026-10-14T15:00:00.000Z' as Instant, jamaica, now)).toBe('Wednesday 14 October at 10:00 am (Jamaica time)');
  expect(dayWords('2026-10-14T15:00:00.000Z' as Instant, jamaica, now)).toBe('Wednesday 14 October');
});

test('the year is said where it is another than now’s, on the clinic’s calendar', () => {
  expect(timeWords('2027-01-13T20:30:00.000Z' as Instant, { timeZone: 'America/New_York', locale: 'en-US' }, now)).toBe(
    'Wednesday 13 January 2027 at 3:30 pm (New York time)',
  );
  expect(dayWords('2027-01-01T04:00:00.000Z' as Instant, jamaica, now)).toBe('Thursday 31 December');
});

test.each([
  ['05:00', '12:00 am', '0:00'],
  ['14:05', '9:05 am', '9:05'],
  ['17:00', '12:00 pm', '12:00'],
  ['19:30', '2:30 pm', '14:30'],
])('%s UTC is %s in Jamaica, and %s where the locale counts hours to twenty-four', (utc, twelve, twentyFour) => {
  const moment = `2026-10-14T${utc}:00.000Z` as Instant;
  expect(hourWords(moment, jamaica)).toBe(twelve);
  expect(hourWords(moment, { ...jamaica, locale: 'en-GB' })).toBe(twentyFour);
});
