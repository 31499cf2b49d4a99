import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from '../machine.ts';
import type { LineResult } from './figures.ts';
import { markdown } from './markdown.ts';

/** What was measured last of each line, all on one machine. */
export interface Results {
  readonly machine: Machine;
  readonly lines: readonly LineResult[];
}

const bench = join(import.meta.dirname, '..');
const json = join(bench, 'results.json');

/**
 * Keeps a line's figures in `results.json` and, for people, in `results.md`, in the place of those that it had.
 * Lines may be measured one by one, when the machine has time for them; figures of another machine are left behind.
 */
export function keep(machine: Machine, result: LineResult, order: readonly string[]): void {
  const kept = read();
  const others = JSON.stringify(kept?.machine) === JSON.stringify(machine) ? (kept?.lines ?? []) : [];
  const lines = [...others.filter(({ name }) => name !== result.name), result].toSorted(
    (a, b) => order.indexOf(a.name) - order.indexOf(b.name),
  );
  writeFileSync(json, `${JSON.stringify({ machine, lines }, null, 2)}\n`);
  writeFileSync(join(bench, 'results.md'), markdown({ machine, lines }));
}

function read(): Results | null {
  try {
    return JSON.parse(readFileSync(json, 'utf8')) as Results; // `keep` wrote it
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
