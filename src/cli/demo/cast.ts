import type { Person } from './calcomBodies.ts';
import type { Random } from './random.ts';

// Everybody here is invented: numbers of the exchange 555, addresses at example.com.

const firstNames = (
  'Imani Dwayne Shantal Kemar Latoya Omar Yanique Javier Petal Rohan Camille Delroy Nickesha Tyrone Alicia Garfield Monique Everton Danielle ' +
  'Winston Keresha Anthony Zuri Horace Melissa Ricardo Sherene Courtney Aaliyah Neville Renée Desmond Zoë Patrick Marcia Junior Anya Clive'
).split(' ');

const lastNames = (
  'Blake Ricketts Clarke Dunkley Edwards Facey Gordon Hylton Irving Johnson Kerr Lawes McKenzie Nelson Ottey Palmer Quarrie Reynolds Samuels ' +
  "Urquhart Vassell Walters Young Barrett Chin Davidson Ellington Forrester Graham O'Connor Salmon-Lee Beckford Cole Daley Frater Hibbert Jarrett"
).split(' ');

const zonesAbroad = ['America/New_York', 'America/Toronto', 'Europe/London', 'America/Chicago'];

/** How many people there are: `+1876555xxxx` from 1000 on. What is below has the clinic's own number, and the people of other examples. */
export const mostPeople = 9_000;

/** Gives new people, one after the other; the seed says which. */
export interface Cast {
  /** Somebody with a phone of her own, and an address that nobody else has unless it is given. */
  person(random: Random, known?: Partial<Person>): Person;
}

/**
 * People of one seed: their numbers follow one another, from one that the seed chooses by the hundred, on or back. Those of the first and
 * those of the last cast of the same seed are different people.
 */
export function castOf(seed: Random, which: 'the first' | 'the last' = 'the first'): Cast {
  const first = seed.whole(0, mostPeople / 100 - 1) * 100;
  const mark = `${seed.text(4).toLowerCase()}${which === 'the first' ? '' : 'x'}`;
  let count = 0;
  return {
    person(random, known = {}) {
      if (count === mostPeople) throw new RangeError(`there are numbers for ${mostPeople} people only`);
      const place = which === 'the first' ? first + count : first - 1 - count + mostPeople;
      const number = 1_000 + (place % mostPeople);
      count += 1;
      const [firstName, lastName] = [random.pick(firstNames), random.pick(lastNames)];
      return {
        firstName,
        lastName,
        email: `${ascii(firstName)}.${ascii(lastName)}.${mark}${count}@example.com`,
        phone: `+1876555${number}`,
        timeZone: random.chance(0.12) ? random.pick(zonesAbroad) : 'America/Jamaica',
        ...known,
      };
    },
  };
}

/** A name as people write it in an address. */
const ascii = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/[^\p{L}]/gu, '')
    .toLowerCase();
