import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** Writes how many tests passed and failed to the file that `.ci/run` names, in a form that any reader of logs understands. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const file = process.env.JOURNEYS_TEST_SUMMARY;
    if (!file) return;
    const tests = modules.flatMap((one) => [...one.children.allTests()]);
    const count = (state: string): number => tests.filter((one) => one.result().state === state).length;
    // A file that could not even be loaded counts as one failure.
    const broken = modules.filter((one) => one.state() === 'failed' && [...one.children.allTests('failed')].length === 0).length;
    writeFileSync(file, `${count('passed')} passed, ${count('failed') + broken} failed, ${count('skipped')} skipped\n`);
  }
}
