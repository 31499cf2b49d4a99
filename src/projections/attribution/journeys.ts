import type { BookedJourney, JourneyTouch } from '../../domain/attribution/keyTouches.ts';
import type { SharedLink } from '../../domain/conversation/bookingLink.ts';
import type { Touch } from '../../domain/conversation/touch.ts';
import { type Instant, instantOf, type TouchId } from '../../domain/ids.ts';
import type { BookingRecord } from '../bookings/queries.ts';
import type { TouchRow } from '../touches/model.ts';

/** A touch as credit is given to it. */
export interface CreditedTouch extends JourneyTouch {
  readonly touch: Touch;
}

/** What is known of a booking's contact, and of all who are the same person. */
export interface KnownOfContact {
  readonly touches: readonly TouchRow[];
  readonly links: readonly SharedLink[];
}

/** A booking with what may have brought it; null for one that was never scheduled. */
export function bookedJourney(
  { id, appointment }: BookingRecord,
  { touches, links }: KnownOfContact,
  lookbackDays: number,
): BookedJourney<CreditedTouch> | null {
  const { scheduledAt, completedAt, absorbed } = appointment;
  if (scheduledAt === null) return null;
  const credited = ({ touch, event }: TouchRow): CreditedTouch => ({ touch, event, at: touch.at });
  const names: readonly string[] = [id, ...absorbed];
  // A link that was sent for a visit long ago has no part in this one.
  const since = instantOf(new Date(Date.parse(scheduledAt) - lookbackDays * 86_400_000));
  const own = touches.find(({ touch }) => touch.kind === 'BOOKING' && names.includes(touch.touch));
  return {
    scheduledAt,
    completedAt,
    linkSharedAt:
      links
        .map(({ at }) => at)
        .filter((at) => at >= since && at <= scheduledAt)
        .toSorted()[0] ?? null,
    touches: touches.filter(({ touch }) => touch.kind !== 'BOOKING').map(credited),
    own: own ? credited(own) : { touch: bareTouch(id, appointment.channel, scheduledAt), event: id, at: scheduledAt },
    lookbackDays,
  };
}

/** A booking of which no body is known that says how it was made. */
const bareTouch = (id: string, channel: Touch['channel'], at: Instant): Touch => ({
  touch: id as TouchId, // a booking's id is its own touch's
  kind: 'BOOKING',
  channel,
  evidence: 'INFERRED',
  at,
  source: null,
  campaign: null,
  details: null,
});
