import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { slots } from './features.ts';
import { labelledSetFolder } from './labelledSet.ts';
import { classes, type LinearModel } from './linearModel.ts';

/** Where the trained weights are kept; `npm run train` writes them. */
export const weightsFile = join(import.meta.dirname, 'weights.bin');

const originBytes = 32;

/**
 * The weights as one file: what they were trained from (SHA-256), the size of a step and the biases as 64-bit floats, then a signed byte
 * per weight, zipped. A byte is enough: full floats decide no line of the labelled set otherwise in a hundred (docs/decisions/012-offline-ear.md).
 */
export function encodeWeights({ weights, biases }: LinearModel, origin: Uint8Array): Uint8Array {
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  const stepSize = largest / 127 || 1;
  const head = new Float64Array([stepSize, ...biases]);
  const steps = Int8Array.from(weights, (weight) => Math.round(weight / stepSize));
  return gzipSync(Buffer.concat([origin, new Uint8Array(head.buffer), new Uint8Array(steps.buffer)]), { level: 9 });
}

/** The weights that a file holds. Throws when it is not such a file, or of another size than the program's. */
export function decodeWeights(file: Uint8Array): { readonly model: LinearModel; readonly origin: Uint8Array } {
  const bytes = gunzipSync(file);
  const headBytes = 8 * (1 + classes);
  if (bytes.length !== originBytes + headBytes + slots * classes) throw new Error('the weights are of another version: npm run train');
  const [stepSize = 1, ...biases] = new Float64Array(
    bytes.buffer.slice(bytes.byteOffset + originBytes, bytes.byteOffset + originBytes + headBytes),
  );
  const steps = new Int8Array(bytes.buffer, bytes.byteOffset + originBytes + headBytes, slots * classes);
  return {
    model: { weights: Float32Array.from(steps, (step) => step * stepSize), biases: Float64Array.from(biases) },
    origin: bytes.subarray(0, originBytes),
  };
}

/** A fingerprint of all that the weights follow from: the labelled set, and the code that reads messages and learns. */
export function weightsOrigin(): Uint8Array {
  const hash = createHash('sha256');
  for (const folder of [labelledSetFolder, join(import.meta.dirname, '../language'), import.meta.dirname]) {
    for (const name of readdirSync(folder).sort()) {
      // Line ends may differ where the files were checked out.
      if (/\.(?:jsonl|ts)$/.test(name)) hash.update(name).update(readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n'));
    }
  }
  return hash.digest();
}
