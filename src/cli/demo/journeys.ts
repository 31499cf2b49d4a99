import { ping } from './calcomBodies.ts';
import { type Cast, castOf } from './cast.ts';
import { type Evening, playEvening } from './evening.ts';
import { type Itinerary, type Played, playItinerary } from './itinerary.ts';
import type { Journey } from './journey.ts';
import { callOffer, sharedLink } from './offers.ts';
import { type Random, seededRandom } from './random.ts';
import type { Stage } from './stage.ts';

/** How a journey is told; every teller draws from its own randomness. */
type Story = (stage: Stage, cast: Cast) => Omit<Journey, 'story'>;

const together = (people: Journey['people'], played: readonly Played[]): Omit<Journey, 'story'> => ({
  people,
  bodies: played.flatMap(({ bodies }) => bodies),
  comesTo: played.map(({ comesTo }) => comesTo),
});

/** One person, who may have given an e-mail only. */
const one =
  (itinerary: Itinerary): Story =>
  (stage, cast) => {
    const { random } = stage;
    const person = cast.person(random, random.chance(0.15) ? { phone: null } : {});
    return together([person], [playItinerary(stage, itinerary, { person, link: sharedLink(random) })]);
  };

const phoneOnly =
  (itinerary: Itinerary): Story =>
  (stage, cast) => {
    const person = cast.person(stage.random, { email: null });
    return together([person], [playItinerary(stage, itinerary, { person, link: sharedLink(stage.random) })]);
  };

const byPhoneCall =
  (itinerary: Itinerary): Story =>
  (stage, cast) => {
    const person = cast.person(stage.random);
    const who = { person, link: sharedLink(stage.random), place: 'phone call', offer: callOffer } as const;
    return together([person], [playItinerary(stage, itinerary, who)]);
  };

/** Somebody who gives a number, or another one, only when she moves the visit. */
const numberWhenMoving =
  (first: 'no number' | 'another number', itinerary: Itinerary): Story =>
  (stage, cast) => {
    const { random } = stage;
    const later = cast.person(random);
    const person = first === 'no number' ? { ...later, phone: null } : { ...later, phone: cast.person(random).phone };
    return together([later], [playItinerary(stage, itinerary, { person, link: sharedLink(random), whenMoving: { phone: later.phone } })]);
  };

/** Several people with one address between them and a phone each: as many contacts as phones. */
const family =
  (...itineraries: readonly Itinerary[]): Story =>
  (stage, cast) => {
    const { random } = stage;
    const mother = cast.person(random);
    const { email, lastName } = mother;
    const members = [mother, ...itineraries.slice(1).map(() => cast.person(random, { email, lastName }))];
    const played = members.map((person, index) =>
      playItinerary(stage, itineraries[index] ?? { begins: 'booked' }, { person, link: sharedLink(random) }),
    );
    return together(members, played);
  };

/** One person who books more than once, by another link each time. */
const regular =
  (...itineraries: readonly Itinerary[]): Story =>
  (stage, cast) => {
    const person = cast.person(stage.random);
    return together(
      [person],
      itineraries.map((itinerary) => playItinerary(stage, itinerary, { person, link: sharedLink(stage.random) })),
    );
  };

const evening =
  (outcome: Evening): Story =>
  (stage, cast) => {
    const { random } = stage;
    const guests = Array.from({ length: random.whole(2, 3) }, () => ({ person: cast.person(random), link: sharedLink(random) }));
    return playEvening(stage, outcome, guests);
  };

/** Somebody at the clinic presses the webhook's test button. */
const testButton: Story = ({ random, now }) => ({
  people: [],
  comesTo: [],
  bodies: [ping(new Date(now.getTime() - random.whole(1, 86_400_000)))],
});

