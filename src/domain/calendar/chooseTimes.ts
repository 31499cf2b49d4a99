import type { Instant } from '../ids.ts';
import { startOfWallDay, wallAt } from '../messaging/localTime.ts';

export type PartOfDay = 'morning' | 'afternoon' | 'evening';

/** When she would like to come, as far as she said. */
export interface Wish {
  /** 1 is Monday, 7 is Sunday. */
  readonly weekday?: number;
  readonly part?: PartOfDay;
}

const hour = 3_600_000;

/** Nobody is offered a time that she could not come to. */
const soonest = 2 * hour;
const offered = 3;

interface Place {
  readonly at: Instant;
  readonly day: number;
  readonly weekday: number;
  readonly part: PartOfDay;
}

/**
 * Chooses three of the free times, the earliest first: what she wished for before all others; then the soonest, and two that leave her a
 * real choice, on other days and at another time of the day. Days and hours are the clinic's.
 */
export function chooseTimes(
  free: readonly Instant[],
  { now, timeZone, wish = {} }: { readonly now: Instant; readonly timeZone: string; readonly wish?: Wish },
): readonly Instant[] {
  const from = Date.parse(now) + soonest;
  const places = [...new Set(free)]
    .sort()
    .filter((at) => Date.parse(at) >= from)
    .map((at) => placeOf(at, timeZone));
  const wished = places.filter((one) => fits(one, wish));
  const chosen: Place[] = [];
  for (const pool of [wished, places]) {
    while (chosen.length < offered) {
      const next = best(pool, chosen);
      if (!next) break;
      chosen.push(next);
    }
  }
  return chosen.map(({ at }) => at).sort();
}

function placeOf(at: Instant, timeZone: string): Place {
  const wall = wallAt(Date.parse(at), timeZone);
  const day = startOfWallDay(wall);
  const hours = (wall - day) / hour;
  // 1 January 1970 was a Thursday.
  const weekday = ((day / (24 * hour) + 3) % 7) + 1;
  return { at, day, weekday, part: hours < 12 ? 'morning' : hours < 17 ? 'afternoon' : 'evening' };
}

const fits = ({ weekday, part }: Place, wish: Wish): boolean =>
  (wish.weekday === undefined || wish.weekday === weekday) && (wish.part === undefined || wish.part === part);

/** The first of those that are least like the chosen ones: another day counts for more than another part of the day. */
function best(pool: readonly Place[], chosen: readonly Place[]): Place | null {
  const likeness = ({ day, part }: Place): number =>
    chosen.reduce((sum, one) => sum + (one.day === day ? 2 : 0) + (one.part === part ? 1 : 0), 0);
  let found: { readonly place: Place; readonly likeness: number } | null = null;
  for (const place of pool) {
    if (chosen.some(({ at }) => at === place.at)) continue;
    const its = likeness(place);
    if (!found || its < found.likeness) found = { place, likeness: its };
  }
  return found?.place ?? null;
}
