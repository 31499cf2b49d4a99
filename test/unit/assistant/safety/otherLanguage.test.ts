import { describe, expect, test } from 'vitest';
import { readLabelledSet } from '../../../../src/assistant/offline/labelledSet.ts';
import { isForeignMedicalConcern, otherLanguageOf } from '../../../../src/assistant/safety/otherLanguage.ts';

describe('another language', () => {
  test.each([
    ['hola, quiero una cita para botox', 'es'],
    ['bonjour, je voudrais un rendez-vous', 'fr'],
    ['olá, quanto custa fazer botox?', 'pt'],
    ['您好，请问价格', 'unknown'],
    ['Сколько стоит ботокс', 'unknown'],
  ])('is told of "%s"', (text, language) => {
    expect(otherLanguageOf(text)).toBe(language);
  });

  test.each([
    'me duele la cara desde ayer',
    'estoy embarazada, ¿puedo?',
    'je suis enceinte',
    'ma peau brûle',
    'estou grávida',
    'mwen ansent, èske mwen ka fè li',
  ])('is no hiding place for a danger: "%s"', (text) => {
    expect(isForeignMedicalConcern(text)).toBe(true);
  });

  test('is hardly ever seen in English or Patois', () => {
    const lines = readLabelledSet();
    expect(lines.filter(({ text, intent }) => isForeignMedicalConcern(text) && intent !== 'medical_concern')).toEqual([]);
    const strangers = lines.filter(({ text, intent }) => otherLanguageOf(text) !== null && intent !== 'other');
    expect(strangers.map(({ text }) => text)).toEqual([]);
  });
});
