import { describe, expect, test } from 'vitest';
import { type AskedQuestion, merelyAnswers, readAnswers } from '../../../../src/domain/care/screening.ts';
import { shippedTemplate } from '../../../support/care.ts';

const asked = (procedure: string, ...ids: readonly string[]): readonly AskedQuestion[] =>
  ids.flatMap((id) => {
    const step = shippedTemplate(procedure).steps.find((one) => one.id === id);
    return step?.ask ? [{ step: id, ...step.ask }] : [];
  });

const sun = asked('laser-hair-removal', 'sun');
const three = asked('laser-hair-removal', 'isotretinoin', 'wax', 'sun');

/** "G" good, "B" bad, "?" unclear, "-" not answered, one for each question. */
const read = (text: string, questions: readonly AskedQuestion[]): string => {
  const answers = readAnswers(text, questions);
  const letters = { GOOD: 'G', BAD: 'B', UNCLEAR: '?', none: '-' } as const;
  return questions.map(({ step }) => letters[answers.find((one) => one.step === step)?.answer ?? 'none']).join('');
};

describe('an answer to one question', () => {
  test.each([
    ...[
      'No',
      'nope',
      'nah',
      'Nooo',
      'no sah',
      'none',
      'not at all',
      'mi nuh do that',
      'mi never do nutten',
      'No, I haven’t',
      'I didn’t',
      '👎',
    ],
    ...['no sun at all', 'I stayed out of the house, no beach', 'mi nuh go beach', 'havent been to the pool', 'No thanks needed, no', 'N'],
  ])('is good: %s', (text) => {
    expect(read(text, sun)).toBe('G');
  });

  test.each([
    ...['Yes', 'yeah', 'yh', 'yea man', 'Yes please', 'of course', 'mi did', 'i did', 'a little', 'likkle bit', '👍'],
    ...['I went to the beach last week', 'mi did go beach Sunday', 'yes but it was weeks ago', 'got sunburnt in negril', 'a likkle tan'],
  ])('is bad: %s', (text) => {
    expect(read(text, sun)).toBe('B');
  });

  test.each([
    ...['maybe', 'not sure', 'mi nuh know', 'I can’t remember', 'kind of', 'yes no', 'about two weeks ago', 'no, I went to the beach'],
    ...['depends', 'think so'],
  ])('is unclear: %s', (text) => {
    expect(read(text, sun)).toBe('?');
  });

  test.each(['What time do you open?', 'ok', 'thanks', 'no problem', 'Can I bring my sister?', 'see you then', 'do you mean sun?'])(
    'is none: %s',
    (text) => {
      expect(read(text, sun)).toBe('-');
    },
  );
});

describe('an answer to several questions', () => {
  test.each([
    ['no', 'GGG'],
    ['No to all', 'GGG'],
    ['none of those', 'GGG'],
    ['no no no', 'GGG'],
    ['no, no, yes', 'GGB'],
    ['yes no no', 'BGG'],
    ['1. no 2. yes 3. no', 'GBG'],
    ['1 no\n2 no\n3 yes', 'GGB'],
    ['1) no, 2) not sure, 3) no', 'G?G'],
    ['the second one yes, the others no', 'GBG'],
    ['No, but I waxed last week', 'GBG'],
    ['no but mi did go beach Sunday', 'GGB'],
    ['no accutane, no wax, no beach', 'GGG'],
    ['I waxed', '-B-'],
    ['yes I waxed', '-B-'],
    ['yes to all', 'BBB'],
    ['yes', '???'],
    ['2 yes', '-B-'],
    ['maybe', '???'],
    ['how much is it?', '---'],
  ])('is read: %s', (text, expected) => {
    expect(read(text, three)).toBe(expected);
  });
});

describe('a message that merely answers', () => {
  test.each(['no', '1 no\n2 no\n3 yes', 'No to all', 'no accutane, no wax, no beach', 'mi neva do nutten', '2 yes'])('is: %s', (text) => {
    expect(merelyAnswers(text, three)).toBe(true);
  });

  test.each(['no, where are you located?', 'No, I need to come later', '1 no, but my face is swollen', 'hello', 'no\nhow much is it?'])(
    'is not: %s',
    (text) => {
      expect(merelyAnswers(text, three)).toBe(false);
    },
  );
});
