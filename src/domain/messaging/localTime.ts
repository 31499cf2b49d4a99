import { IANAZone } from 'luxon';

const minute = 60_000;

/** One calendar day on the wall, in milliseconds: walls know no daylight saving. */
export const wallDay = 86_400_000;

/** Tells whether a text names an IANA time zone; a patient's comes from Cal.com as it was sent. */
export const isTimeZone = (zone: string): boolean => IANAZone.create(zone).isValid;

const offsetAt = (time: number, zone: string): number => IANAZone.create(zone).offset(time) * minute;

/** What the zone's wall clock shows at a moment (ms since 1970), itself as ms since 1970 as if the wall were in UTC. */
export const wallAt = (time: number, zone: string): number => time + offsetAt(time, zone);

/**
 * The moment at which the zone's wall clock shows a time.
 * One that is skipped when clocks go forward moves forward by as much; of one that comes twice when they go back, the first is meant (contract.md).
 */
export function timeAtWall(wall: number, zone: string): number {
  // No zone is a day away from UTC, and none changes twice within two days: these two are the offsets before and after any change at hand.
  const before = wall - offsetAt(wall - wallDay, zone);
  const after = wall - offsetAt(wall + wallDay, zone);
  if (before === after) return before;
  const shown = [before, after].filter((time) => wallAt(time, zone) === wall);
  return shown.length === 0 ? before : Math.min(...shown);
}

/** Midnight of the wall's day, as a wall time. */
export const startOfWallDay = (wall: number): number => Math.floor(wall / wallDay) * wallDay;

/** Milliseconds since midnight of a time of day `HH:MM`. */
export function timeOfDay(text: string): number {
  const [hours, minutes] = text.split(':').map(Number);
  return ((hours ?? 0) * 60 + (minutes ?? 0)) * minute;
}
