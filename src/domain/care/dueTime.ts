import { milliseconds } from '../duration.ts';
import { type Instant, instantOf } from '../ids.ts';
import { startOfWallDay, timeAtWall, timeOfDay, wallAt, wallDay } from '../messaging/localTime.ts';
import { type CareAnchor, type CareStep, type CareStepKind, isBeforeVisit, type TimeWindow } from './template.ts';

/** The moments that steps count from. */
export interface VisitTimes {
  readonly bookedAt: Instant;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
}

const anchorOf: Readonly<Record<CareAnchor, keyof VisitTimes>> = { BOOKING: 'bookedAt', START: 'startsAt', END: 'endsAt' };

/**
 * When a step falls due, on the clinic's wall clock. An offset in whole days keeps the anchor's time of day, as far as the window allows,
 * whatever the clocks do in between; one with hours is elapsed time, and moves on to the window's next hours when it ends outside of them.
 * @example dueTime({ anchor: 'END', offset: 'P1D', window: { from: '09:00', to: '17:00' } }, times, 'America/Jamaica')
 */
export function dueTime(
  { anchor, offset, window }: Pick<CareStep, 'anchor' | 'offset' | 'window'>,
  times: VisitTimes,
  zone: string,
): Instant {
  const isBefore = offset.startsWith('-');
  const length = (milliseconds(offset.replace(/^-/, '')) ?? 0) * (isBefore ? -1 : 1);
  const from = Date.parse(times[anchorOf[anchor]]);
  const inDays = !offset.includes('T');
  const wall = inDays ? wallAt(from, zone) + length : wallAt(from + length, zone);
  if (window === null) return moment(inDays ? timeAtWall(wall, zone) : from + length);
  const inside = inDays ? within(wall, window) : isBefore ? lastWithin(wall, window) : nextWithin(wall, window);
  // An elapsed time that fits is that moment: a reading of the wall would not say which, in the hour that comes twice.
  return moment(!inDays && inside === wall ? from + length : timeAtWall(inside, zone));
}

const moment = (time: number): Instant => instantOf(new Date(time));

/** The time of the window, on the same day, that is nearest. */
function within(wall: number, { from, to }: TimeWindow): number {
  const day = startOfWallDay(wall);
  return Math.min(Math.max(wall, day + timeOfDay(from)), day + timeOfDay(to));
}

function nextWithin(wall: number, { from, to }: TimeWindow): number {
  const day = startOfWallDay(wall);
  if (wall < day + timeOfDay(from)) return day + timeOfDay(from);
  return wall <= day + timeOfDay(to) ? wall : day + wallDay + timeOfDay(from);
}

function lastWithin(wall: number, { from, to }: TimeWindow): number {
  const day = startOfWallDay(wall);
  if (wall > day + timeOfDay(to)) return day + timeOfDay(to);
  return wall >= day + timeOfDay(from) ? wall : day - wallDay + timeOfDay(to);
}

/** How long after its time something is usually worth sending. */
const usual: Readonly<Record<CareStepKind, string>> = {
  GUIDE: 'P2D',
  FORM: 'P2D',
  QUESTION: 'P2D',
  REMINDER: 'P1D',
  CHECK_IN: 'P3D',
  RECALL: 'P30D',
};

/** When a step is of no use any more: what prepares the visit at its start, the rest some time after it was due. */
export function latestUse(step: CareStep, dueAt: Instant, { startsAt }: VisitTimes): Instant {
  const lasting = instantOf(new Date(Date.parse(dueAt) + (milliseconds(step.usefulFor ?? usual[step.kind]) ?? 0)));
  if (!isBeforeVisit(step)) return lasting;
  return step.usefulFor !== null && lasting < startsAt ? lasting : startsAt;
}
