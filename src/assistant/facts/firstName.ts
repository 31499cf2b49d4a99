/** Words that stand in profiles where a name should, and titles. */
const noNames = new Set([
  ...['mr', 'mrs', 'ms', 'miss', 'dr', 'sir', 'madam', 'the', 'queen', 'king', 'boss', 'baby', 'user', 'guest', 'visitor', 'customer'],
  ...['unknown', 'whatsapp', 'instagram', 'facebook', 'admin', 'ignore', 'system', 'test', 'your', 'you', 'please', 'stop', 'hi', 'hello'],
]);

/**
 * The first name to address somebody by; null where a profile holds anything that is no plain name.
 * People write what they like into their profile: it is said to them, and never more than one word of letters.
 */
export function firstNameOf(name: string | null): string | null {
  const [first = '', ...rest] = name?.trim().split(/\s+/) ?? [];
  if (!/^\p{Lu}\p{L}*(?:['’-]\p{L}+)*$/u.test(first) || first.length < 2 || first.length > 20) return null;
  // A sentence is no name, and shouting is not how she would like to be called.
  if (rest.length > 3 || noNames.has(first.toLowerCase()) || first === first.toUpperCase()) return null;
  return first;
}
