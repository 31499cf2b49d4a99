/** How people say yes and no on a phone, in English and in Jamaican; of each the plain words that {@link partsOf} leaves. */
const listed = (...phrases: readonly string[]): readonly string[] => phrases;

const yes = listed(
  ...'yes yeah yea yep yup yh ya yah yess yessir y ye sure correct true mhm mmhm definitely certainly affirmative 👍 ✅ did'.split(' '),
  ...['of course', 'i do', 'i did', 'i have', 'i am', 'i was', 'mi do', 'mi did', 'mi have', 'me did', 'a did', 'have done', 'i will'],
  // A little is some.
  ...['a little', 'a likkle', 'likkle bit', 'little bit', 'a bit', 'lil bit', 'few', 'once', 'twice', 'couple times'],
);

const no = listed(
  ...'no nope nah naa naw nay n neg negative never neva none nuh nun nothing nutten nuttin 👎 ❌'.split(' '),
  ...[
    'not at all',
    'i dont',
    'i didnt',
    'i havent',
    'i am not',
    'im not',
    'i wasnt',
    'mi nuh',
    'mi neva',
    'mi never',
    'not me',
    'not yet',
    'not really',
  ],
  ...['did not', 'do not', 'have not', 'was not', 'has not', 'am not'],
);

const unsure = listed(
  ...'maybe perhaps unsure dunno depends sometimes possibly probably'.split(' '),
  ...[
    'not sure',
    'dont know',
    'nuh know',
    'nuh sure',
    'no idea',
    'think so',
    'i guess',
    'kind of',
    'kinda',
    'sort of',
    'cant remember',
    'dont remember',
  ],
  ...['cyaan remember', 'nuh remember', 'cannot remember'],
);

/** Words that hold a no and are none. */
const politeness = listed(
  'no problem',
  'no problems',
  'no worries',
  'no rush',
  'no thanks',
  'no thank you',
  'not a problem',
  'no big deal',
);

const negations =
  'no not never neva nuh none dont didnt havent hasnt wasnt arent isnt aint without nothing nutten nuttin nah cant cyaan'.split(' ');

const everything = listed('all', 'any', 'any of', 'everything', 'both', 'them', 'those', 'these', 'none', 'nothing', 'nutten', 'nuttin');

const ordinals: Readonly<Record<string, number>> = { first: 1, second: 2, third: 3, fourth: 4, fifth: 5, sixth: 6 };

const when =
  /\b(?:ago|last (?:week|month|night|year|weekend)|yesterday|today|this (?:morning|week)|since|in (?:january|february|march|april|may|june|july|august|september|october|november|december))\b/;

const has = (part: string, phrases: readonly string[]): boolean => phrases.some((phrase) => part.includes(` ${phrase} `));

/** What a part of a message says by itself. */
export type Said = 'YES' | 'NO' | 'UNSURE' | null;

/** A message in the parts in which it says one thing each: plain words, a space at either end, what only asks or thanks left out. */
export function partsOf(text: string): readonly string[] {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/['’‘`]/g, '')
    .replaceAll(/([a-z])\1{2,}/g, '$1')
    // "1. no 2) yes" numbers its answers.
    .replaceAll(/(^|[\s,;(])(\d{1,2}) ?[.):=-]+ ?/g, '$1$2 ')
    // "No I waxed last week" says two things.
    .replaceAll(/(^|[,.;\n] *)(no|nope|nah|yes|yeah|yea|yep|yh) (?=(?:i|mi|me|we|my|just|only) )/g, '$1$2, ');
  return plain
    .split(/(?<=\?)|[,.;:!\n()]+|\b(?:but|except|though|although)\b/)
    .filter((part) => !part.trimEnd().endsWith('?'))
    .map(
      (part) =>
        ` ${part
          .replaceAll(/[^\p{L}\p{N}\p{Extended_Pictographic}\s]+/gu, ' ')
          .replaceAll(/\s+/g, ' ')
          .trim()} `,
    )
    .map((part) => politeness.reduce((rest, phrase) => rest.replaceAll(` ${phrase} `, ' '), part))
    .filter((part) => part.trim() !== '');
}

/** Whether a part says yes, no, or that she does not know; both together are as good as that. */
export function said(part: string): Said {
  if (has(part, unsure)) return 'UNSURE';
  const isNo = has(part, no);
  const isYes = has(
    no.reduce((rest, phrase) => rest.replaceAll(` ${phrase} `, ' # '), part),
    yes,
  );
  return isNo && isYes ? 'UNSURE' : isNo ? 'NO' : isYes ? 'YES' : null;
}

/** Tells whether a part says when something was, which leaves open whether it matters. */
export const saysWhen = (part: string): boolean => when.test(part);

/** Tells whether a part denies what it names: "mi nuh go beach", "no wax". */
export function denies(part: string, sign: string): boolean {
  const before = part.slice(0, part.indexOf(` ${sign} `) + 1).split(' ');
  return negations.some((word) => before.includes(word));
}

export const meansAll = (part: string): boolean => has(part, everything);

/** The number of the question that a part begins with, "2 yes", or names, "the second one no"; null for none. */
export function numberIn(part: string, most: number): number | null {
  const number = Number(/^ (?:q|number |no |#)?(\d{1,2})(?! (?:day|week|month|year|time|hour)s? ) /.exec(part)?.[1] ?? Number.NaN);
  if (number >= 1 && number <= most) return number;
  if (part.includes(' last one ')) return most;
  const named = Object.entries(ordinals).find(
    ([word, value]) => value <= most && (part.includes(` ${word} `) || part.includes(` ${word} one `)),
  );
  return named?.[1] ?? null;
}
