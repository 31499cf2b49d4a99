import { expect, test } from 'vitest';
import { EventStoreError } from '../../../src/eventStore/port.ts';
import { isPassing } from '../../../src/processes/passing.ts';

const withCode = (code: string): Error => Object.assign(new Error('something'), { code });

test.each([
  ['a store that is away', new EventStoreError('UNAVAILABLE', 'away'), true],
  ['an outcome that is not known', new EventStoreError('UNKNOWN_OUTCOME', 'who knows'), true],
  ['others who were faster', new EventStoreError('VERSION_CONFLICT', 'faster'), true],
  ['a database that is starting', withCode('57P03'), true],
  ['a server that nobody reaches', withCode('ECONNREFUSED'), true],
  ['a sender of messages that is away', withCode('UNAVAILABLE'), true],
  ['an append that no store takes', new EventStoreError('TOO_LARGE', 'large'), false],
  ['a row that the database refuses', withCode('23505'), false],
  ['a bug', new TypeError('undefined is not a function'), false],
  ['what is no error', 'thrown text', false],
])('%s passes by itself, or does not', (_name, error, passes) => {
  expect(isPassing(error)).toBe(passes);
});
