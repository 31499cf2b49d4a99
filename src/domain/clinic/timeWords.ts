import type { Instant } from '../ids.ts';
import type { ClinicSettings } from './settings.ts';

/** On whose wall clock a time is told, and whether its hours run to twelve or to twenty-four. */
export type ClinicClock = Pick<ClinicSettings, 'timeZone' | 'locale'>;

/**
 * Says a moment as every message says it, on the clinic's wall clock and with the zone in words.
 * @example timeWords('2026-10-14T15:00:00.000Z', clinic, now) // Wednesday 14 October at 10:00 am (Jamaica time)
 */
export const timeWords = (moment: Instant, clock: ClinicClock, now: Instant): string =>
  `${dayWords(moment, clock, now)} at ${hourWords(moment, clock)} (${zoneWords(clock.timeZone)})`;

/** Says the day alone, the year only where it is another than now's: "Wednesday 14 October". */
export function dayWords(moment: Instant, { timeZone }: Pick<ClinicClock, 'timeZone'>, now: Instant): string {
  const { weekday, day, month, year } = partsOf(moment, timeZone);
  const words = `${weekday} ${day} ${month}`;
  return year === partsOf(now, timeZone).year ? words : `${words} ${year}`;
}

/** Says the time of day alone: "10:00 am", or "10:00" where the clinic's locale counts hours to twenty-four. */
export function hourWords(moment: Instant, { timeZone, locale }: ClinicClock): string {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: 'numeric', minute: '2-digit', hourCycle: hourCycleOf(locale) });
  return format.format(new Date(moment));
}

/** A zone as people call it, by its city or island: "Jamaica time", "New York time". */
function zoneWords(zone: string): string {
  const place = zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone;
  return place === place.toUpperCase() ? place : `${place} time`;
}

/** Only how hours are counted is the locale's; the words are English, as all that the clinic says of itself in its file. */
function hourCycleOf(locale: string): 'h12' | 'h23' {
  const { hour12 } = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions();
  return hour12 ? 'h12' : 'h23';
}

function partsOf(moment: Instant, timeZone: string): Readonly<Record<string, string>> {
  // British order has no commas to stumble over.
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  return Object.fromEntries(format.formatToParts(new Date(moment)).map(({ type, value }) => [type, value]));
}
