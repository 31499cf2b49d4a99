import { type Instant, instantOf } from '../ids.ts';
import { startOfWallDay, timeAtWall, timeOfDay, wallAt, wallDay } from './localTime.ts';

/** Times of day `HH:MM` between which nothing is begun; `to` may be on the next day. Equal times mean no quiet hours. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

/** One night of quiet hours: `from` belongs to it, `to` no longer does. */
export interface QuietPeriod {
  readonly from: Instant;
  readonly to: Instant;
}

/** The quiet hours that a moment lies in, on the wall clock of a zone; null when it lies in none. */
export function quietPeriodAt(moment: Instant, { from, to }: QuietHours, zone: string): QuietPeriod | null {
  if (from === to) return null;
  const time = Date.parse(moment);
  const today = startOfWallDay(wallAt(time, zone));
  // Both ends are moments, not readings of the wall: in the hour that comes twice a reading would not say which.
  const begin = (day: number): number => timeAtWall(day + timeOfDay(from), zone);
  const lastBegun = begin(today) <= time ? today : today - wallDay;
  const end = timeAtWall(lastBegun + timeOfDay(to) + (to < from ? wallDay : 0), zone);
  return time < end ? { from: instantOf(new Date(begin(lastBegun))), to: instantOf(new Date(end)) } : null;
}

/** What is asked before something that we start is sent. */
export interface Outing {
  /** When it is meant to go out; at or after `now`. */
  readonly due: Instant;
  readonly now: Instant;
  /** Tells whether a moment is still of use: before the visit, not after the latest useful time. */
  readonly inTime: (moment: Instant) => boolean;
  readonly hours: QuietHours;
  readonly zone: string;
}

/** When something that we start may go out, and how that came about. */
export interface SendingTime {
  readonly at: Instant;
  readonly why: 'asPlanned' | 'endOfQuietHours' | 'beforeQuietHours' | 'ratherThanNever';
}

/** Jobs wake by the minute: the last moment before quiet hours is the minute before they begin. */
const lastMinute = 60_000;

/**
 * Shifts what falls due in quiet hours to their end. Where that is too late, to the last minute before they began, or to now
 * if that minute is running; where that has passed too, it goes now rather than never: quiet hours drop nothing.
 */
export function sendingTime({ due, now, inTime, hours, zone }: Outing): SendingTime {
  const quiet = quietPeriodAt(due, hours, zone);
  if (quiet === null) return { at: due, why: 'asPlanned' };
  if (inTime(quiet.to)) return { at: quiet.to, why: 'endOfQuietHours' };
  if (now >= quiet.from) return { at: now, why: 'ratherThanNever' };
  const before = instantOf(new Date(Date.parse(quiet.from) - lastMinute));
  return { at: before > now ? before : now, why: 'beforeQuietHours' };
}
