import { DateTime } from 'luxon';
import type { Random } from './random.ts';

const clinicZone = 'America/Jamaica';
const hour = 3_600_000;
const day = 24 * hour;

/** A time at which the clinic sees people, so many days from a date in its zone: from 9:00, last at 16:30, never on a Sunday. */
export function openTime(random: Random, from: Date, [soonest, latest]: readonly [number, number]): Date {
  const date = DateTime.fromJSDate(from, { zone: clinicZone })
    .startOf('day')
    .plus({ days: random.whole(soonest, latest) });
  const weekday = date.weekday === 7 ? date.plus({ days: 1 }) : date;
  return weekday.plus({ hours: 9, minutes: 30 * random.whole(0, 15) }).toJSDate();
}

/** Moments one after the other in the weeks before a visit, all of them past: each call of `next` is later than the one before. */
export interface Moments {
  next(): Date;
}

/** Bodies that are told twice differ by less than this. */
const apart = 2_000;

/** So many moments that end some hours before the visit, and before now. */
export function momentsBefore(random: Random, { visit, now, count }: { visit: Date; now: Date; count: number }): Moments {
  const last = Math.min(visit.getTime() - 3 * hour, now.getTime());
  const first = last - random.whole(4, 25) * day;
  const times = Array.from({ length: count }, () => random.whole(first, last - count * apart)).sort((a, b) => a - b);
  let used = 0;
  return {
    next() {
      const time = times[used];
      if (time === undefined) throw new RangeError(`a journey takes more than ${count} moments`);
      used += 1;
      return new Date(time + used * apart);
    },
  };
}

/** A moment some minutes after another. */
export const minutesAfter = (random: Random, date: Date, [least, most]: readonly [number, number]): Date =>
  new Date(date.getTime() + random.whole(least * 60_000, most * 60_000));
