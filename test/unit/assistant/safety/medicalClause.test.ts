import { describe, expect, test } from 'vitest';
import { readLabelledSet } from '../../../../src/assistant/offline/labelledSet.ts';
import { hasMedicalClause } from '../../../../src/assistant/safety/medicalClause.ts';

describe('a danger in a part of a message', () => {
  test.each([
    'lol my left eye a see double since morning, anyway how much is a facial',
    'How much is laser? I am pregnant. Do you have space on Friday?',
  ])('is heard in "%s"', (text) => {
    expect(hasMedicalClause(text)).toBe(true);
  });

  test('is heard in no line of the labelled set that is about anything else', () => {
    const others = readLabelledSet().filter(({ intent }) => intent !== 'medical_concern');
    expect(others.filter(({ text }) => hasMedicalClause(text)).map(({ text }) => text)).toEqual([]);
  });
});
