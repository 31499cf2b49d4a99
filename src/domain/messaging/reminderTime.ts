import { milliseconds } from '../duration.ts';
import { type Instant, instantOf } from '../ids.ts';
import { startOfWallDay, timeAtWall, timeOfDay, wallAt, wallDay } from './localTime.ts';

/** When a reminder falls due, as the clinic file says it: `before` an ISO 8601 duration, `at` a time of day `HH:MM` or null. */
export interface ReminderOffset {
  readonly before: string;
  readonly at: string | null;
}

/**
 * When the reminder of a visit falls due. With `at`, the duration's whole days are calendar days in the clinic's zone;
 * without it, the duration is elapsed time before the start. Null when the duration is none.
 * @example reminderTime({ before: 'P3D', at: '10:00' }, '2027-03-15T14:00:00.000Z', 'America/New_York') // 10:00 on 12 March, in winter time
 */
export function reminderTime({ before, at }: ReminderOffset, start: Instant, zone: string): Instant | null {
  const lead = milliseconds(before);
  if (lead === null) return null;
  const begins = Date.parse(start);
  if (at === null) return instantOf(new Date(begins - lead));
  const day = startOfWallDay(wallAt(begins, zone)) - Math.floor(lead / wallDay) * wallDay;
  return instantOf(new Date(timeAtWall(day + timeOfDay(at), zone)));
}
