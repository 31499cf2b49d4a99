import { expect, test } from 'vitest';
import { parameterText } from '../../../../src/domain/messaging/parameterText.ts';

test('words become one line, as Meta takes them in a parameter', () => {
  expect(parameterText(' Hi Marva,\n\n1. Any fever?\n2.  Any rash?\t')).toBe('Hi Marva, 1. Any fever? 2. Any rash?');
});

test('words that are too long, or none, are no parameter', () => {
  expect(parameterText('x'.repeat(900))).toHaveLength(900);
  expect(parameterText('x'.repeat(901))).toBeNull();
  expect(parameterText(' \n ')).toBeNull();
});
