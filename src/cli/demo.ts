import { demoCommand } from './demo/command.ts';
import { progressOn } from './demo/progress.ts';

const stopping = new AbortController();
// Once: a second Ctrl-C ends at once, as it does everywhere.
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort());

process.exitCode = await demoCommand({
  args: process.argv.slice(2),
  env: process.env,
  now: new Date(),
  signal: stopping.signal,
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  progress: progressOn(process.stderr),
});
