import { describe, expect, test } from 'vitest';
import type { Instant } from '../../../../src/domain/ids.ts';
import { type Outing, quietPeriodAt, sendingTime } from '../../../../src/domain/messaging/quietHours.ts';

const at = (text: string): Instant => new Date(text).toISOString() as Instant;
const night = { from: '21:00', to: '08:00' };

describe('quiet hours', () => {
  const evening = at('2026-10-13T21:00:00-05:00');
  const morning = at('2026-10-14T08:00:00-05:00');
  const inJamaica = (text: string) => quietPeriodAt(at(text), night, 'America/Jamaica');

  test('begin at their first minute and end before their last', () => {
    expect(inJamaica('2026-10-13T20:59:59.999-05:00')).toBeNull();
    expect(inJamaica('2026-10-13T21:00:00-05:00')).toEqual({ from: evening, to: morning });
    expect(inJamaica('2026-10-14T07:59:59.999-05:00')).toEqual({ from: evening, to: morning });
    expect(inJamaica('2026-10-14T08:00:00-05:00')).toBeNull();
  });

  test('may lie within one day', () => {
    const siesta = { from: '13:00', to: '15:00' };
    expect(quietPeriodAt(at('2026-10-14T14:00:00-05:00'), siesta, 'America/Jamaica')).toEqual({
      from: at('2026-10-14T13:00:00-05:00'),
      to: at('2026-10-14T15:00:00-05:00'),
    });
    expect(quietPeriodAt(at('2026-10-14T02:00:00-05:00'), siesta, 'America/Jamaica')).toBeNull();
  });

  test('are none when both times are the same', () => {
    expect(quietPeriodAt(at('2026-10-14T02:00:00-05:00'), { from: '00:00', to: '00:00' }, 'America/Jamaica')).toBeNull();
  });

  test('are those of the zone asked for', () => {
    const moment = at('2026-10-14T21:30:00-05:00');
    expect(quietPeriodAt(moment, night, 'America/Jamaica')).not.toBeNull();
    expect(quietPeriodAt(moment, night, 'America/Los_Angeles')).toBeNull();
    expect(quietPeriodAt(moment, night, 'Europe/London')).not.toBeNull();
  });

  test('end by the new time after the night on which clocks go forward', () => {
    expect(quietPeriodAt(at('2027-03-14T03:30:00-04:00'), night, 'America/New_York')).toEqual({
      from: at('2027-03-13T21:00:00-05:00'),
      to: at('2027-03-14T08:00:00-04:00'),
    });
    expect(quietPeriodAt(at('2027-03-28T08:30:00+01:00'), night, 'Europe/London')).toBeNull();
  });

  test('that end at a time that is skipped end as much later', () => {
    expect(quietPeriodAt(at('2027-03-14T03:10:00-04:00'), { from: '21:00', to: '02:30' }, 'America/New_York')?.to).toBe(
      at('2027-03-14T03:30:00-04:00'),
    );
  });

  test('that end at a time that comes twice end the first time', () => {
    const early = { from: '21:00', to: '01:30' };
    expect(quietPeriodAt(at('2027-11-07T01:29:00-04:00'), early, 'America/New_York')).not.toBeNull();
    expect(quietPeriodAt(at('2027-11-07T01:10:00-05:00'), early, 'America/New_York')).toBeNull();
  });
});

describe('what falls due in quiet hours', () => {
  const outing = (due: string, change: Partial<Outing> = {}): Outing => ({
    due: at(due),
    now: at(due),
    inTime: () => true,
    hours: night,
    zone: 'America/Jamaica',
    ...change,
  });
  const until = (last: string) => (moment: Instant) => moment < at(last);

  test('waits for their end', () => {
    expect(sendingTime(outing('2026-10-14T02:00:00-05:00'))).toEqual({ at: at('2026-10-14T08:00:00-05:00'), why: 'endOfQuietHours' });
  });

  test('goes out as planned when it falls due outside them', () => {
    expect(sendingTime(outing('2026-10-14T10:00:00-05:00'))).toEqual({ at: at('2026-10-14T10:00:00-05:00'), why: 'asPlanned' });
  });

  test('goes out in the last minute before they begin when their end is too late', () => {
    const early = outing('2026-10-14T02:00:00-05:00', { now: at('2026-10-13T12:00:00-05:00'), inTime: until('2026-10-14T07:00:00-05:00') });
    expect(sendingTime(early)).toEqual({ at: at('2026-10-13T20:59:00-05:00'), why: 'beforeQuietHours' });
  });

  test('goes out at once when that last minute is already running', () => {
    const now = at('2026-10-13T20:59:30-05:00');
    const late = outing('2026-10-14T02:00:00-05:00', { now, inTime: until('2026-10-14T07:00:00-05:00') });
    expect(sendingTime(late)).toEqual({ at: now, why: 'beforeQuietHours' });
  });

  test('goes out now rather than never when it is too late for either', () => {
    const now = at('2026-10-13T22:00:00-05:00');
    const late = outing('2026-10-14T02:00:00-05:00', { now, inTime: until('2026-10-14T07:00:00-05:00') });
    expect(sendingTime(late)).toEqual({ at: now, why: 'ratherThanNever' });
  });
});
