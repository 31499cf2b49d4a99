import { type Offer, offers } from '../offers.ts';

/** Words that ask for a treatment, and what whoever writes them books: several in one list are quick messages, one after the other. */
export interface Wish {
  readonly lines: readonly string[];
  readonly offer: Offer;
}

const offered = (slug: string): Offer => {
  const offer = offers.find(({ eventType }) => eventType.slug === slug);
  if (!offer) throw new RangeError(`nothing is offered as ${slug}`);
  return offer;
};

const botox = offered('botox-consultation');
const filler = offered('dermal-filler-consultation');
const hydrafacial = offered('hydrafacial');
const peel = offered('chemical-peel');
const microneedling = offered('microneedling-full-face');

/** As people write who mind their spelling. */
export const cleanWishes: readonly Wish[] = [
  { lines: ["Good evening, I'd like to book a consultation for botox please"], offer: botox },
  { lines: ['Good morning, how much is dermal filler?'], offer: filler },
  { lines: ['how much is microneedling? I have acne scars 😩'], offer: microneedling },
  { lines: ['what does a hydrafacial cost? can I book online?'], offer: hydrafacial },
  { lines: ["Hi, do you do chemical peels on dark skin? I'd like to book"], offer: peel },
];

/** As people write on a phone: typos, Patois, emoji. */
export const messyWishes: readonly Wish[] = [
  { lines: ['mi waan do di botox, weh mi fi do fi book?'], offer: botox },
  { lines: ['how much 4 cheek filler pls & can i book'], offer: filler },
  { lines: ['u guys do mirconeedling? hw do i get an appt'], offer: microneedling },
  { lines: ['mi skin bad bad, mi need di microneedling. how mi book?'], offer: microneedling },
  { lines: ['hey 😍😍 love ur page!! how do I book a hydrafacial? 🙏🏾'], offer: hydrafacial },
  { lines: ['hydra facial price pls 💆🏾‍♀️'], offer: hydrafacial },
  { lines: ['a wah di peel cost? mi waan book it'], offer: peel },
];

/** As people write who press enter after every thought. */
export const quickWishes: readonly Wish[] = [
  { lines: ['hey', 'saw ur reel', 'how do i book botox'], offer: botox },
  { lines: ['Hi there', 'just a question', 'what does microneedling cost', 'and can I book online?'], offer: microneedling },
  { lines: ['hello hello', 'me again', 'hydrafacial', 'price??'], offer: hydrafacial },
];

/** Yes to the confirmation of a visit. */
export const yeses = ["ok great I'll be there", 'yes I will be there 👍🏾', 'Yes, see you then!', 'mi a come, see yuh then'];

/** What is a clinician's at once, and never a machine's. */
export const concerns = [
  'My face is swollen and it hurts badly since the filler yesterday',
  'mi lip dem swell up bad since di filla yesterday an it a hurt mi',
  "I'm bleeding and my eye is blurry after the injection",
];

export const stops = ['STOP', 'stop messaging me', 'unsubscribe pls'];
export const wrongNumbers = ['wrong number', 'Sorry, wrong number'];
export const emoji = ['😍😍😍', 'lol 😂'];
export const personsWanted = ['I want to speak to a real person please', 'can somebody call me'];
