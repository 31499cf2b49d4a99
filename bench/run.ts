import { Command, InvalidArgumentError } from 'commander';
import { type ContestResult, hold } from './contest.ts';
import type { Bench, Line } from './line.ts';
import { lines } from './lines/lines.ts';
import { describeMachine, takenByOthers } from './machine.ts';
import { installPeers } from './peers/installPeers.ts';
import type { LineResult } from './report/figures.ts';
import { keep } from './report/record.ts';
import { screenRows } from './report/screen.ts';
import { shareHistory } from './site/sharedHistory.ts';
import { openSite } from './site/site.ts';

interface Options {
  readonly rounds: number;
  readonly events: number;
  readonly quick?: true;
  readonly json?: true;
}

const names = lines.map(({ name }) => name);

const command = new Command('bench')
  .description('Measures the system side by side with its peers. What was measured is kept in bench/results.md.')
  .argument('[name...]', `lines to run: ${names.join(', ')}; default all`)
  .option('--rounds <n>', 'rounds, after one to warm up', parseCount, 5)
  .option('--events <n>', 'events of the log that is projected, rebuilt and paged through', parseCount, 1_000_000)
  .option('--quick', 'a fraction of the work: for a look, or on a busy machine; the record says so')
  .option('--json', 'print one JSON object')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse();
const { rounds, events, quick = false, json = false } = command.opts<Options>();
const unknown = command.args.find((name) => !names.includes(name));
if (unknown !== undefined) command.error(`there is no line ${unknown}: ${names.join(', ')}`);
const chosen = command.args.length === 0 ? lines : lines.filter(({ name }) => command.args.includes(name));

const say = (text: string): void => (json ? undefined : console.log(text));

installPeers(say);
const site = await openSite();
try {
  const bench = { site, quick, history: shareHistory(site, quick ? Math.min(events, 50_000) : events, say) };
  const results: LineResult[] = [];
  const machine = describeMachine(site.postgres);
  for (const line of chosen) {
    const result = await measure(line, bench);
    results.push(result);
    if (result.failure === null) keep(machine, result, names);
  }
  if (json) console.log(JSON.stringify({ machine, lines: results }));
  process.exitCode = results.some(({ failure }) => failure !== null) ? 1 : 0;
} finally {
  await site.close();
}

/** Runs a line. One that breaks says why, and does not take the others' figures with it. */
async function measure(line: Line, bench: Bench): Promise<LineResult> {
  const { name, title, bounds } = line;
  const contests: ContestResult[] = [];
  const taken: number[] = [];
  let failure: string | null = null;
  say(`\n${title} (${name})`);
  try {
    const open = await line.open(bench);
    try {
      for (const contest of open.contests) {
        taken.push(await takenByOthers());
        const held = await hold(contest, rounds, (round) => showRound(contest.name, round));
        contests.push(held);
        say(screenRows(held));
      }
    } finally {
      await open.close();
    }
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
    say(`  ${failure}`);
  }
  const date = new Date().toISOString().slice(0, 10);
  return { name, title, bounds, date, rounds, quick: bench.quick, takenByOthers: mean(taken), contests, failure };
}

function mean(all: readonly number[]): number {
  return all.reduce((sum, one) => sum + one, 0) / all.length;
}

/** Where it stands, on a terminal only: overwritten by what comes next. */
function showRound(contest: string, round: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K  ${contest}: ${round === 0 ? 'warming up' : `round ${round} of ${rounds}`}\r`);
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('a whole number from 1 on');
  return count;
}
