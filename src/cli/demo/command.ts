import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { DemoFailure } from './failure.ts';
import type { Progress } from './progress.ts';
import { heading, reportOf } from './report.ts';
import { type DemoStart, runDemo } from './runDemo.ts';
import { type DatedSeed, readSeed } from './seed.ts';
import { mostTalks } from './talks/talks.ts';

export interface CommandOptions {
  /** Without the program's own name. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
  readonly signal: AbortSignal;
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  readonly progress: Progress;
}

interface Flags {
  readonly url: string;
  readonly clinic: string;
  readonly secret: string;
  readonly chatwootSecret: string;
  readonly chatwootPort: number;
  readonly chatwootAccount: number;
  readonly journeys: number;
  readonly conversations: number;
  readonly speed: number;
  readonly seed?: DatedSeed;
  readonly json?: true;
}

/** Exit codes; contract.md, "Running it". */
const agreed = 0;
const disagreed = 1;
const couldNotRun = 2;
/** As a shell says that Ctrl-C ended something. */
const interrupted = 130;

/** Runs `npm run demo`; gives the exit code: 0 the clinic sees what it should, 1 it does not, 2 the demo could not run, 130 it was stopped. */
export async function demoCommand({ args, env, now, signal, out, error, progress }: CommandOptions): Promise<number> {
  const command = describeCommand(env, now).exitOverride().configureOutput({ writeOut: out, writeErr: error });
  let again = '';
  try {
    const { seed = null, json, ...flags } = command.parse(args, { from: 'user' }).opts<Flags>();
    const onStart = (start: DemoStart): void => {
      again = commandAgain(command, start.seed);
      if (!json) out(`${heading(start, flags)}\n`);
    };
    const result = await runDemo({ ...flags, seed, today: now, signal, progress, onStart });
    out(json ? `${JSON.stringify(result)}\n` : `${reportOf(result, again)}\n`);
    return result.agrees ? agreed : disagreed;
  } catch (cause) {
    if (cause instanceof CommanderError) return cause.exitCode === 0 ? agreed : couldNotRun;
    if (signal.aborted) error('Stopped.\n');
    else if (cause instanceof DemoFailure) error(`The demo cannot go on: ${cause.message}.\n`);
    else throw cause;
    if (again !== '') error(`What was sent is kept. To send the rest: ${again}\n`);
    return signal.aborted ? interrupted : couldNotRun;
  }
}

const describeCommand = (env: CommandOptions['env'], now: Date): Command =>
  new Command('npm run demo --')
    .description(
      'Plays a clinic’s traffic to a running server, as Chatwoot and Cal.com would send it: people who talk to Karen and book by her link, and people who book without a word, signed, some of it twice, some of it out of order.',
    )
    .option('--url <url>', 'the server', readUrl, `http://127.0.0.1:${env.PORT || 4_000}`)
    .option('--clinic <slug>', 'the clinic whose webhook gets it', 'oshun')
    .option('--secret <text>', 'the clinic’s Cal.com webhook secret', 'dev-calcom-secret')
    .option('--chatwoot-secret <text>', 'the secret of its Chatwoot webhook', 'dev-chatwoot-secret')
    .option('--chatwoot-port <number>', 'where the clinic’s file says that its Chatwoot is: the demo is it', countTo(65_535), 4_010)
    .option('--chatwoot-account <number>', 'Chatwoot’s number of the clinic’s account', countTo(Number.MAX_SAFE_INTEGER), 1)
    .option('--journeys <count>', `how many people’s stories, 1 to ${mostJourneys}`, countTo(mostJourneys), 60)
    .option('--conversations <count>', `how many people talk to Karen, 0 to ${mostTalks}`, countTo(mostTalks, 0), 24)
    .option('--speed <number>', 'journeys and conversations begun a second, or max', readSpeed, 10)
    .option('--seed <name>', 'the same people and bodies again; of another day: name@yyyy-mm-dd (default: new people)', (text) => {
      const seed = readSeed(text, now);
      if (!seed) throw new InvalidArgumentError('A seed is letters, digits, - and _, with @yyyy-mm-dd for another day than today.');
      return seed;
    })
    .option('--json', 'one JSON object instead of the table')
    .allowExcessArguments(false)
    .addHelpText('after', '\nExit code: 0 the clinic sees what it should, 1 it does not, 2 the demo could not run, 130 it was stopped.');

/** The command that plays the same again: what was given this time, without the secret itself. */
function commandAgain(command: Command, seed: string): string {
  const kept = command.options
    .map((option) => ({ flag: option.long ?? '', name: option.attributeName() }))
    .filter(({ name }) => keptFlags.includes(name) && command.getOptionValueSource(name) === 'cli')
    .map(({ flag, name }) => `${flag} ${/secret$/i.test(name) ? '…' : command.getOptionValue(name)}`);
  return ['npm run demo --', `--seed ${seed}`, ...kept].join(' ');
}

const keptFlags = ['url', 'clinic', 'secret', 'chatwootSecret', 'chatwootPort', 'chatwootAccount', 'journeys', 'conversations'];

/** There are 9,000 numbers, and a journey takes one or two. */
const mostJourneys = 5_000;

function readUrl(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) throw new InvalidArgumentError('It begins with http:// or https://.');
  return text.replace(/\/+$/, '');
}

const countTo =
  (most: number, least = 1) =>
  (text: string): number => {
    const count = Number(text);
    if (!Number.isInteger(count) || count < least || count > most)
      throw new InvalidArgumentError(`It is a number from ${least} to ${most}.`);
    return count;
  };

function readSpeed(text: string): number {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  const speed = Number(text);
  if (!(speed > 0) || speed > 10_000) throw new InvalidArgumentError('It is a number above 0, or max.');
  return speed;
}
