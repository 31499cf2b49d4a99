import { Command, CommanderError } from 'commander';
import { runCopy } from './copy.ts';
import { exitCodes, print } from './output.ts';
import { runRebuild } from './rebuild.ts';
import { runReconcile } from './reconcile.ts';
import { runReplay } from './replay.ts';
import { runSimulate } from './simulate/simulate.ts';
import { issueToken } from './token.ts';
import { runVerify } from './verify.ts';

const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort());

const program = new Command('journeys')
  .description('Looks after the event log, its read models, and the journeys in them.')
  .exitOverride()
  .showHelpAfterError();

program
  .command('token')
  .description('makes a development token for a server that checks AUTH_JWT_SECRET')
  .option('--clinic <slug...>', 'the clinics that it opens', ['oshun'])
  .option('--role <role...>', 'VIEWER, STAFF, ADMIN or AUDITOR', ['ADMIN'])
  .option('--sub <name>', 'whom it names', 'developer')
  .option('--expires <duration>', 'ISO 8601; how long it holds', 'PT8H')
  .option('--json', 'one JSON object')
  .action(async ({ clinic, role, sub, expires, json = false }) => {
    // While the secret is rotated the first is the new one.
    const secret = process.env.AUTH_JWT_SECRET?.split(',')[0]?.trim();
    const issued = await issueToken({ secret, subject: sub, clinics: clinic, roles: role, expires, now: new Date() });
    print(json, issued, issued.token);
  });

program
  .command('rebuild')
  .argument('[projection]', 'one of them; all, when none is named')
  .description('builds read models anew from the log, beside those in use, and swaps them in; the server may go on')
  .option('--json', 'one JSON object')
  .action(async (name, options) => end(await runRebuild(name, options, stopping.signal)));

program
  .command('verify')
  .description('replays the log and names every row that is not what its events come to; the server may go on')
  .option('--json', 'one JSON object')
  .action(async (options) => end(await runVerify(options, stopping.signal)));

program
  .command('replay')
  .argument('<contact>', 'her id as the API gives it, or her UUID')
  .description('prints a contact’s journey: what happened, in sentences')
  .option('--clinic <slug>', 'where there are several')
  .option('--as-of <cursor>', 'as it stood at this cursor')
  .option('--json', 'one JSON object')
  .action(async (contact, options) => end(await runReplay(contact, options, stopping.signal)));

program
  .command('simulate')
  .argument('<scenario.yaml>', 'what happens from outside, and when; examples/ has some')
  .description('plays a journey on the clinic file in seconds, talks to nobody, and prints what would have been sent')
  .option('--svg <file>', 'writes a picture of the journey as well')
  .option('--json', 'one JSON object an effect')
  .action(async (scenario, options) => end(await runSimulate(scenario, options, stopping.signal)));

program
  .command('reconcile')
  .description('compares bookings with Cal.com, and records what no webhook told; the server may go on')
  .option('--clinic <slug>', 'one of them; all, when none is named')
  .option('--since <duration>', 'ISO 8601; how far back changes and visits are asked for', 'P7D')
  .option('--json', 'one JSON object')
  .action(async (options) => end(await runReconcile(options, stopping.signal)));

program
  .command('copy')
  .description('moves the log into another store, in order and resumable, and checks it; refuses while a worker runs')
  .requiredOption('--from <store>', 'postgres (the installation’s own database) or esdb://...')
  .requiredOption('--to <store>', 'the same, and another one')
  .option('--json', 'one JSON object')
  .action(async (options) => end(await runCopy(options, stopping.signal)));

const end = (code: number): void => {
  process.exitCode = code;
};

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.couldNotRun;
  else {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = exitCodes.couldNotRun;
  }
}
