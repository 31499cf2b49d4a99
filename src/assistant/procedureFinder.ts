import { foldName, namesOf, type ProcedureCatalogue } from '../domain/clinic/procedure.ts';
import { longestText } from './language/tokens.ts';

/** A shorter name must be spelled right: too many words are one letter away from "peel" or "drip". */
const shortestMisspelt = 5;
/** From this length on two letters may be wrong. */
const twoWrong = 9;

/** Everyday words that are a letter away from a procedure's usual name, and mean themselves. */
const themselves = new Set(['later', 'layer', 'filled', 'filter', 'killer', 'fuller']);

interface Mention {
  readonly slug: string;
  readonly at: number;
  readonly length: number;
}

/** Names the procedure that a message is about; null when it names none. */
export type ProcedureFinder = (text: string) => string | null;

/**
 * Finds the procedure that a message names within other words, by slug, name or synonym, misspellings included ("microneedeling",
 * "lazer"): the first that it names, and of names at one place the longest.
 */
export function makeProcedureFinder({ procedures }: Pick<ProcedureCatalogue, 'procedures'>): ProcedureFinder {
  const names = procedures.flatMap((procedure) =>
    namesOf(procedure).map((name) => ({ slug: procedure.slug, parts: name.split(' '), joined: name.replaceAll(' ', '') })),
  );
  return (text) => {
    const words = foldName(text.slice(0, longestText)).split(' ');
    const mentions = names.flatMap(({ slug, parts, joined }): readonly Mention[] => {
      const at = placeOf(parts, joined, words);
      return at === -1 ? [] : [{ slug, at, length: joined.length }];
    });
    return mentions.toSorted((a, b) => a.at - b.at || b.length - a.length)[0]?.slug ?? null;
  };
}

/** Where the words of a name stand in a text side by side, written as one word or as several; -1 when nowhere. */
function placeOf(parts: readonly string[], joined: string, words: readonly string[]): number {
  return words.findIndex(
    (word, at) =>
      parts.every((part, index) => isSpelt(words[at + index] ?? '', part)) ||
      isSpelt(word, joined) ||
      (parts.length === 1 && joined.length >= twoWrong && isSpelt(word + (words[at + 1] ?? ''), joined)),
  );
}

/** Tells whether a word is the name, or a slip away from it. */
function isSpelt(word: string, name: string): boolean {
  if (word === name) return true;
  if (name.length < shortestMisspelt || word[0] !== name[0] || themselves.has(word)) return false;
  const wrong = name.length >= twoWrong ? 2 : 1;
  return Math.abs(word.length - name.length) <= wrong && editsBetween(word, name) <= wrong;
}

/** Letters to add, drop, change or swap to make one word of the other (optimal string alignment). */
function editsBetween(a: string, b: string): number {
  let before: readonly number[] = [];
  let above: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const changed = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const best = Math.min(changed, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
      current.push(swapped ? Math.min(best, (before[column - 2] ?? 0) + 1) : best);
    }
    before = above;
    above = current;
  }
  return above[b.length] ?? 0;
}
