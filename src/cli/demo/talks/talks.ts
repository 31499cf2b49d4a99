import { visitOf } from '../calcomBodies.ts';
import { openTime } from '../calendar.ts';
import { type Cast, castOf } from '../cast.ts';
import { practitioners } from '../offers.ts';
import { type Random, seededRandom } from '../random.ts';
import * as lines from './lines.ts';
import type { Arrival, LinkVisit, Talk, TalkChannel, Turn } from './talk.ts';

/** How far somebody goes who asks for a treatment. */
interface Way {
  readonly wishes: readonly lines.Wish[];
  readonly link: Talk['link'];
  readonly books?: { readonly ends: LinkVisit['ends']; readonly saysYes: boolean };
}

/** A story on the channels on which it is told. */
interface Story {
  readonly story: string;
  readonly channels: readonly TalkChannel[];
  readonly tell: (random: Random) => Way | Turn;
}

const anywhere: readonly TalkChannel[] = ['WHATSAPP', 'INSTAGRAM', 'WEB_WIDGET'];

const asks = (story: string, channels: readonly TalkChannel[], way: Way): Story => ({ story, channels, tell: () => way });

/** Somebody who is sent no link. */
const says = (story: string, channels: readonly TalkChannel[], words: readonly (string | null)[]): Story => ({
  story,
  channels,
  tell: (random) => ({ lines: [random.pick(words)], answer: 'words' }),
});

const { cleanWishes, messyWishes, quickWishes } = lines;

/** What people write about to a clinic. */
const stories: readonly Story[] = [
  asks('asks, books, says yes and comes', ['WHATSAPP'], {
    wishes: cleanWishes,
    link: 'opened',
    books: { ends: 'came', saysYes: true },
  }),
  asks('asks in a hurry, books, says yes and comes', ['INSTAGRAM'], {
    wishes: messyWishes,
    link: 'opened',
    books: { ends: 'came', saysYes: true },
  }),
  asks('asks on the website, books and says yes', ['WEB_WIDGET'], {
    wishes: cleanWishes,
    link: 'opened',
    books: { ends: 'to come', saysYes: true },
  }),
  asks('asks in several messages, and books', anywhere, {
    wishes: quickWishes,
    link: 'opened',
    books: { ends: 'to come', saysYes: false },
  }),
  asks('asks as she talks, books and comes', anywhere, {
    wishes: messyWishes,
    link: 'opened',
    books: { ends: 'came', saysYes: false },
  }),
  asks('books, says yes and does not come', ['WHATSAPP', 'INSTAGRAM'], {
    wishes: cleanWishes,
    link: 'opened',
    books: { ends: 'missed', saysYes: true },
  }),
  asks('books and cancels', anywhere, { wishes: messyWishes, link: 'opened', books: { ends: 'cancelled', saysYes: false } }),
  asks('looks at the times, and leaves', anywhere, { wishes: quickWishes, link: 'opened' }),
  asks('has a link that only her phone looked at', ['WHATSAPP'], { wishes: messyWishes, link: 'previewed only' }),
  asks('never opens her link', anywhere, { wishes: cleanWishes, link: 'left alone' }),
  says('sends a voice note', ['WHATSAPP', 'INSTAGRAM'], [null]),
  says('wants no messages', ['WHATSAPP', 'INSTAGRAM'], lines.stops),
  says('is worried about her face', anywhere, lines.concerns),
  says('has the wrong number', ['WHATSAPP'], lines.wrongNumbers),
  says('sends hearts', ['INSTAGRAM', 'WEB_WIDGET'], lines.emoji),
  says('wants a person', anywhere, lines.personsWanted),
];

/** So many different conversations there are. */
export const talkCount = stories.length;

/** There is a number for each of those who write beside those who book without a word. */
export const mostTalks = 500;

/**
 * Makes so many conversations of a seed around a day, with people who are in none of its journeys. The first n are the same whatever the count.
 * @param now the seed's moment: visits that are booked lie after it
 */
export function generateTalks({
  seed,
  now,
  count,
}: {
  readonly seed: string;
  readonly now: Date;
  readonly count: number;
}): readonly Talk[] {
  // The same as for the journeys, so that their people and these share no number.
  const random = seededRandom(`${seed}/${now.toISOString()}`);
  const cast = castOf(random.fork('cast'), 'the last');
  return Array.from({ length: count }, (_, index) => {
    const round = random.fork(`talks ${Math.floor(index / stories.length)}`).shuffled(stories);
    const story = round[index % stories.length] as Story; // the index is within the list
    return tell(story, random.fork(`talk ${index}`), cast, now);
  });
}

function tell({ story, channels, tell: telling }: Story, random: Random, cast: Cast, now: Date): Talk {
  const channel = random.pick(channels);
  const person = cast.person(random);
  const told = telling(random);
  const ids = {
    conversation: random.whole(1_000_000, 2_000_000_000),
    contact: random.whole(1_000_000, 2_000_000_000),
    message: random.whole(1_000_000, 2_000_000_000),
  };
  const common = { story, channel, arrival: arrivalOn(channel, random), person, ids };
  if ('lines' in told) return { ...common, asks: told, link: 'left alone', books: null };
  const wish = random.pick(told.wishes);
  return {
    ...common,
    asks: { lines: wish.lines, answer: 'link' },
    link: told.link,
    books: told.books ? bookedBy(wish, told.books, common, random, now) : null,
  };
}

const ads = [
  { ad: '120210000000000001', headline: 'Smooth, not frozen' },
  { ad: '120210000000000002', headline: 'Glow before the party' },
];
const pages = [
  'https://cosmetic.oshunja.com/hydrafacial?utm_source=google&utm_medium=cpc&utm_campaign=hydrafacial-spring',
  'https://cosmetic.oshunja.com/skin?utm_source=newsletter&utm_campaign=clear-skin',
  'https://cosmetic.oshunja.com/',
];

function arrivalOn(channel: TalkChannel, random: Random): Arrival {
  if (channel === 'WEB_WIDGET') return { by: 'page', url: random.pick(pages) };
  return channel === 'WHATSAPP' && random.chance(0.5) ? { by: 'advertisement', ...random.pick(ads) } : { by: 'herself' };
}

const outcomes = { 'to come': 'SCHEDULED', came: 'COMPLETED', missed: 'NO_SHOW', cancelled: 'CANCELLED' } as const;

function bookedBy(
  { offer }: lines.Wish,
  { ends, saysYes }: NonNullable<Way['books']>,
  { person, channel }: Pick<Talk, 'person' | 'channel'>,
  random: Random,
  now: Date,
): LinkVisit {
  const uid = random.text(22);
  const visit = visitOf({
    uid,
    bookingId: random.whole(100_000, 999_999_999),
    person,
    eventType: offer.eventType,
    practitioner: random.pick(practitioners),
    startsAt: openTime(random, now, [3, 30]),
    bookedAt: now,
  });
  return {
    visit,
    ends,
    yes: saysYes ? { lines: [random.pick(lines.yeses)], answer: 'words' } : null,
    comesTo: {
      uids: [uid],
      seat: null,
      status: outcomes[ends],
      version: 1,
      startsAt: visit.startsAt.toISOString(),
      channel,
      kind: offer.kind,
      procedure: offer.procedure,
      practitioner: visit.practitioner.name,
      person,
      bookedAt: visit.bookedAt.toISOString(),
      wasScheduled: true,
    },
  };
}
