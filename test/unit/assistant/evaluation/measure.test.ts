import { describe, expect, test } from 'vitest';
import { measure } from '../../../../src/assistant/evaluation/measure.ts';

describe('a measure', () => {
  test('counts what was right, per intent and together', () => {
    const found = measure(
      [
        { intent: 'pricing', predicted: 'pricing' },
        { intent: 'pricing', predicted: 'booking' },
        { intent: 'booking', predicted: 'booking' },
        { intent: 'booking', predicted: 'booking' },
        { intent: 'other', predicted: 'small_talk' },
      ],
      10,
    );
    expect(found.messages).toBe(5);
    expect(found.accuracy).toBeCloseTo(3 / 5);
    expect(found.msPerMessage).toBe(2);
    expect(found.labels.pricing).toEqual({ precision: 1, recall: 0.5, f1: 2 / 3, support: 2 });
    expect(found.labels.booking).toEqual({ precision: 2 / 3, recall: 1, f1: 0.8, support: 2 });
    expect(found.labels.other).toEqual({ precision: 0, recall: 0, f1: 0, support: 1 });
    expect(found.labels.small_talk).toEqual({ precision: 0, recall: 0, f1: 0, support: 0 });
    expect(found.macroF1).toBeCloseTo((2 / 3 + 0.8) / 4);
    expect(found.confusion).toEqual({
      pricing: { pricing: 1, booking: 1 },
      booking: { booking: 2 },
      other: { small_talk: 1 },
      small_talk: {},
    });
  });

  test('of nothing is zero, not NaN', () => {
    expect(measure([], 0)).toEqual({ messages: 0, accuracy: 0, macroF1: 0, msPerMessage: 0, labels: {}, confusion: {} });
  });
});
