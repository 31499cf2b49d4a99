import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BreakingChangeType, buildSchema, findBreakingChanges, lexicographicSortSchema, printSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { schema } from '../../../src/schema/schema.ts';
import { notYet } from './notYet.ts';

const root = join(import.meta.dirname, '../../..');
const contract = join(root, '../shared/contract.graphql');

/** The thing that a removal is about: `Type`, or `Type.field`. */
const nameIn = (description: string): string => description.replace(/^(?:Field|Type|Standard scalar) /, '').replace(/ was removed.*$/, '');

describe('the schema', () => {
  test('is the one printed in schema.graphql', () => {
    expect(`${printSchema(lexicographicSortSchema(schema))}\n`, 'run `npm run schema`').toBe(
      readFileSync(join(root, 'schema.graphql'), 'utf8'),
    );
  });

  describe.skipIf(!existsSync(contract))('against the contract', () => {
    const changes = existsSync(contract) ? findBreakingChanges(buildSchema(readFileSync(contract, 'utf8')), schema) : [];
    const removals: readonly string[] = [BreakingChangeType.TYPE_REMOVED, BreakingChangeType.FIELD_REMOVED];

    test('changes nothing of what is there', () => {
      expect(changes.filter(({ type }) => !removals.includes(type)).map((one) => one.description)).toEqual([]);
    });

    test('lacks exactly what is listed as still to come', () => {
      const missing = changes.filter(({ type }) => removals.includes(type)).map(({ description }) => nameIn(description));
      expect(missing.sort()).toEqual([...notYet].sort());
    });
  });
});
