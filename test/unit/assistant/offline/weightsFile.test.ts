import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { emptyModel } from '../../../../src/assistant/offline/linearModel.ts';
import { decodeWeights, encodeWeights, weightsFile, weightsOrigin } from '../../../../src/assistant/offline/weightsFile.ts';

describe('the weights', () => {
  test('in the repository follow from its labelled set and code: else run `npm run train`', () => {
    const { origin } = decodeWeights(readFileSync(weightsFile));
    expect(Buffer.from(origin).toString('hex')).toBe(Buffer.from(weightsOrigin()).toString('hex'));
  });

  test('come back from their file to within half a step', () => {
    const model = emptyModel();
    for (const at of model.weights.keys()) model.weights[at] = Math.sin(at) * 7;
    model.biases.set([1.5, -2.25]);
    const back = decodeWeights(encodeWeights(model, new Uint8Array(32).fill(9)));
    expect(back.origin).toEqual(Buffer.alloc(32, 9));
    expect(back.model.biases).toEqual(model.biases);
    const worst = model.weights.reduce((most, weight, at) => Math.max(most, Math.abs(weight - (back.model.weights[at] ?? 0))), 0);
    expect(worst).toBeLessThanOrEqual(7 / 127 / 2 + 1e-6);
  });

  test('of another size are refused', () => {
    const file = encodeWeights({ weights: new Float32Array(3), biases: new Float64Array(16) }, new Uint8Array(32));
    expect(() => decodeWeights(file)).toThrow('npm run train');
  });
});
