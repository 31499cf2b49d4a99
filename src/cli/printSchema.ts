import { writeFileSync } from 'node:fs';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { schema } from '../schema/schema.ts';

/** Writes the API as it stands to `schema.graphql`, which is committed and checked. */
writeFileSync('schema.graphql', `${printSchema(lexicographicSortSchema(schema))}\n`);
