import type { DayPart, WantedTimes } from '../../domain/conversation/action.ts';
import { type Instant, instantOf } from '../../domain/ids.ts';
import { startOfWallDay, timeAtWall, wallAt, wallDay } from '../../domain/messaging/localTime.ts';
import { readTokens } from '../language/tokens.ts';

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const parts: Readonly<Record<string, DayPart>> = {
  morning: 'morning',
  afternoon: 'afternoon',
  lunch: 'afternoon',
  evening: 'evening',
  tonight: 'evening',
};
const greeted = /\bgood (?:morning|afternoon|evening|night)\b/g;

/** Days from one to another, as walls know them. */
type Days = readonly [from: number, until: number];

/** How far ahead it is looked where she names a part of the day and no day. */
const anyDay = 14;

/**
 * Reads when somebody would like to come: a day of the week, today, tomorrow, the weekend, this week or the next, and a part of the day,
 * by the clinic's clock. Null where nothing is said.
 */
export function wantedTimes(text: string, now: Instant, timeZone: string): WantedTimes | null {
  const words = readTokens(text).join(' ').replaceAll(greeted, '').split(' ');
  const part = words.map((word) => parts[word]).find((one) => one !== undefined) ?? null;
  const wall = wallAt(Date.parse(now), timeZone);
  const today = startOfWallDay(wall);
  const days = daysIn(words, new Date(today).getUTCDay()) ?? (part === null ? null : ([0, anyDay] as const));
  if (days === null) return null;
  const at = (day: number): number => timeAtWall(today + day * wallDay, timeZone);
  return { from: instantOf(new Date(Math.max(at(days[0]), Date.parse(now)))), until: instantOf(new Date(at(days[1]))), part };
}

function daysIn(words: readonly string[], weekday: number): Days | null {
  const untilNext = (day: number): number => (day - weekday + 7) % 7;
  const isNext = words.includes('next');
  if (words.includes('today') || words.includes('tonight')) return [0, 1];
  if (words.includes('tomorrow')) return [1, 2];
  const named = weekdays.findIndex((day) => words.includes(day));
  if (named !== -1) {
    const days = untilNext(named);
    // On a Friday "next Friday" is not today.
    const from = days === 0 && isNext ? 7 : days;
    return [from, from + 1];
  }
  if (words.includes('weekend')) return weekday === 0 ? [0, 1] : [untilNext(6), untilNext(6) + 2];
  const untilMonday = untilNext(1) === 0 ? 7 : untilNext(1);
  if (!words.includes('week')) return null;
  if (isNext) return [untilMonday, untilMonday + 7];
  return words.includes('this') ? [0, untilMonday] : null;
}
