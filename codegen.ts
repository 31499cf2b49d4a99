import type { CodegenConfig } from '@graphql-codegen/cli';

/** Types the documents of the end-to-end tests by the committed schema: a document that the API no longer answers does not compile. */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  documents: ['test/e2e/**/*.ts', '!test/e2e/gql/**'],
  // Only what is inside `graphql(...)`: tests also send documents that must be refused.
  pluckConfig: { globalGqlIdentifierName: 'graphql', gqlMagicComment: 'none' },
  generates: {
    'test/e2e/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        enumsAsTypes: true,
        useTypeImports: true,
        scalars: { DateTime: 'string', Cursor: 'string' },
        importExtension: '.ts',
        emitLegacyCommonJSImports: false,
      },
    },
  },
  importExtension: '.ts',
};

export default config;
