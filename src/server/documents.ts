import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, specifiedRules, validate } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { limits } from '../schema/builder.ts';
import { graphqlError } from '../schema/errors.ts';
import { limitAliases } from '../schema/limits.ts';

/** A text that was read: the document, and what is wrong with it. */
export interface ReadDocument {
  readonly document: DocumentNode;
  readonly errors: readonly GraphQLError[];
}

/** Reads documents, each text once: equal texts are one object, which is how subscribers who ask the same are recognised. */
export interface Documents {
  /** Throws a GraphQLError for a text that is no GraphQL. */
  read(text: string): ReadDocument;
}

/** Most texts that are remembered; the oldest goes first. */
const remembered = 500;

/** @param mask makes errors what a client may see */
export function createDocuments(schema: GraphQLSchema, mask: (error: unknown) => GraphQLError): Documents {
  const known = new Map<string, ReadDocument>();
  return {
    read(text) {
      const before = known.get(text);
      if (before) return before;
      const document = parsed(text, mask);
      const result = { document, errors: validate(schema, document, [...specifiedRules, limitAliases]).map(mask) };
      known.set(text, result);
      const oldest = known.size > remembered ? known.keys().next() : undefined;
      if (oldest && !oldest.done) known.delete(oldest.value);
      return result;
    },
  };
}

function parsed(text: string, mask: (error: unknown) => GraphQLError): DocumentNode {
  try {
    return parse(text, { maxTokens: limits.tokens });
  } catch (error) {
    const tooLong = error instanceof GraphQLError && error.message.includes(`more than ${limits.tokens} tokens`);
    throw tooLong ? graphqlError('COST_EXCEEDED', `this document is longer than ${limits.tokens} tokens, which are the most`) : mask(error);
  }
}

/** Has Yoga read documents the same way. */
export const readingDocuments = (documents: Documents): Plugin => {
  const errors = new WeakMap<DocumentNode, readonly GraphQLError[]>();
  return {
    onParse({ params: { source }, setParsedDocument }) {
      const read = documents.read(source.toString());
      errors.set(read.document, read.errors);
      setParsedDocument(read.document);
    },
    onValidate({ params: { documentAST }, setResult }) {
      setResult(errors.get(documentAST) ?? []);
    },
  };
};
