import { describe, expect, test } from 'vitest';
import { compilePhrase, sequenceOf } from '../../../../src/assistant/language/phrasePattern.ts';

const finds = (form: string, text: string, concepts: Readonly<Record<string, string>> = {}): boolean => {
  const words = text.split(' ');
  return compilePhrase([form]).test(
    sequenceOf(
      words,
      words.map((word) => (concepts[word] ? [concepts[word]] : [])),
    ),
  );
};

describe('a phrase', () => {
  test('is words side by side', () => {
    expect(finds('how much', 'so how much then')).toBe(true);
    expect(finds('how much', 'how very much')).toBe(false);
    expect(finds('how much', 'show much')).toBe(false);
  });

  test('takes either of several words, and perhaps one more', () => {
    expect(finds('call|ring i? back', 'ring i back')).toBe(true);
    expect(finds('call|ring i? back', 'call back')).toBe(true);
    expect(finds('call|ring i? back', 'write back')).toBe(false);
  });

  test('bridges up to four words', () => {
    expect(finds('take .. off', 'take i name please right off')).toBe(true);
    expect(finds('take .. off', 'take one two three four five off')).toBe(false);
  });

  test('takes any word of a concept', () => {
    expect(finds('{body} a {symptom}', 'i face a swell', { face: 'body', swell: 'symptom' })).toBe(true);
    expect(finds('{body} a {symptom}', 'i face a friend', { face: 'body' })).toBe(false);
  });

  test('may be bound to the message’s beginning and end', () => {
    expect(finds('^ stop $', 'stop')).toBe(true);
    expect(finds('^ stop $', 'please stop')).toBe(false);
  });
});
