import { wallAt } from '../../domain/messaging/localTime.ts';
import type { FreeTime } from '../ports.ts';

const numbered = String.raw`^(?:#|no\.? ?|number |option |the )?`;
const ordinals: readonly RegExp[] = [
  new RegExp(`${numbered}(?:1|one)[.)]?(?: please)?$|\\b(?:first|1st)\\b`),
  new RegExp(`${numbered}(?:2|two)[.)]?(?: please)?$|\\b(?:second|2nd)\\b`),
  new RegExp(`${numbered}(?:3|three)[.)]?(?: please)?$|\\b(?:third|3rd|last)\\b`),
];

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const clock = /\b(\d{1,2})(?::(\d\d))?\s?(am|pm|a\.m|p\.m)?\b/;
/** A sentence of more than so many words says something else as well. */
const mostWords = 9;
/** It names a time to refuse it, or to ask about it. */
const notTaken = /\b(?:not|no|none|neither|can'?t|cannot|cyaa|cya|don'?t|nuh|instead|other|another|what|how|why|if|price|cost|much)\b|\?/;

/** Finds which of the free times that she was offered somebody picks, by number, weekday or hour; null where it is not plainly one. */
export function pickTime(text: string, offered: readonly FreeTime[], timeZone: string): FreeTime | null {
  const said = text.trim().toLowerCase();
  if (offered.length === 0 || said.split(/\s+/).length > mostWords || notTaken.test(said)) return null;
  const named = offered.filter((_, index) => ordinals[index]?.test(said));
  if (named.length > 0) return onlyOne(named);
  const day = weekdays.findIndex((name) => new RegExp(`\\b${name}`).test(said));
  const hour = clock.exec(said);
  if (day === -1 && hour === null) return null;
  const fitting = offered.filter(({ startsAt }) => {
    const wall = new Date(wallAt(Date.parse(startsAt), timeZone));
    return (day === -1 || wall.getUTCDay() === day) && (hour === null || isAt(wall, hour));
  });
  return onlyOne(fitting);
}

const onlyOne = (times: readonly FreeTime[]): FreeTime | null => (times.length === 1 ? (times[0] ?? null) : null);

/** "10", "10 am", "2:30": without am or pm either half of the day. */
function isAt(wall: Date, [, hours = '', minutes = '00', half]: RegExpExecArray): boolean {
  const asked = Number(hours) % 12;
  const isHalf = half === undefined || half.startsWith('p') === wall.getUTCHours() >= 12;
  return wall.getUTCHours() % 12 === asked && wall.getUTCMinutes() === Number(minutes) && isHalf;
}
