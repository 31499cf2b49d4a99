import { describe, expect, test } from 'vitest';
import { fieldsOf } from '../../../../src/domain/care/form.ts';
import { readForm } from '../../../../src/domain/care/formAnswers.ts';
import type { Instant } from '../../../../src/domain/ids.ts';
import { shippedCare } from '../../../support/care.ts';

const visit = '2027-03-15T14:00:00.000Z' as Instant;
const fields = fieldsOf(shippedCare.forms, ['laser']);

const complete: Readonly<Record<string, unknown>> = {
  'full-name': 'Marva Grant',
  'birth-date': '1990-04-23',
  'emergency-name': 'Dwight Grant',
  'emergency-phone': '(876) 555-0101',
  allergies: 'NO',
  conditions: 'NO',
  medicines: 'YES',
  'medicines.details': 'vitamin D',
  pregnant: 'NO',
  unwell: 'NO',
  'consent-data': 'YES',
  areas: 'legs',
  'skin-in-sun': 'never burns',
  'hair-colour': 'black',
  keloids: 'NO',
  'light-sensitive': 'NO',
  isotretinoin: 'NO',
  'filler-in-area': 'NO',
};

describe('an intake form', () => {
  test('asks the general questions and those of the treatment, each once', () => {
    const ids = fields.map(({ id }) => id);
    expect(ids.slice(0, 2)).toEqual(['full-name', 'birth-date']);
    expect(ids).toContain('skin-in-sun');
    expect(new Set(ids).size).toBe(ids.length);
    expect(fieldsOf(shippedCare.forms, ['laser', 'skin']).filter(({ id }) => id === 'isotretinoin')).toHaveLength(1);
  });

  test('that is filled in keeps each answer with its question', () => {
    const { answers, missing, wrong, concerns } = readForm(fields, complete, visit);
    expect({ missing, wrong, concerns }).toEqual({ missing: [], wrong: [], concerns: [] });
    expect(answers.find(({ field }) => field === 'medicines')).toEqual({
      field: 'medicines',
      label: expect.stringContaining('Do you take any medicines'),
      value: ['YES'],
      details: 'vitamin D',
    });
  });

  test('names what is missing and what is no answer, and leaves out what it does not ask', () => {
    const { answers, missing, wrong } = readForm(
      fields,
      { ...complete, areas: '  ', keloids: 'perhaps', 'emergency-phone': 'Dwight', 'birth-date': '1990-13-40', secret: 'x' },
      visit,
    );
    expect(missing).toEqual(['areas']);
    expect(wrong.map(({ field }) => field)).toEqual(['birth-date', 'emergency-phone', 'keloids']);
    expect(answers.map(({ field }) => field)).not.toContain('secret');
  });

  test('shows what a clinician must see before the visit', () => {
    expect(readForm(fields, { ...complete, pregnant: 'YES', isotretinoin: 'YES' }, visit).concerns).toEqual(['pregnant', 'isotretinoin']);
  });

  test('counts her age on the day of the visit', () => {
    const injectables = fieldsOf(shippedCare.forms, ['injectables']);
    const of = (birth: string) => readForm(injectables, { 'birth-date': birth }, visit).concerns;
    expect(of('2009-03-15')).toEqual([]);
    expect(of('2009-03-16')).toEqual(['birth-date']);
  });
});
