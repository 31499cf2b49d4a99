import { describe, expect, test } from 'vitest';
import { makeProcedureFinder } from '../../../src/assistant/procedureFinder.ts';
import { catalogue } from '../../support/messages.ts';

const find = makeProcedureFinder(catalogue);

describe('the procedure that a message names', () => {
  test.each([
    ['how much unu charge fi botox', 'botox'],
    ['mi waan book fi di lip ting', 'lip-filler'],
    ['is lip filler better than cheek filler', 'lip-filler'],
    ['whats microneedeling', 'microneedling'],
    ['micro needling price', 'microneedling'],
    ['appoitment for lazer plz', 'laser-hair-removal'],
    ['Botox or filler for forehead?', 'botox'],
    ['a drip before carnival', 'iv-therapy'],
  ])('of %j is %s', (text, slug) => {
    expect(find(text)).toBe(slug);
  });

  test.each(['can I come later', 'the form is filled out', 'what do you offer', '', '💉'])('%j names none', (text) => {
    expect(find(text)).toBeNull();
  });
});
