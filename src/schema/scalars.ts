import { type Instant, toInstant } from '../domain/ids.ts';
import { builder } from './builder.ts';
import { graphqlError } from './errors.ts';

builder.scalarType('DateTime', {
  description: 'ISO 8601 instant.',
  serialize: (value) => value,
  parseValue(value): Instant {
    const instant = toInstant(value);
    if (!instant)
      throw graphqlError('BAD_USER_INPUT', 'a DateTime is an ISO 8601 instant with its offset, such as 2027-03-01T09:00:00-05:00');
    return instant;
  },
});

builder.scalarType('Cursor', {
  description:
    "Opaque position in the event log, in a feed together with the change's number within it; as strings, cursors sort in log order.",
  serialize: (value) => value,
  parseValue(value): string {
    if (typeof value !== 'string') throw graphqlError('BAD_USER_INPUT', 'a Cursor is a string');
    return value;
  },
});

builder.scalarType('BigInt', {
  description: 'A whole number of any size, as a string.',
  serialize: String,
  parseValue(value): bigint {
    if (typeof value !== 'string' || !/^-?\d{1,100}$/.test(value))
      throw graphqlError('BAD_USER_INPUT', 'a BigInt is a whole number as a string');
    return BigInt(value);
  },
});

builder.scalarType('JSON', {
  description: 'Any JSON value.',
  serialize: (value) => value,
});
