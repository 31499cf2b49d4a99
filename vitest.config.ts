import { defineConfig } from 'vitest/config';

// Vite would otherwise resolve graphql's other build for test files: "Cannot use GraphQLSchema from another module or realm".
const server = { deps: { inline: [/graphql/, /@pothos/] } };

/** How long a test may take before it counts as hung; never a claim about speed. */
const patience = 120_000;

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ['default', './test/support/countReporter.ts'],
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: patience, server } },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: 'test/support/globalSetup.ts',
          testTimeout: patience,
          hookTimeout: patience,
          server,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: 'test/support/globalSetup.ts',
          testTimeout: patience,
          hookTimeout: patience,
          server,
        },
      },
    ],
  },
});
