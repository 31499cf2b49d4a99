import { conceptsOf } from './concepts.ts';
import { sequenceOf } from './phrasePattern.ts';
import { readTokens } from './tokens.ts';

/** A message as it was understood word by word. */
export interface Reading {
  readonly words: readonly string[];
  /** What each word is about, beside `words`. */
  readonly concepts: readonly (readonly string[])[];
  /** The same in the form that phrases are looked for in. */
  readonly sequence: string;
}

/** Reads a message's text. Pure: the same text always reads the same. */
export function readMessage(text: string): Reading {
  const words = readTokens(text);
  const concepts = words.map(conceptsOf);
  return { words, concepts, sequence: sequenceOf(words, concepts) };
}
