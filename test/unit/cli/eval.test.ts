import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'eval-'));
afterAll(() => rmSync(folder, { recursive: true }));

function evaluate(lines: string, ...options: readonly string[]) {
  const file = join(folder, 'lines.jsonl');
  writeFileSync(file, lines);
  const { OPENAI_API_KEY: _, ...env } = process.env;
  return spawnSync(process.execPath, ['src/cli/eval.ts', '--file', file, ...options], { cwd: root, env, encoding: 'utf8' });
}

const good = [
  '{"text":"how much is botox","intent":"pricing","context":null,"channel":"whatsapp","procedure":"botox"}',
  '{"text":"yes","intent":"confirm","context":"reminder_sent"}',
  '{"text":"STOP","intent":"opt_out"}',
].join('\n');

describe('npm run eval', () => {
  test('prints one object for programs', () => {
    const { status, stdout, stderr } = evaluate(good, '--json');
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      messages: 3,
      accuracy: 1,
      macroF1: 1,
      msPerMessage: expect.any(Number),
      labels: Object.fromEntries(
        ['opt_out', 'confirm', 'pricing'].map((intent) => [intent, { precision: 1, recall: 1, f1: 1, support: 1 }]),
      ),
      confusion: { opt_out: { opt_out: 1 }, confirm: { confirm: 1 }, pricing: { pricing: 1 } },
    });
  });

  test('prints a report for people', () => {
    const { status, stdout } = evaluate(good);
    expect(status).toBe(0);
    expect(stdout).toMatch(/pricing +1\.000 +1\.000 +1\.000 +1/);
    expect(stdout).toContain('recall of medical_concern');
    expect(stdout).toContain('Procedures: 1 of 1');
  });

  test('names bad lines by number and does not run', () => {
    const { status, stdout, stderr } = evaluate(`${good}\nnot json\n{"text":"x","intent":"greeting"}`, '--json');
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/:4 is not JSON\n.*:5 intent: /);
  });

  test.each([
    [['--file', 'no-such-file.jsonl'], 'no-such-file.jsonl cannot be read'],
    [['--model', 'openai'], 'OPENAI_API_KEY is not set'],
    [['--model', 'parrot'], "option '--model <model>' argument 'parrot' is invalid"],
  ])('with %j says why it cannot run', (options, reason) => {
    const { status, stderr } = evaluate(good, ...options);
    expect(status).toBe(2);
    expect(stderr).toContain(reason);
  });
});
