import { describe, expect, test } from 'vitest';
import { lintTemplate } from '../../../../src/domain/care/contentLint.ts';
import type { CareStep, CareTemplate } from '../../../../src/domain/care/template.ts';
import { careStep, careTemplate, shippedCare } from '../../../support/care.ts';

const problems = (step: Partial<CareStep>, template: Partial<CareTemplate> = {}): readonly string[] =>
  lintTemplate(careTemplate({ ...template, steps: [careStep(step)] })).map(({ path, message }) => `${path.join('.')}: ${message}`);

const ask = { question: 'Any sun?', concern: 'YES', signs: [] } as const;

describe('a template', () => {
  test('of practical words passes', () => {
    expect(problems({})).toEqual([]);
  });

  test('is refused when it tells a patient to stop a prescribed medicine, in a text or in a question', () => {
    expect(problems({ text: 'Stop your blood thinner.', sources: ['D12'] })).toEqual([
      expect.stringMatching(/^steps\.0\.text: this tells a patient to leave a medicine .*stop your blood thinner/),
    ]);
    const asked = { question: 'Could you skip your antibiotics that day?', concern: 'NO', signs: [] } as const;
    expect(problems({ kind: 'QUESTION', text: null, ask: asked, sources: ['D12'] })).toEqual([
      expect.stringMatching(/^steps\.0\.ask: this tells a patient to leave a medicine/),
    ]);
  });

  test('is refused when a clinical rule has no source', () => {
    expect(problems({ avoid: 'P7D', topic: 'sun' })).toEqual(['steps.0.sources: a clinical rule names its source']);
    expect(problems({ ask, ifPast: 'ASK' })).toEqual(['steps.0.sources: a clinical rule names its source']);
    expect(problems({ text: 'Wear sunscreen for two weeks.' })).toEqual([
      'steps.0.sources: this reads like a clinical rule (sunscreen): name its source',
    ]);
    expect(problems({ text: 'Wear sunscreen for two weeks.', sources: ['D15'] })).toEqual([]);
  });

  test('is refused when it uses a variable that there is not', () => {
    expect(problems({ text: 'Hi {{firstname}}, see you on {{ when }}.' })).toEqual(['steps.0.text: there is no variable {{firstname}}']);
    expect(problems({ text: 'See you on {when}.' })).toEqual(['steps.0.text: a brace stands alone']);
    expect(problems({ kind: 'FORM', text: 'Please fill in the form.' })).toEqual(['steps.0.text: the form’s step holds {{formLink}}']);
  });

  test('is refused when it advertises outside of a recall to those who agreed', () => {
    expect(problems({ text: 'Ask for our special offer.' })).toEqual([expect.stringContaining('this advertises')]);
    const recall = { kind: 'RECALL', anchor: 'END', offset: 'P84D', text: 'Ask for our special offer.' } as const;
    expect(problems(recall)).toEqual([expect.stringContaining('this advertises')]);
    expect(problems({ ...recall, marketing: true })).toEqual([]);
    expect(problems({ marketing: true })).toEqual(['steps.0.marketing: only a RECALL may advertise']);
  });

  test('of a consultation is refused when it tells anybody what to avoid, or screens', () => {
    const consultation = { procedure: 'consultation', name: 'Consultation', visit: 'CONSULTATION' } as const;
    expect(problems({ avoid: 'P7D', topic: 'sun', sources: ['D15'] }, consultation)).toEqual([
      'steps.0.avoid: a consultation has no rule of what to avoid',
    ]);
    expect(problems({ text: 'Please avoid alcohol.', sources: ['D10'] }, consultation)).toEqual([
      'steps.0.text: a consultation tells nobody what to avoid (avoid)',
    ]);
    expect(problems({ kind: 'QUESTION', text: null, ask, sources: ['D15'] }, consultation)).toEqual([
      'steps.0.ask: a consultation screens for nothing',
    ]);
  });

  test('names its procedure by a variable, so that a discreet clinic can leave the name out', () => {
    expect(problems({ text: 'Your lip filler settles within days.' }, { procedure: 'lip-filler', name: 'Lip filler' })).toEqual([
      expect.stringContaining('instead of “lip filler”'),
    ]);
  });

  test.each<[string, Partial<CareStep>]>([
    ['a REMINDER sends nothing itself', { kind: 'REMINDER' }],
    ['a REMINDER comes before the START', { kind: 'REMINDER', text: null, anchor: 'END', offset: 'P1D' }],
    ['a QUESTION has an `ask`', { kind: 'QUESTION', text: null }],
    ['there is nothing to send', { text: null }],
    ['a RECALL comes after the END', { kind: 'RECALL' }],
    ['a rule that is asked when it is past has a question', { ifPast: 'ASK' }],
    ['what comes after the visit is not asked before it', { anchor: 'END', offset: 'P1D', ifPast: 'ASK', ask, sources: ['D15'] }],
    ['its question is asked when it is past', { ask, sources: ['D15'] }],
    ['what is avoided has a topic', { avoid: 'P7D', sources: ['D15'] }],
    ['nothing comes before the END', { anchor: 'END' }],
    ['what comes after the visit counts from its END', { offset: 'P3D' }],
    ['a question ends with a question mark', { ifPast: 'ASK', ask: { ...ask, question: 'Tell us of sun.' }, sources: ['D15'] }],
    ['702 characters are too many', { text: 'so '.repeat(234) }],
  ])('is refused where %s', (message, step) => {
    expect(problems(step).join('\n')).toContain(message);
  });

  test('has each step once, and one form at most', () => {
    const form = careStep({ id: 'form', kind: 'FORM', text: '{{formLink}}' });
    const messages = lintTemplate(careTemplate({ steps: [form, form] })).map(({ message }) => message);
    expect(messages).toEqual(['the step form stands twice', 'there is one form at most']);
  });
});

describe('the templates that come with the program', () => {
  const known = /^(?:D1[0-9][bc]?|D2[123]b?|safety rule \([a-e]\)|unconfirmed)$/;

  test('are at least the thirteen that a clinic needs', () => {
    expect(shippedCare.templates.map(({ procedure }) => procedure).sort()).toEqual([
      'body-contouring',
      'botox',
      'chemical-peel',
      'consultation',
      'dermal-filler',
      'hydrafacial',
      'injectable-consultation',
      'iv-therapy',
      'laser-hair-removal',
      'lip-filler',
      'microneedling',
      'prp',
      'skin-consultation',
    ]);
  });

  test.each(shippedCare.templates.map((template) => ({ template, procedure: template.procedure })))(
    '$procedure passes the lint, with sources of the list only',
    ({ template }) => {
      expect(lintTemplate(template)).toEqual([]);
      const sources = [...template.steps, ...template.spacing].flatMap((one) => one.sources);
      expect(sources.filter((source) => !known.test(source))).toEqual([]);
    },
  );
});
