import { classes, type Example, emptyModel, type LinearModel, scoresOf } from './linearModel.ts';
import { makeRandom, shuffle } from './random.ts';

const epochs = 8;
/** Half the inverse of the penalty on a broken margin (C = 2). */
const slack = 0.25;

/**
 * A linear support vector machine per intent against the rest, squared hinge loss, by dual coordinate descent
 * (Hsieh et al. 2008, the method of LIBLINEAR). Deterministic.
 */
export function trainMargins(examples: readonly Example[]): LinearModel {
  const model = emptyModel();
  const { weights, biases } = model;
  const duals = new Float64Array(examples.length * classes);
  const curvatures = examples.map(({ features }) => features.values.reduce((sum, value) => sum + value * value, 1 + slack));
  const random = makeRandom(12_345);
  const order = Uint32Array.from(examples.keys());
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random);
    for (const at of order) {
      const example = examples[at];
      if (example) step(example, at);
    }
  }
  return model;

  function step({ features, label }: Example, at: number): void {
    const scores = scoresOf(model, features);
    const moves = new Float64Array(classes);
    for (let one = 0; one < classes; one++) {
      const side = one === label ? 1 : -1;
      const dual = duals[at * classes + one] ?? 0;
      const gradient = side * (scores[one] ?? 0) - 1 + slack * dual;
      const moved = Math.max(dual - gradient / (curvatures[at] ?? 1), 0);
      duals[at * classes + one] = moved;
      moves[one] = (moved - dual) * side;
    }
    if (moves.every((move) => move === 0)) return;
    features.slots.forEach((slot, index) => {
      const row = slot * classes;
      const value = features.values[index] ?? 0;
      for (let one = 0; one < classes; one++) weights[row + one] = (weights[row + one] ?? 0) + (moves[one] ?? 0) * value;
    });
    for (let one = 0; one < classes; one++) biases[one] = (biases[one] ?? 0) + (moves[one] ?? 0);
  }
}
