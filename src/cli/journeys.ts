import { Command, CommanderError } from 'commander';
import { exitCodes, print } from './output.ts';
import { issueToken } from './token.ts';

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

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.couldNotRun;
  else {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = exitCodes.couldNotRun;
  }
}
