import type { Instant } from '../ids.ts';

/** A time as people say it: "Wednesday, 14 October at 9:00 am, Jamaica time". @param timeZone IANA, the clinic's */
export function timeInWords(at: Instant, { timeZone, locale }: { readonly timeZone: string; readonly locale: string }): string {
  const words = new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: 'numeric',
    minute: '2-digit',
    hour12: true,
  }).format(new Date(at));
  return `${words}, ${zoneInWords(timeZone)}`;
}

/** "Jamaica time", "New York time": what somebody abroad understands, where "Eastern Standard Time" misleads half the year. */
export function zoneInWords(timeZone: string): string {
  const place = timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? timeZone;
  return place === 'UTC' ? 'UTC' : `${place} time`;
}
