import type { ProcedureCatalogue } from '../../domain/clinic/procedure.ts';
import type { Decision } from '../intentModel.ts';
import type { LabelledLine } from '../offline/labelledLine.ts';
import { createOfflineModel } from '../offline/offlineModel.ts';
import { toExample, trainModel } from '../offline/trainModel.ts';
import { foldsOf } from './folds.ts';

export interface CrossValidationOptions {
  readonly folds: number;
  readonly catalogue: Pick<ProcedureCatalogue, 'procedures'>;
  /** Called after each fold, with how many are done. */
  readonly onFold?: (done: number) => void;
}

/** What the offline ear makes of each line when it has learnt from the other folds only; `milliseconds` is the time that classifying took. */
export function crossValidate(
  lines: readonly LabelledLine[],
  { folds, catalogue, onFold }: CrossValidationOptions,
): { readonly decisions: readonly Decision[]; readonly milliseconds: number } {
  const foldOf = foldsOf(lines, folds);
  const examples = lines.map(toExample);
  const decisions = new Map<number, Decision>();
  let milliseconds = 0;
  for (let fold = 0; fold < folds; fold++) {
    const model = createOfflineModel(catalogue, trainModel(examples.filter((_, index) => foldOf[index] !== fold)));
    const began = performance.now();
    for (const [index, { text, context }] of lines.entries()) {
      if (foldOf[index] === fold) decisions.set(index, model.classifyNow({ text, context: context ?? null }));
    }
    milliseconds += performance.now() - began;
    onFold?.(fold + 1);
  }
  return {
    decisions: lines.map((_, index) => {
      const decision = decisions.get(index);
      if (!decision) throw new Error(`line ${index} stands in no fold`);
      return decision;
    }),
    milliseconds,
  };
}
