import { defineConfig } from 'vitest/config';

// Vite would otherwise resolve graphql's other build for test files: "Cannot use GraphQLSchema from another module or realm".
const server = { deps: { inline: [/graphql/, /@pothos/] } };

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ['default', './test/support/countReporter.ts'],
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], server } },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: 'test/support/globalSetup.ts',
          testTimeout: 30_000,
          hookTimeout: 60_000,
          server,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: 'test/support/globalSetup.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          server,
        },
      },
    ],
  },
});
