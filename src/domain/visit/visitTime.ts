import type { Instant } from '../ids.ts';

/**
 * Says when a visit is on the wall clock of its place, with the zone in words; the year only where it is another than now's.
 * @example visitTime('2026-10-14T15:00:00.000Z', 'America/Jamaica', now) // Wednesday 14 October at 10:00 (Jamaica time)
 */
export function visitTime(start: Instant, zone: string, now: Instant): string {
  const day = visitDay(start, zone, now);
  const time = partsOf(start, zone);
  return `${day} at ${time.hour}:${time.minute} (${zoneName(zone)})`;
}

/** The day alone: "Wednesday 14 October". */
export function visitDay(start: Instant, zone: string, now: Instant): string {
  const { weekday, day, month, year } = partsOf(start, zone);
  const words = `${weekday} ${day} ${month}`;
  return year === partsOf(now, zone).year ? words : `${words} ${year}`;
}

/** A zone as people call it, by its city or island: "Jamaica time", "New York time". */
function zoneName(zone: string): string {
  const place = zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone;
  return place === place.toUpperCase() ? place : `${place} time`;
}

// Messages are in English, as all that the clinic says of itself in its file; British order has no commas to stumble over.
const parts: Intl.DateTimeFormatOptions = {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
};

function partsOf(moment: Instant, timeZone: string): Readonly<Record<string, string>> {
  const format = new Intl.DateTimeFormat('en-GB', { ...parts, timeZone });
  return Object.fromEntries(format.formatToParts(new Date(moment)).map(({ type, value }) => [type, value]));
}
