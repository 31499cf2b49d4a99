import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { firstQuery } from '../../../src/schema/firstQuery.ts';
import { schema } from '../../../src/schema/schema.ts';

test('what GraphiQL opens with is answered by the schema', () => {
  expect(validate(schema, parse(firstQuery))).toEqual([]);
});
