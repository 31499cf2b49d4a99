import { type Intent, intents } from '../../domain/conversation/intent.ts';

/** What a line was said to be, and taken for. */
export interface Outcome {
  readonly intent: Intent;
  readonly predicted: Intent;
}

export interface LabelMeasure {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Lines that have this intent. */
  readonly support: number;
}

/** How well messages were classified; `npm run eval -- --json` prints it (contract.md). */
export interface Measure {
  readonly messages: number;
  readonly accuracy: number;
  /** Mean of the labels' f1. */
  readonly macroF1: number;
  readonly msPerMessage: number;
  /** Of each intent that a line has or was taken for; 0 where nothing can be divided. */
  readonly labels: Readonly<Partial<Record<Intent, LabelMeasure>>>;
  /** How often lines of one intent (outer key) were taken for another (inner key); zeros left out. */
  readonly confusion: Readonly<Partial<Record<Intent, Readonly<Partial<Record<Intent, number>>>>>>;
}

/** @param milliseconds that classifying all of them took */
export function measure(outcomes: readonly Outcome[], milliseconds: number): Measure {
  const count = (fits: (outcome: Outcome) => boolean): number => outcomes.filter(fits).length;
  const met = intents.filter((intent) => outcomes.some((one) => one.intent === intent || one.predicted === intent));
  const labels = met.map((intent): [Intent, LabelMeasure] => {
    const right = count((one) => one.intent === intent && one.predicted === intent);
    const support = count((one) => one.intent === intent);
    const precision = ratio(
      right,
      count((one) => one.predicted === intent),
    );
    const recall = ratio(right, support);
    return [intent, { precision, recall, f1: ratio(2 * precision * recall, precision + recall), support }];
  });
  const confusion = met.map((intent): [Intent, Partial<Record<Intent, number>>] => [
    intent,
    Object.fromEntries(
      met.flatMap((predicted) => {
        const times = count((one) => one.intent === intent && one.predicted === predicted);
        return times === 0 ? [] : [[predicted, times]];
      }),
    ),
  ]);
  return {
    messages: outcomes.length,
    accuracy: ratio(
      count((one) => one.intent === one.predicted),
      outcomes.length,
    ),
    macroF1: ratio(
      labels.reduce((sum, [, { f1 }]) => sum + f1, 0),
      labels.length,
    ),
    msPerMessage: ratio(milliseconds, outcomes.length),
    labels: Object.fromEntries(labels),
    confusion: Object.fromEntries(confusion),
  };
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
