import { GraphQLError, Kind, type ValidationRule, visit } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { limits } from './builder.ts';

/** Refuses documents with more aliases than a page of real use has: each may be a query of its own. */
export const limitAliases: ValidationRule = (context) => {
  let aliases = 0;
  return {
    Document(document) {
      visit(document, {
        [Kind.FIELD](field) {
          if (field.alias) aliases += 1;
        },
      });
      if (aliases > limits.aliases) {
        context.reportError(
          new GraphQLError(`this document has ${aliases} aliases, and ${limits.aliases} are the most`, {
            extensions: { code: 'COST_EXCEEDED' },
          }),
        );
      }
    },
  };
};

/** Bounds a document before it is executed: how long it is, and how many aliases it has. Depth and cost are bound to the schema's fields. */
export const documentLimits: Plugin = {
  onParse({ params }) {
    params.options = { ...params.options, maxTokens: limits.tokens };
  },
  onValidate({ addValidationRule }) {
    addValidationRule(limitAliases);
  },
};
