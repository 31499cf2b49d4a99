import { describe, expect, test } from 'vitest';
import type { Instant } from '../../../../src/domain/ids.ts';
import { reminderTime } from '../../../../src/domain/messaging/reminderTime.ts';

const at = (text: string): Instant => new Date(text).toISOString() as Instant;

describe('a reminder', () => {
  const threeDays = { before: 'P3D', at: '10:00' };

  test('with a time of day counts calendar days in the clinic’s zone', () => {
    expect(reminderTime(threeDays, at('2026-10-14T10:00:00-05:00'), 'America/Jamaica')).toBe(at('2026-10-11T10:00:00-05:00'));
    expect(reminderTime(threeDays, at('2026-10-14T23:30:00-05:00'), 'America/Jamaica')).toBe(at('2026-10-11T10:00:00-05:00'));
  });

  test('keeps its time of day across the night on which clocks change', () => {
    expect(reminderTime(threeDays, at('2027-03-15T10:00:00-04:00'), 'America/New_York')).toBe(at('2027-03-12T10:00:00-05:00'));
    expect(reminderTime(threeDays, at('2027-11-08T15:00:00-05:00'), 'America/New_York')).toBe(at('2027-11-05T10:00:00-04:00'));
    expect(reminderTime(threeDays, at('2027-03-29T09:00:00+01:00'), 'Europe/London')).toBe(at('2027-03-26T10:00:00Z'));
  });

  test('at a time that the clocks skip falls due as much later', () => {
    expect(reminderTime({ before: 'P1D', at: '02:30' }, at('2027-03-15T10:00:00-04:00'), 'America/New_York')).toBe(
      at('2027-03-14T03:30:00-04:00'),
    );
  });

  test('at a time that comes twice falls due the first time', () => {
    expect(reminderTime({ before: 'P1D', at: '01:30' }, at('2027-11-08T10:00:00-05:00'), 'America/New_York')).toBe(
      at('2027-11-07T01:30:00-04:00'),
    );
  });

  test('without a time of day is elapsed time before the start, whatever the clocks do', () => {
    expect(reminderTime({ before: 'PT2H', at: null }, at('2026-10-14T10:00:00-05:00'), 'America/Jamaica')).toBe(
      at('2026-10-14T08:00:00-05:00'),
    );
    expect(reminderTime({ before: 'P3D', at: null }, at('2027-03-15T10:00:00-04:00'), 'America/New_York')).toBe(
      at('2027-03-12T09:00:00-05:00'),
    );
  });

  test('counts a week as seven days, and hours that make no whole day as none', () => {
    expect(reminderTime({ before: 'P1W', at: '10:00' }, at('2026-10-14T10:00:00-05:00'), 'America/Jamaica')).toBe(
      at('2026-10-07T10:00:00-05:00'),
    );
    expect(reminderTime({ before: 'PT36H', at: '10:00' }, at('2026-10-14T18:00:00-05:00'), 'America/Jamaica')).toBe(
      at('2026-10-13T10:00:00-05:00'),
    );
  });

  test('of a duration that is none never falls due', () => {
    expect(reminderTime({ before: 'soon', at: null }, at('2026-10-14T10:00:00-05:00'), 'America/Jamaica')).toBeNull();
  });
});
