import type { TestProject } from 'vitest/node';
import { openTestServer, type TestServer } from './testServer.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    testServer: Pick<TestServer, 'url' | 'template'>;
  }
}

interface SharedServer {
  projects: number;
  readonly server: Promise<TestServer>;
}

// vitest loads this file once for each project, all in one process: what they share stands beside the module.
const key: unique symbol = Symbol.for('journeys: the test server');
// The key is ours alone, so whatever is there is ours.
const shared = globalThis as typeof globalThis & { [key]?: SharedServer };

/** Gives every project of the run the same server; the last project's teardown ends it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const mine = shared[key] ?? { projects: 0, server: openTestServer() };
  shared[key] = mine;
  mine.projects += 1;
  const { url, template, end } = await mine.server;
  project.provide('testServer', { url, template });
  return async () => {
    mine.projects -= 1;
    if (mine.projects > 0) return;
    delete shared[key];
    await end();
  };
}
