import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LabelledLine, parseLabelledLines } from './labelledLine.ts';

/** Where the repository's labelled set stands: a file per intent, for people to read and add to (training/README.md). */
export const labelledSetFolder = join(import.meta.dirname, '../../../training/messages');

/** Reads the labelled set, file by file in order of name. Throws on a line that cannot be read: the set is part of the program. */
export function readLabelledSet(folder: string = labelledSetFolder): readonly LabelledLine[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) => {
      const { lines, problems } = parseLabelledLines(readFileSync(join(folder, name), 'utf8'));
      const [first] = problems;
      if (first) throw new Error(`${name}, line ${first.line}: ${first.problem}`);
      return lines;
    });
}
