import { describe, expect, test } from 'vitest';
import { pickTime } from '../../../../src/assistant/understanding/pickTime.ts';
import { threeTimes } from '../../../support/karen.ts';

const picked = (text: string): string | null => pickTime(text, threeTimes, 'America/Jamaica')?.words ?? null;

describe('one of the times that she was offered', () => {
  test.each([
    ['1', 0],
    ['2.', 1],
    ['number 3', 2],
    ['the second one please', 1],
    ['third', 2],
    ['Wednesday works', 1],
    ['2:30 is good', 1],
    ['fri at 10', 2],
    ['tuesday 10am', 0],
  ])('is taken by "%s"', (text, index) => {
    expect(picked(text)).toBe(threeTimes[index]?.words);
  });

  test.each([
    'none of those',
    "I can't do Tuesday",
    '10am', // Tuesday or Friday
    'Thursday',
    '10 pm on friday',
    'what about wednesday?',
    'how much is it',
    'first tell me about the price',
    'my face started to swell up after the second treatment that I had with you',
    '4',
    '',
  ])('is not taken by "%s"', (text) => {
    expect(picked(text)).toBeNull();
  });

  test('is none when none were offered', () => {
    expect(pickTime('1', [], 'America/Jamaica')).toBeNull();
  });
});
