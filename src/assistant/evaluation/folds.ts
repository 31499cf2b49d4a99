import type { LabelledLine } from '../offline/labelledLine.ts';

/**
 * The fold of each line, from 0: lines of one group stand in one fold, so that paraphrases of one line are never both learnt from and asked.
 * Groups are dealt out intent by intent, largest first, each to the fold that has fewest lines of the intent: folds are alike and always the same.
 */
export function foldsOf(lines: readonly LabelledLine[], count: number): readonly number[] {
  const groups = Map.groupBy(lines.keys(), (index) => lines[index]?.group ?? `line ${index}`);
  const sizes = new Map<string, number[]>();
  const folds = new Array<number>(lines.length).fill(0);
  for (const members of [...groups.values()].toSorted((a, b) => b.length - a.length)) {
    const intent = lines[members[0] ?? 0]?.intent ?? '';
    const filled = sizes.get(intent) ?? new Array<number>(count).fill(0);
    const fold = filled.indexOf(Math.min(...filled));
    filled[fold] = (filled[fold] ?? 0) + members.length;
    sizes.set(intent, filled);
    for (const index of members) folds[index] = fold;
  }
  return folds;
}
