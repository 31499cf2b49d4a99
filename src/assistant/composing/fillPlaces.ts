import type { FreeTime } from '../ports.ts';
import { linkPlace, timesPlace } from './places.ts';

/** Tells what has to be found before a reply can be sent. */
export const placesIn = (reply: string): { readonly times: boolean; readonly link: boolean } => ({
  times: reply.includes(timesPlace),
  link: reply.includes(linkPlace) || reply.includes(timesPlace),
});

/** Puts the link and the free times where they belong; without free times the link alone. */
export function fillPlaces(reply: string, { link, times }: { readonly link: string; readonly times: readonly FreeTime[] }): string {
  // Functions, since a URL may hold what `replace` takes for a pattern.
  return reply
    .replaceAll(timesPlace, () => timesWords(link, times))
    .replaceAll(linkPlace, () => link)
    .trim();
}

function timesWords(link: string, times: readonly FreeTime[]): string {
  if (times.length === 0) return `Every free time is here, and you can book it there as well: ${link}`;
  const [first] = times;
  if (times.length === 1) return `${first?.words} is free. Reply 1 and I'll send you its link, or see every free time here: ${link}`;
  const list = times.map(({ words }, index) => `${index + 1}. ${words}`).join('\n');
  return `These times are free:\n${list}\nTell me the number that suits you, or see every free time here: ${link}`;
}
