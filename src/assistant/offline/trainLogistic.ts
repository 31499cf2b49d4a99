import { classes, type Example, emptyModel, type LinearModel, softmax } from './linearModel.ts';
import { makeRandom, shuffle } from './random.ts';

const epochs = 20;
const learningRate = 0.3;
/** The share of features hidden at each step: what one word gave away must then be learnt from the others too. */
const hidden = 0.5;
/** Keeps the first steps of a weight from being wild. */
const firstGradient = 1e-4;

/** Multinomial logistic regression with feature dropout, by stochastic gradient descent with a rate per weight (Adagrad). Deterministic. */
export function trainLogistic(examples: readonly Example[]): LinearModel {
  const model = emptyModel();
  const { weights, biases } = model;
  const gradients = new Float32Array(weights.length).fill(firstGradient);
  const random = makeRandom(12_345);
  const order = Uint32Array.from(examples.keys());
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random);
    for (const at of order) {
      const example = examples[at];
      if (example) step(example, random);
    }
  }
  return model;

  function step({ features, label }: Example, next: () => number): void {
    const seen: [row: number, value: number][] = [];
    features.slots.forEach((slot, at) => {
      if (next() >= hidden) seen.push([slot * classes, (features.values[at] ?? 0) / (1 - hidden)]);
    });
    const scores = Float64Array.from(biases);
    for (const [row, value] of seen)
      for (let one = 0; one < classes; one++) scores[one] = (scores[one] ?? 0) + (weights[row + one] ?? 0) * value;
    const errors = softmax(scores);
    errors[label] = (errors[label] ?? 0) - 1;
    for (const [row, value] of seen) {
      for (let one = 0; one < classes; one++) {
        const gradient = (errors[one] ?? 0) * value;
        const sum = (gradients[row + one] ?? 0) + gradient * gradient;
        gradients[row + one] = sum;
        weights[row + one] = (weights[row + one] ?? 0) - (learningRate * gradient) / Math.sqrt(sum);
      }
    }
    for (let one = 0; one < classes; one++) biases[one] = (biases[one] ?? 0) - 0.01 * (errors[one] ?? 0);
  }
}
