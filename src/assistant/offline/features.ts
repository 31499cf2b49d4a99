import type { MessageContext } from '../../domain/conversation/intent.ts';
import { phrasesIn } from '../language/phrases.ts';
import type { Reading } from '../language/reading.ts';

/** How many slots the hashed features share: 34,000 features collide in 65,536 slots at no measurable cost (docs/decisions/012-offline-ear.md). */
export const slots = 1 << 16;

/** A message as the classifier sees it: which slots are lit, and how brightly. */
export interface Features {
  readonly slots: Uint32Array;
  readonly values: Float32Array;
}

/** How much each kind of feature weighs; within a kind the features share the weight, so that long messages do not shout. */
const kindWeights = { words: 1.3, letters: 0.6, concepts: 1, context: 0.8, phrases: 0.7 } as const;

type Kind = keyof typeof kindWeights;

/** Reads words, runs of letters, concepts and turns of speech off a message, and what each of these means in its context. */
export function extractFeatures({ words, concepts, sequence }: Reading, context: MessageContext | null): Features {
  const about = [...new Set(concepts.flat())].sort();
  const turns = phrasesIn(sequence);
  const kinds: Readonly<Record<Kind, ReadonlySet<string>>> = {
    words: new Set(wordFeatures(words)),
    letters: new Set(words.flatMap(letterRuns)),
    concepts: new Set([...about.map((one) => `k ${one}`), ...pairs('kk', about), ...neighbours(words, concepts)]),
    context: new Set(contextFeatures(words, about, turns, context)),
    phrases: new Set([...turns.map((one) => `p ${one}`), ...pairs('pp', turns)]),
  };
  return hashed(kinds);
}

function wordFeatures(words: readonly string[]): readonly string[] {
  const bounded = ['<', ...words, '>'];
  return [...words.map((word) => `w ${word}`), ...bounded.slice(1).map((word, at) => `b ${bounded[at]} ${word}`)];
}

/** Runs of three to five letters: a slip of the thumb leaves most of a word's runs whole. */
function letterRuns(word: string): readonly string[] {
  const bounded = `^${word}$`;
  const runs: string[] = [];
  for (let length = 3; length <= 5; length++) {
    for (let at = 0; at + length <= bounded.length; at++) runs.push(`c ${bounded.slice(at, at + length)}`);
  }
  return runs;
}

/** Concepts side by side, and a concept with the plain word after it. */
function neighbours(words: readonly string[], concepts: readonly (readonly string[])[]): readonly string[] {
  return concepts.slice(0, -1).flatMap((here, at) => {
    const next = concepts[at + 1] ?? [];
    return here.flatMap((one) => (next.length === 0 ? [`kw ${one} ${words[at + 1]}`] : next.map((other) => `kb ${one} ${other}`)));
  });
}

function contextFeatures(
  words: readonly string[],
  about: readonly string[],
  turns: readonly string[],
  context: MessageContext | null,
): readonly string[] {
  return [
    `len ${lengthClass(words.length)}`,
    `ctx ${context}`,
    `ctxlen ${context} ${lengthClass(Math.min(words.length, 7))}`,
    ...about.map((one) => `xc ${context} ${one}`),
    ...turns.map((one) => `xp ${context} ${one}`),
    ...(words.length <= 4 ? words.map((word) => `xw ${context} ${word}`) : []),
  ];
}

const lengthClass = (length: number): number => [1, 3, 6, 12, 25].find((most) => length <= most) ?? 99;

const pairs = (prefix: string, names: readonly string[]): readonly string[] =>
  names.flatMap((one, at) => names.slice(at + 1).map((other) => `${prefix} ${one} ${other}`));

function hashed(kinds: Readonly<Record<Kind, ReadonlySet<string>>>): Features {
  const lit = new Map<number, number>();
  // Object.entries loses the key's type, which the parameter's own type vouches for.
  for (const [kind, names] of Object.entries(kinds) as [Kind, ReadonlySet<string>][]) {
    const value = kindWeights[kind] / Math.sqrt(names.size || 1);
    for (const name of names) {
      const slot = slotOf(name);
      lit.set(slot, (lit.get(slot) ?? 0) + value);
    }
  }
  return { slots: Uint32Array.from(lit.keys()), values: Float32Array.from(lit.values()) };
}

/** FNV-1a, its low bits stirred: alone they are not spread well enough for a power of two. */
function slotOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return (Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0) & (slots - 1);
}
