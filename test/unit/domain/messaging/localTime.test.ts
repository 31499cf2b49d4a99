import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isTimeZone, timeAtWall, wallAt } from '../../../../src/domain/messaging/localTime.ts';

/** The wall time of a text without zone, and the moment of one with. */
const wall = (text: string): number => Date.parse(`${text}:00Z`);
const moment = (wallTime: number, zone: string): string => new Date(timeAtWall(wallTime, zone)).toISOString();

describe('a time on the wall', () => {
  test('is the moment at which the zone’s clock shows it', () => {
    expect(moment(wall('2027-03-12T10:00'), 'America/New_York')).toBe('2027-03-12T15:00:00.000Z');
    expect(moment(wall('2027-03-15T10:00'), 'America/New_York')).toBe('2027-03-15T14:00:00.000Z');
    expect(moment(wall('2027-07-01T10:00'), 'Europe/London')).toBe('2027-07-01T09:00:00.000Z');
    expect(moment(wall('2027-07-01T10:00'), 'America/Jamaica')).toBe('2027-07-01T15:00:00.000Z');
  });

  test('that is skipped in spring moves forward by the hour that is missing', () => {
    expect(moment(wall('2027-03-14T02:30'), 'America/New_York')).toBe('2027-03-14T07:30:00.000Z');
    expect(moment(wall('2027-03-28T01:15'), 'Europe/London')).toBe('2027-03-28T01:15:00.000Z');
  });

  test('that comes twice in autumn is the first', () => {
    expect(moment(wall('2027-11-07T01:30'), 'America/New_York')).toBe('2027-11-07T05:30:00.000Z');
    expect(moment(wall('2027-10-31T01:30'), 'Europe/London')).toBe('2027-10-31T00:30:00.000Z');
  });

  test('exists every minute of the year in Jamaica, which has no summer time', () => {
    for (const text of ['2027-03-14T02:30', '2027-11-07T01:30']) {
      expect(wallAt(timeAtWall(wall(text), 'America/Jamaica'), 'America/Jamaica')).toBe(wall(text));
    }
  });

  test('moves by half an hour where a zone’s summer time is that short', () => {
    expect(moment(wall('2027-10-03T02:15'), 'Australia/Lord_Howe')).toBe('2027-10-02T15:45:00.000Z');
  });

  test('of any moment is that moment again, or the first with the same reading', () => {
    const zones = fc.constantFrom(
      'America/New_York',
      'Europe/London',
      'America/Jamaica',
      'Australia/Lord_Howe',
      'Africa/Cairo',
      'Asia/Kolkata',
    );
    const minutes = fc.integer({ min: Date.UTC(2026, 0) / 60_000, max: Date.UTC(2030, 0) / 60_000 });
    fc.assert(
      fc.property(zones, minutes, (zone, at) => {
        const time = at * 60_000;
        const again = timeAtWall(wallAt(time, zone), zone);
        expect(wallAt(again, zone)).toBe(wallAt(time, zone));
        expect(again).toBeLessThanOrEqual(time);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a time zone', () => {
  test('is known by its IANA name and by nothing else', () => {
    expect(isTimeZone('America/Jamaica')).toBe(true);
    for (const text of ['', 'Kingston', 'America/Kingston', 'null']) expect(isTimeZone(text)).toBe(false);
  });
});
