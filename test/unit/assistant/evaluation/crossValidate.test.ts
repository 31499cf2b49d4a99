import { describe, expect, test } from 'vitest';
import { crossValidate } from '../../../../src/assistant/evaluation/crossValidate.ts';
import { measure } from '../../../../src/assistant/evaluation/measure.ts';
import { readLabelledSet } from '../../../../src/assistant/offline/labelledSet.ts';
import { catalogue } from '../../../support/messages.ts';

describe('the offline ear, on lines that its training never saw', () => {
  // Two folds of ten are judged, to be quick: the margins are what chance may take from a fifth of the lines. `npm run eval` judges all.
  const { judged, milliseconds } = crossValidate(readLabelledSet(), { folds: 10, judged: [0, 5], catalogue });
  const found = measure(
    judged.map(({ line, decision }) => ({ intent: line.intent, predicted: decision.intent })),
    milliseconds,
  );

  test('meets its aims', () => {
    expect(found.macroF1).toBeGreaterThanOrEqual(0.88);
    expect(found.labels.medical_concern?.recall).toBeGreaterThanOrEqual(0.95);
    expect(found.labels.opt_out?.recall).toBeGreaterThanOrEqual(0.97);
    expect(found.labels.other?.recall).toBeGreaterThanOrEqual(0.76);
  });

  test('is as often right as it says it is', () => {
    for (const [from, to] of [
      [0.4, 0.6],
      [0.6, 0.8],
      [0.8, 0.95],
      [0.95, 1.01],
    ] as const) {
      const said = judged.filter(({ decision }) => decision.stage === 'offline' && decision.confidence >= from && decision.confidence < to);
      const right = said.filter(({ line, decision }) => line.intent === decision.intent).length / said.length;
      const meant = said.reduce((sum, { decision }) => sum + decision.confidence, 0) / said.length;
      expect(Math.abs(right - meant), `said ${meant.toFixed(2)}, was ${right.toFixed(2)} of ${said.length}`).toBeLessThan(0.12);
    }
  });
});
