import { company } from './company.ts';
import { compilePhrases } from './phrasePattern.ts';
import { questions } from './questions.ts';
import { statements } from './statements.ts';

const compiled = compilePhrases({ ...questions, ...statements, ...company });

/** Which turns of speech a message uses, by name, of a `sequenceOf`. */
export const phrasesIn = (sequence: string): readonly string[] =>
  compiled.filter(([, pattern]) => pattern.test(sequence)).map(([name]) => name);
