import { expect, test } from 'vitest';
import type { AnyEvent } from '../../../src/domain/catalogue.ts';
import { sentence, sentenceContext } from '../../../src/journeys/sentence.ts';
import { samples } from '../../golden/samples.ts';
import { demoSettings } from '../../support/memoryClinic.ts';

const context = sentenceContext(demoSettings);

test.each(Object.values(samples).map((event: AnyEvent) => ({ type: event.type, event })))('$type is told in one sentence', ({ event }) => {
  const told = sentence(event, context);
  expect(told).toMatch(/^[A-Z(].*\.$/s);
  expect(told).not.toMatch(/undefined|null|\[object| {2}/);
});
