import type { DayPart, WantedTimes } from '../conversation/action.ts';
import type { Instant } from '../ids.ts';
import { startOfWallDay, wallAt } from '../messaging/localTime.ts';

const hour = 3_600_000;

/** Nobody is offered a time that she could not come to. */
const soonest = 2 * hour;
const offered = 3;

interface Place {
  readonly at: Instant;
  readonly day: number;
  readonly part: DayPart;
}

/**
 * Chooses three of the free times, the earliest first: what she wished for before all others; then the soonest, and two that leave her a
 * real choice, on other days and at another time of the day. Days and hours are the clinic's.
 */
export function chooseTimes(
  free: readonly Instant[],
  { now, timeZone, wanted }: { readonly now: Instant; readonly timeZone: string; readonly wanted: WantedTimes | null },
): readonly Instant[] {
  const from = Date.parse(now) + soonest;
  const places = [...new Set(free)]
    .sort()
    .filter((at) => Date.parse(at) >= from)
    .map((at) => placeOf(at, timeZone));
  const wished = places.filter((one) => fits(one, wanted));
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
  return { at, day, part: hours < 12 ? 'morning' : hours < 17 ? 'afternoon' : 'evening' };
}

const fits = ({ at, part }: Place, wanted: WantedTimes | null): boolean =>
  wanted === null || (at >= wanted.from && at < wanted.until && (wanted.part === null || wanted.part === part));

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
