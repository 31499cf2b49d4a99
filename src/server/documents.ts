import { type DocumentNode, type GraphQLError, type GraphQLSchema, parse, specifiedRules, validate } from 'graphql';
import { limits } from '../schema/builder.ts';
import { limitAliases } from '../schema/limits.ts';

/** Reads documents, each text once: equal texts are one object, which is how subscribers who ask the same are recognised. */
export interface Documents {
  /** The document, or what is wrong with it. Throws a GraphQLError for a text that is no GraphQL. */
  read(text: string): DocumentNode | readonly GraphQLError[];
}

/** Most texts that are remembered; the oldest goes first. */
const remembered = 500;

export function createDocuments(schema: GraphQLSchema): Documents {
  const known = new Map<string, DocumentNode | readonly GraphQLError[]>();
  return {
    read(text) {
      const before = known.get(text);
      if (before) return before;
      const document = parse(text, { maxTokens: limits.tokens });
      const errors = validate(schema, document, [...specifiedRules, limitAliases]);
      const result = errors.length > 0 ? errors : document;
      known.set(text, result);
      const oldest = known.size > remembered ? known.keys().next() : undefined;
      if (oldest && !oldest.done) known.delete(oldest.value);
      return result;
    },
  };
}
