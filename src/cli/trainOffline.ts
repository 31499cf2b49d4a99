import { writeFileSync } from 'node:fs';
import { readLabelledSet } from '../assistant/offline/labelledSet.ts';
import { toExample, trainModel } from '../assistant/offline/trainModel.ts';
import { encodeWeights, weightsFile, weightsOrigin } from '../assistant/offline/weightsFile.ts';

/** Trains the offline ear from the labelled set and writes its weights, which are committed and checked. */
const began = performance.now();
const lines = readLabelledSet();
const file = encodeWeights(trainModel(lines.map(toExample)), weightsOrigin());
writeFileSync(weightsFile, file);
const seconds = ((performance.now() - began) / 1_000).toFixed(1);
console.log(`Trained from ${lines.length.toLocaleString('en')} lines in ${seconds} s: ${Math.round(file.length / 1_024)} KiB of weights`);
