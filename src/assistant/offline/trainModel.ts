import { intents } from '../../domain/conversation/intent.ts';
import { readMessage } from '../language/reading.ts';
import { extractFeatures } from './features.ts';
import type { LabelledLine } from './labelledLine.ts';
import { type Example, emptyModel, type LinearModel } from './linearModel.ts';
import { trainLogistic } from './trainLogistic.ts';
import { trainMargins } from './trainMargins.ts';

/** How much a margin counts beside a log-odds. */
const marginShare = 3;

/** A labelled line as the trainers see it. */
export const toExample = ({ text, context, intent }: LabelledLine): Example => ({
  features: extractFeatures(readMessage(text), context ?? null),
  label: intents.indexOf(intent),
});

/**
 * Trains the classifier. The two ways of learning err in different places: the sum of their scores is right in one of a hundred lines
 * more than either (docs/decisions/012-offline-ear.md), and as both are linear the sum is one model.
 */
export function trainModel(examples: readonly Example[]): LinearModel {
  const logistic = trainLogistic(examples);
  const margins = trainMargins(examples);
  const sum = emptyModel();
  for (const at of sum.weights.keys()) sum.weights[at] = (logistic.weights[at] ?? 0) + marginShare * (margins.weights[at] ?? 0);
  for (const at of sum.biases.keys()) sum.biases[at] = (logistic.biases[at] ?? 0) + marginShare * (margins.biases[at] ?? 0);
  return sum;
}
