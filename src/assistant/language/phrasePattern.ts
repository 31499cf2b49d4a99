/**
 * Phrases by name. Each is written in the words of `readTokens`: `a|b` either, `x?` perhaps, `..` up to four words between, `{price}` any
 * word of that concept, `^` and `$` the message's beginning and end.
 */
export type PhraseList = Readonly<Record<string, readonly string[]>>;

/** A message in the form that phrases are looked for in: `^ how/how much/price botox/procedure $`. */
export const sequenceOf = (words: readonly string[], concepts: readonly (readonly string[])[]): string =>
  ` ^ ${words.map((word, index) => [word, ...(concepts[index] ?? [])].join('/')).join(' ')} $`;

/** Each name with a pattern that finds any of its phrases in a {@link sequenceOf}. */
export const compilePhrases = (phrases: PhraseList): readonly (readonly [string, RegExp])[] =>
  Object.entries(phrases).map(([name, forms]) => [name, compilePhrase(forms)]);

/** A pattern that finds any of the forms. */
export const compilePhrase = (forms: readonly string[]): RegExp =>
  new RegExp(`(?<= )(?:${forms.map((form) => form.split(' ').map(compileStep).join('')).join('|')})`, 'u');

const literally = (word: string): string => word.replace(/[.*+?^$()[\]\\/]/g, '\\$&');

function compileStep(step: string): string {
  if (step === '..') return '(?:\\S+ ){0,4}?';
  const optional = step.length > 1 && step.endsWith('?');
  const choices = (optional ? step.slice(0, -1) : step).split('|').map((choice) => {
    if (choice === '^') return '\\^ ';
    if (choice === '$') return '\\$';
    if (choice.startsWith('{')) return `\\S*/${choice.slice(1, -1)}(?:/\\S*)? `;
    return `${literally(choice)}(?:/\\S*)? `;
  });
  return `(?:${choices.join('|')})${optional ? '?' : ''}`;
}
