import type { Instant } from '../../domain/ids.ts';

/** A moment as people read it in a zone, the zone said: "Friday 6 November at 10:00 am (Jamaica time)". */
export function timeWords(moment: Instant, timeZone: string): string {
  const date = new Date(moment);
  // British English on purpose: day before month, as in Jamaica, whatever the clinic's locale formats.
  const day = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'long', day: 'numeric', month: 'long' }).format(date);
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: 'numeric', minute: '2-digit', hour12: true }).format(date);
  return `${day} at ${time} (${zoneWords(timeZone)})`;
}

/** "Jamaica time" of `America/Jamaica`. */
const zoneWords = (timeZone: string): string => `${(timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ')} time`;
