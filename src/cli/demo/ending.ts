import * as calcom from './calcomBodies.ts';
import { minutesAfter } from './calendar.ts';
import { reasons, type Scene, type Told } from './stage.ts';

/** What becomes of a visit whose time has come. "Unseen by the clock": the server's cron job, which tells the end of a meeting, did not run. */
export type Attendance =
  | 'came'
  | 'missed'
  | 'missed, unseen by the clock'
  | 'missed, then found'
  | 'missed, then found, unseen by the clock';

/** What becomes of a visit that stands. */
export type Ending = 'to come' | 'cancelled' | 'asked to move' | Attendance;

const attendances: readonly Ending[] = [
  'came',
  'missed',
  'missed, unseen by the clock',
  'missed, then found',
  'missed, then found, unseen by the clock',
];

/** Whether the visit's time has come. */
export const isOver = (ends: Ending): ends is Attendance => attendances.some((one) => one === ends);

/** Tells the end of a visit that stands. */
export function tellEnding(visit: calcom.Visit, ends: Ending, scene: Scene): Told {
  if (isOver(ends)) return tellAttendance(visit, ends, scene);
  switch (ends) {
    case 'to come':
      return { status: 'SCHEDULED', bodies: [] };
    case 'cancelled': {
      const why = { at: scene.moments.next(), reason: scene.random.pick(reasons.cancelling) };
      return { status: 'CANCELLED', bodies: [calcom.bookingCancelled(visit, why)] };
    }
    case 'asked to move':
      return askToMove(visit, scene);
    default:
      return ends satisfies never;
  }
}

/** Tells that the clinic asks for another time. Nothing tells an older server's request from a cancel. */
export function askToMove(visit: calcom.Visit, { random, moments, server }: Scene): Told {
  const why = { at: moments.next(), reason: random.pick(reasons.clinic) };
  return server === 'newer'
    ? { status: 'RESCHEDULE_REQUESTED', bodies: [calcom.rescheduleAsked(visit, why)] }
    : { status: 'CANCELLED', bodies: [calcom.rescheduleAskedWithoutFlag(visit, why)] };
}

function tellAttendance(visit: calcom.Visit, ends: Attendance, { random, server }: Scene): Told {
  const clockRan = !ends.endsWith('unseen by the clock');
  const started = clockRan && random.chance(0.5) ? [calcom.meetingStarted(visit)] : [];
  const ended = server === 'older' ? calcom.meetingEnded(visit) : calcom.meetingEndedWrapped(visit);
  const seen = clockRan ? [...started, ended] : [];
  if (ends === 'came') return { status: 'COMPLETED', bodies: seen };
  const markedAt = minutesAfter(random, calcom.endOf(visit), [15, 240]);
  const marked = [...seen, calcom.noShowUpdated(visit, markedAt, marksOf(visit, true))];
  if (!ends.startsWith('missed, then found')) return { status: 'NO_SHOW', bodies: marked };
  const unmarked = calcom.noShowUpdated(visit, minutesAfter(random, markedAt, [5, 600]), marksOf(visit, false));
  return { status: clockRan ? 'COMPLETED' : 'SCHEDULED', bodies: [...marked, unmarked] };
}

/** The booker is marked; a guest is the other way round, and nothing follows from that. */
const marksOf = (visit: calcom.Visit, noShow: boolean): readonly calcom.Mark[] => [
  { email: calcom.addressOf(visit.person), noShow },
  ...(visit.guest === null ? [] : [{ email: visit.guest, noShow: !noShow }]),
];
