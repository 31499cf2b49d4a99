import type { ProcedureCatalogue } from '../../domain/clinic/procedure.ts';
import type { Decision } from '../intentModel.ts';
import type { LabelledLine } from '../offline/labelledLine.ts';
import { createOfflineModel } from '../offline/offlineModel.ts';
import { toExample, trainModel } from '../offline/trainModel.ts';
import { foldsOf } from './folds.ts';

export interface CrossValidationOptions {
  readonly folds: number;
  /** The folds that are judged; default: all, so that every line is asked once. */
  readonly judged?: readonly number[];
  readonly catalogue: Pick<ProcedureCatalogue, 'procedures'>;
  /** Called after each fold, with how many are done. */
  readonly onFold?: (done: number) => void;
}

/** A line, and what was made of it. */
export interface Judged {
  readonly line: LabelledLine;
  readonly decision: Decision;
}

/** What the offline ear makes of lines when it has learnt from the other folds only; `milliseconds` is the time that classifying took. */
export function crossValidate(
  lines: readonly LabelledLine[],
  { folds, judged = Array.from({ length: folds }, (_, fold) => fold), catalogue, onFold }: CrossValidationOptions,
): { readonly judged: readonly Judged[]; readonly milliseconds: number } {
  const foldOf = foldsOf(lines, folds);
  const examples = lines.map(toExample);
  const results: Judged[] = [];
  let milliseconds = 0;
  for (const [done, fold] of judged.entries()) {
    const model = createOfflineModel(catalogue, trainModel(examples.filter((_, index) => foldOf[index] !== fold)));
    const asked = lines.filter((_, index) => foldOf[index] === fold);
    const began = performance.now();
    results.push(...asked.map((line) => ({ line, decision: model.classifyNow({ text: line.text, context: line.context ?? null }) })));
    milliseconds += performance.now() - began;
    onFold?.(done + 1);
  }
  return { judged: results, milliseconds };
}
