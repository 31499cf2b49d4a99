import type { Intent } from '../../domain/conversation/intent.ts';
import type { Measure } from './measure.ts';

export interface Aim {
  readonly name: string;
  readonly value: number;
  readonly atLeast: number;
}

/** Least recall of the intents where missing one costs most: a danger, a wish to be left alone, a stranger taken for a patient. */
const recalls: readonly (readonly [Intent, number])[] = [
  ['medical_concern', 0.97],
  ['opt_out', 0.99],
  ['other', 0.8],
];

const leastMacroF1 = 0.9;

/** What is asked of the offline ear, and where it stands. */
export const aimsOf = ({ macroF1, labels }: Measure): readonly Aim[] => [
  { name: 'macro-F1', value: macroF1, atLeast: leastMacroF1 },
  ...recalls.map(([intent, atLeast]) => ({ name: `recall of ${intent}`, value: labels[intent]?.recall ?? 0, atLeast })),
];