/** What happens at a clinic, the commonest more than once. */
const stories: readonly (readonly [string, Story])[] = [
  ['books', one({ begins: 'booked' })],
  ['books a little later', one({ begins: 'booked' })],
  ['books and comes', one({ begins: 'booked', ends: 'came' })],
  ['books, comes, and books again', regular({ begins: 'booked', ends: 'came' }, { begins: 'paid' })],
  ['moves it', one({ begins: 'booked', moves: ['moved'] })],
  ['moves it twice', one({ begins: 'booked', moves: ['moved', 'moved'] })],
  ['moves it and comes', one({ begins: 'booked', moves: ['moved'], ends: 'came' })],
  ['cancels', one({ begins: 'booked', ends: 'cancelled' })],
  ['moves it, then cancels', one({ begins: 'booked', moves: ['moved'], ends: 'cancelled' })],
  ['is asked to move it', one({ begins: 'booked', ends: 'asked to move' })],
  ['is asked to move it, and does', one({ begins: 'booked', moves: ['moved because the clinic asked'] })],
  [
    'moves it, is asked to move it again, comes',
    one({ begins: 'booked', moves: ['moved', 'moved because the clinic asked'], ends: 'came' }),
  ],
  ['waits for a yes', one({ begins: 'requested' })],
  ['gets a yes', one({ begins: 'approved' })],
  ['gets a no', one({ begins: 'refused' })],
  ['asks, and thinks better of it', one({ begins: 'withdrawn' })],
  ['gets a yes, and one to another time', one({ begins: 'approved', moves: ['moved with approval'], ends: 'came' })],
  ['waits for a yes to another time', one({ begins: 'approved', moves: ['new time requested'] })],
  ['gets a no to another time', one({ begins: 'approved', moves: ['new time refused'] })],
  ['has not paid', one({ begins: 'unpaid' })],
  ['pays', one({ begins: 'paid' })],
  ['pays and comes', one({ begins: 'paid', ends: 'came' })],
  ['pays, and gets a yes', one({ begins: 'paid and approved' })],
  ['does not come', one({ begins: 'booked', ends: 'missed' })],
  ['moves it, and does not come', one({ begins: 'booked', moves: ['moved'], ends: 'missed, unseen by the clock' })],
  ['was thought missing', one({ begins: 'booked', ends: 'missed, then found' })],
  ['was thought missing, and no clock ran', one({ begins: 'approved', ends: 'missed, then found, unseen by the clock' })],
  ['leaves a phone only', phoneOnly({ begins: 'booked', moves: ['moved'] })],
  ['leaves a phone only, and does not come', phoneOnly({ begins: 'booked', ends: 'missed' })],
  ['leaves a number when she moves it', numberWhenMoving('no number', { begins: 'booked', moves: ['moved'] })],
  ['leaves another number when she moves it', numberWhenMoving('another number', { begins: 'booked', moves: ['moved', 'moved'] })],
  ['is called', byPhoneCall({ begins: 'booked', ends: 'came' })],
  ['is called another day', byPhoneCall({ begins: 'approved', moves: ['moved with approval'] })],
  ['a family shares an address', family({ begins: 'booked', ends: 'came' }, { begins: 'booked', moves: ['moved'] })],
  ['a family of three shares an address', family({ begins: 'paid' }, { begins: 'booked', ends: 'cancelled' }, { begins: 'approved' })],
  ['the webhook is tested', testButton],
  ['an evening for several', evening('all stay')],
  ['an evening that one leaves', evening('one leaves')],
  ['an evening that one misses', evening('one is missing')],
];

/** So many different stories there are. */
export const storyCount = stories.length;

/**
 * Makes so many journeys of a seed around a day. The first n are the same whatever the count.
 * @param now all that has happened lies before it, visits on both sides
 */
export function generateJourneys({
  seed,
  now,
  count,
}: {
  readonly seed: string;
  readonly now: Date;
  readonly count: number;
}): readonly Journey[] {
  const random = seededRandom(`${seed}/${now.toISOString()}`);
  const cast = castOf(random.fork('cast'));
  return Array.from({ length: count }, (_, index) => {
    const [story, tell] = storyAt(random, index);
    const own = random.fork(index);
    return { story, ...tell({ random: own, now, server: own.chance(0.5) ? 'older' : 'newer' }, cast) };
  });
}

/** Every story once, in an order of the seed's, then again in another: a few journeys show much, and many show all. */
function storyAt(random: Random, index: number): (typeof stories)[number] {
  const round = random.fork(`round ${Math.floor(index / stories.length)}`).shuffled(stories);
  return round[index % stories.length] as (typeof stories)[number]; // the index is within the list
}
