import type { Instant } from '../ids.ts';
import { apportion } from './apportion.ts';
import { type BookedJourney, type JourneyTouch, type KeyTouches, keyTouches } from './keyTouches.ts';
import { type AttributionModel, halfLifeDays, type KeyPart, keyParts, type Shares, sharesOf } from './models.ts';

/** What a touch gets of a booking. */
export interface Credit<Touch extends JourneyTouch> {
  readonly touch: Touch;
  /** Of 1,000,000 a booking. */
  readonly microCredits: number;
  /** The parts for which it gets them; none where it is one of the others. */
  readonly parts: readonly KeyPart[];
}

/** Micro-credits of one booking. */
export const wholeBooking = 1_000_000;

interface Weighed<Touch> {
  readonly touch: Touch;
  readonly weight: bigint;
  readonly parts: readonly KeyPart[];
}

/** Divides a booking among its touches: whole micro-credits that add up to 1,000,000, the same in whatever order the touches are given. */
export function creditsOf<Touch extends JourneyTouch>(model: AttributionModel, journey: BookedJourney<Touch>): readonly Credit<Touch>[] {
  const key = keyTouches(journey);
  const weighed =
    model === 'LINEAR' ? equally(key) : model === 'TIME_DECAY' ? byAge(key, journey.scheduledAt) : byParts(key, sharesOf[model]);
  const given = weighed.filter(({ weight }) => weight > 0n);
  const credits = apportion(
    wholeBooking,
    given.map(({ weight, touch }) => ({ weight, name: touch.event })),
  );
  return given.map(({ touch, parts }, index) => ({ touch, parts, microCredits: credits[index] ?? 0 }));
}

const equally = <Touch extends JourneyTouch>({ window }: KeyTouches<Touch>): readonly Weighed<Touch>[] =>
  window.map((touch) => ({ touch, weight: 1n, parts: [] }));

/** Steps of a weight of 1: fine enough that a touch of a year ago still weighs something. */
const steps = 2 ** 52;

function byAge<Touch extends JourneyTouch>({ window }: KeyTouches<Touch>, scheduledAt: Instant): readonly Weighed<Touch>[] {
  const days = ({ at }: Touch): number => (Date.parse(scheduledAt) - Date.parse(at)) / 86_400_000;
  // By the age of the youngest, so that even the oldest window weighs something: a common factor changes no share.
  const youngest = Math.min(...window.map(days));
  return window.map((touch) => ({ touch, weight: BigInt(Math.round(steps * 2 ** ((youngest - days(touch)) / halfLifeDays))), parts: [] }));
}

/** Parts that fall on one touch are added; what nobody is there to share goes to the key touches in proportion to theirs. */
function byParts<Touch extends JourneyTouch>({ window, parts }: KeyTouches<Touch>, shares: Shares): readonly Weighed<Touch>[] {
  const played = keyParts.filter((part) => shares.parts[part] !== undefined);
  const touches = new Set([...window, ...played.map((part) => parts[part])]);
  const partsOf = (touch: Touch): readonly KeyPart[] => played.filter((part) => parts[part] === touch);
  const others = [...touches].filter((touch) => partsOf(touch).length === 0);
  // In units in which every share is whole: a thousandth, divided by the number of the others.
  const unit = BigInt(Math.max(1, others.length));
  return [...touches].map((touch) => {
    const its = partsOf(touch);
    const share = its.reduce((sum, part) => sum + (shares.parts[part] ?? 0), 0);
    return { touch, parts: its, weight: its.length > 0 ? BigInt(share) * unit : BigInt(shares.rest) };
  });
}
