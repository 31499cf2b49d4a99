import { intents } from '../../domain/conversation/intent.ts';
import { type Features, slots } from './features.ts';

export const classes = intents.length;

/** One weight per slot and intent (slot-major), and a bias per intent. */
export interface LinearModel {
  readonly weights: Float32Array;
  readonly biases: Float64Array;
}

/** A message's features and its intent's place in `intents`. */
export interface Example {
  readonly features: Features;
  readonly label: number;
}

/** What learning starts from. */
export const emptyModel = (): LinearModel => ({ weights: new Float32Array(slots * classes), biases: new Float64Array(classes) });

/** How strongly the features speak for each intent, in the order of `intents`. */
export function scoresOf({ weights, biases }: LinearModel, features: Features): Float64Array {
  const scores = Float64Array.from(biases);
  features.slots.forEach((slot, at) => {
    const row = slot * classes;
    const value = features.values[at] ?? 0;
    for (let one = 0; one < classes; one++) scores[one] = (scores[one] ?? 0) + (weights[row + one] ?? 0) * value;
  });
  return scores;
}

/** Scores as probabilities. A higher temperature makes them more modest. */
export function softmax(scores: Float64Array, temperature = 1): Float64Array {
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp((score - highest) / temperature));
  const sum = powers.reduce((total, one) => total + one, 0);
  return powers.map((one) => one / sum);
}
