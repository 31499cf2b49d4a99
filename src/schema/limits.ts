import { GraphQLError, Kind, type ValidationRule, visit } from 'graphql';
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
