import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import type { Instant } from '../domain/ids.ts';
import type { SchemaContext } from './context.ts';
import { tooExpensive } from './errors.ts';

/** What a query may cost. A field costs 1, a field of a list as many times as the list is long. */
export const limits = {
  /** Default 12: `bookings.edges.node.contact.bookings.edges.node.procedure.name` has 9. */
  depth: 12,
  /** Default 250 fields in all selections together. */
  breadth: 250,
  /** Default 10,000: a page of 100 bookings with 20 fields each is 2,000. */
  complexity: 10_000,
  /** Default 15 aliases in one document. */
  aliases: 15,
  /** Default 2,000 words of GraphQL in one document. */
  tokens: 2_000,
} as const;

export const builder = new SchemaBuilder<{
  Context: SchemaContext;
  DefaultFieldNullability: false;
  DefaultInputFieldRequiredness: false;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Instant; Output: Instant };
    Cursor: { Input: string; Output: string };
    BigInt: { Input: bigint; Output: bigint };
    JSON: { Input: unknown; Output: unknown };
  };
}>({
  plugins: [ComplexityPlugin],
  defaultFieldNullability: false,
  complexity: {
    defaultComplexity: 1,
    defaultListMultiplier: 1,
    limit: { complexity: limits.complexity, depth: limits.depth, breadth: limits.breadth },
    complexityError: (kind, { depth, breadth, complexity }) => tooExpensive(kind, { depth, breadth, complexity }),
  },
});

builder.queryType({});
builder.mutationType({});
builder.subscriptionType({});
