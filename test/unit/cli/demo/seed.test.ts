import { describe, expect, test } from 'vitest';
import { anySeed, momentOf, readSeed, writeSeed } from '../../../../src/cli/demo/seed.ts';

const today = new Date('2026-03-02T22:15:00Z');

describe('a seed', () => {
  test('is of today unless it names its day', () => {
    expect(readSeed('carnival', today)).toEqual({ seed: 'carnival', day: '2026-03-02' });
    expect(readSeed('carnival@2026-02-28', today)).toEqual({ seed: 'carnival', day: '2026-02-28' });
  });

  test('that is written down is read as the same', () => {
    const seed = anySeed(today);
    expect(readSeed(writeSeed(seed), new Date('2027-01-01T00:00:00Z'))).toEqual(seed);
    expect(momentOf(seed)).toEqual(new Date('2026-03-02T00:00:00Z'));
  });

  test.each(['', 'two words', 'a@b', 'a@2026-13-01', 'a@2026-1-1', '@2026-03-02'])('is not read from %j', (text) => {
    expect(readSeed(text, today)).toBeNull();
  });
});
