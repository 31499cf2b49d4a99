import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldsOf } from '../../../../src/assistant/evaluation/folds.ts';
import { intents } from '../../../../src/domain/conversation/intent.ts';

const line = fc.record({
  text: fc.string(),
  intent: fc.constantFrom(...intents.slice(0, 3)),
  group: fc.option(fc.constantFrom('a', 'b', 'c', 'd')),
});

describe('the folds', () => {
  test('never tear a group apart, hold every line once, and are always the same', () => {
    fc.assert(
      fc.property(fc.array(line), fc.integer({ min: 2, max: 6 }), (lines, count) => {
        const folds = foldsOf(lines, count);
        expect(folds).toHaveLength(lines.length);
        expect(foldsOf(lines, count)).toEqual(folds);
        for (const fold of folds) expect(fold).toBeLessThan(count);
        for (const group of ['a', 'b', 'c', 'd'])
          expect(new Set(folds.filter((_, index) => lines[index]?.group === group)).size).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('have each intent alike', () => {
    const lines = intents.flatMap((intent) =>
      Array.from({ length: 20 }, (_, index) => ({ text: `${index}`, intent, group: `${intent} ${index}` })),
    );
    const folds = foldsOf(lines, 5);
    for (const intent of intents) {
      for (let fold = 0; fold < 5; fold++)
        expect(lines.filter((one, index) => one.intent === intent && folds[index] === fold)).toHaveLength(4);
    }
  });
});
