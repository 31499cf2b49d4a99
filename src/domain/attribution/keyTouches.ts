import type { Instant } from '../ids.ts';
import type { KeyPart } from './models.ts';

/** A touch as far as credit goes; `event` is the id of the event that tells of it, which breaks ties. */
export interface JourneyTouch {
  readonly event: string;
  readonly at: Instant;
}

/** A booking with all that may have brought it. */
export interface BookedJourney<Touch extends JourneyTouch> {
  /** When the appointment was first scheduled; a reschedule is no new booking. */
  readonly scheduledAt: Instant;
  readonly completedAt: Instant | null;
  /** When she was first sent a booking link before that. */
  readonly linkSharedAt: Instant | null;
  /** Hers and of all who are the same person, in any order. */
  readonly touches: readonly Touch[];
  /** The booking as a touch: it counts where there is no other. */
  readonly own: Touch;
  readonly lookbackDays: number;
}

/** The touches that get credit, in the order in which they happened, and which parts they play. */
export interface KeyTouches<Touch extends JourneyTouch> {
  /** In the window up to the booking. */
  readonly window: readonly Touch[];
  readonly parts: Readonly<Record<KeyPart, Touch>>;
}

const day = 86_400_000;

const byTime = (a: JourneyTouch, b: JourneyTouch): number =>
  a.at === b.at ? (a.event < b.event ? -1 : a.event > b.event ? 1 : 0) : a.at < b.at ? -1 : 1;

/** Finds the key touches of a journey, by the definitions of domain.md 6. Only `close` looks past the booking. */
export function keyTouches<Touch extends JourneyTouch>(journey: BookedJourney<Touch>): KeyTouches<Touch> {
  const { scheduledAt, completedAt, linkSharedAt, lookbackDays } = journey;
  const since = Date.parse(scheduledAt) - lookbackDays * day;
  const ordered = journey.touches.toSorted(byTime);
  const found = ordered.filter(({ at }) => Date.parse(at) >= since && at <= scheduledAt);
  const window = found.length > 0 ? found : [journey.own];
  const first = window[0] ?? journey.own;
  const booking = window.at(-1) ?? journey.own;
  const lead = (linkSharedAt !== null && window.findLast(({ at }) => at <= linkSharedAt)) || first;
  const close = (completedAt !== null && ordered.findLast(({ at }) => at > scheduledAt && at <= completedAt)) || booking;
  return { window, parts: { first, lead, booking, close } };
}
