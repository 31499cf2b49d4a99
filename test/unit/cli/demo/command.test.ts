import { describe, expect, test } from 'vitest';
import { demoCommand } from '../../../../src/cli/demo/command.ts';
import { plainLines } from '../../../../src/cli/demo/progress.ts';

/** Runs the command; nothing answers at port 1. */
async function run(...args: readonly string[]) {
  const [out, error]: [string[], string[]] = [[], []];
  const code = await demoCommand({
    args,
    env: { PORT: '1' },
    now: new Date('2026-03-02T12:00:00Z'),
    signal: new AbortController().signal,
    out: (text) => out.push(text),
    error: (text) => error.push(text),
    progress: plainLines(() => {}),
  });
  return { code, out: out.join(''), error: error.join('') };
}

describe('npm run demo', () => {
  test('says how it is used', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    for (const word of [
      '--url',
      '--clinic',
      '--secret',
      '--journeys',
      '--conversations',
      '--chatwoot-port',
      '--speed',
      '--seed',
      '--json',
      'http://127.0.0.1:1',
    ]) {
      expect(out).toContain(word);
    }
  });

  test.each([
    ['--journeys', '0'],
    ['--journeys', 'many'],
    ['--conversations', '-1'],
    ['--chatwoot-port', '70000'],
    ['--speed', '-1'],
    ['--speed', 'fast'],
    ['--url', 'localhost:4000'],
    ['--seed', 'two words'],
    ['--colour', 'red'],
    ['surplus'],
  ])('could not run with %s %s, and says why in a line', async (...args) => {
    const { code, error } = await run(...args);
    expect(code).toBe(2);
    expect(error).toMatch(/^error: .*\n$/);
  });

  test('could not run without a server, and says what to do', async () => {
    const { code, out, error } = await run();
    expect([code, out]).toEqual([2, '']);
    expect(error).toBe(
      'The demo cannot go on: no server answers at http://127.0.0.1:1: start one with npm start, or name another with --url.\n',
    );
  });
});
