import { expect, test } from 'vitest';
import { createKarens } from '../../../src/assistant/karens.ts';
import { contextOf } from '../../support/karen.ts';
import { demoSettings } from '../../support/memoryClinic.ts';

test('a clinic’s Karen is made once, and anew when its procedures change', async () => {
  const karenOf = createKarens({ openaiFor: null, clock: () => 0 });
  const karen = karenOf(demoSettings);
  expect(karenOf({ ...demoSettings, name: 'Yemaya Skin' })).toBe(karen);
  const threads = { slug: 'pdo-threads', name: 'PDO threads', synonyms: [], priceFrom: null, minutes: null, benefits: null, basics: null };
  const clinic = { ...demoSettings, procedures: [threads] };
  const { classified } = await karenOf(clinic).decide(contextOf('i want to book pdo threads', { clinic }), true);
  expect(classified.procedure).toBe('pdo-threads');
});
