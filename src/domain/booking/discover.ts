import { known } from '../event.ts';
import type { BookingState } from './booking.ts';
import type { Missed } from './events.ts';
import { attendanceOf, statusOf, type UidState } from './uidState.ts';

/**
 * What the calendar's row adds to what is known of a uid, as people see it; `[]` when it adds nothing. When something was said does not count:
 * a row and a webhook tell one thing with two times.
 */
export function missedIn(before: BookingState, after: BookingState, uid: string): readonly Missed[] {
  const was = before.uids[uid];
  const is = after.uids[uid];
  if (!is) return [];
  // Only its name is known, from the uid that replaced it, or only that it was paid, or over.
  if (!was || was.startsAt === null) return ['BOOKING'];
  const missed: readonly (readonly [Missed, boolean])[] = [
    ['STATUS', statusOf(was) !== statusOf(is)],
    ['ATTENDANCE', attendanceOf(was) !== attendanceOf(is)],
    ['TIME', was.startsAt.value !== is.startsAt?.value || was.endsAt?.value !== is.endsAt?.value],
    ['DETAILS', learns(was, is) || placeIn(before, uid) !== placeIn(after, uid)],
  ];
  return missed.flatMap(([name, isMissed]) => (isMissed ? [name] : []));
}

/** What is asked once: after its first answer a row may put it in other words than the webhooks did. */
const askedOnce = ['previousUid', 'contact', 'kind', 'procedure', 'timeZone', 'channel', 'link'] as const;

const learns = (was: UidState, is: UidState): boolean =>
  askedOnce.some((name) => !was[name] && is[name]) ||
  was.practitioner?.value !== is.practitioner?.value ||
  is.tells.some((part) => !was.tells.includes(part));

const placeIn = ({ locations }: BookingState, uid: string): string | null => known(locations[uid] ?? null)?.value ?? null;
