import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import packageFile from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');

/** `npm start`, in a process of its own that a test may kill. */
export interface ChildServer {
  readonly url: string;
  readonly pid: number;
  /** What it printed on starting. */
  readonly screen: readonly string[];
  /** Ends it as Ctrl-C does; gives the exit code. */
  stop(): Promise<number | null>;
  kill(): Promise<void>;
  /** Bytes of its heap that are in use after a garbage collection; of {@link startAppProcess} only. */
  heap(): Promise<number>;
}

/** The start ended without a server. */
export class StartFailed extends Error {
  readonly exitCode: number | null;
  readonly lines: readonly string[];

  constructor(exitCode: number | null, lines: readonly string[]) {
    super(`the server did not start (${exitCode}): ${lines.join(' | ')}`);
    this.exitCode = exitCode;
    this.lines = lines;
  }
}

const npmStart = packageFile.scripts.start.split(' ').slice(1);

/** Starts the server as `npm start` does, with this environment and nothing of the test's own; fails with {@link StartFailed}. */
export const startChildServer = (env: Readonly<Record<string, string>>): Promise<ChildServer> => startProcess(npmStart, env);

/** Starts a server with options that `npm start` has no setting for; its secret is the tests' own. */
export const startAppProcess = (options: {
  readonly databaseUrl: string;
  readonly backlog: number;
  readonly patience: number;
}): Promise<ChildServer> => startProcess(['--expose-gc', 'test/support/appProcess.ts', JSON.stringify(options)], {});

async function startProcess(command: readonly string[], env: Readonly<Record<string, string>>): Promise<ChildServer> {
  const child: ChildProcess = spawn(process.execPath, command, {
    cwd: root,
    env: { PATH: process.env.PATH, LOG_LEVEL: 'silent', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit') as Promise<[number | null]>;
  if (!child.stdin || !child.stdout || !child.stderr) throw new Error('no pipes to the server');
  const screen: string[] = [];
  const errors: string[] = [];
  createInterface(child.stderr).on('line', (line) => errors.push(line));
  const { stdin } = child;
  const output = createInterface(child.stdout);
  const ready = new Promise<string>((resolve) => {
    output.on('line', (line) => {
      screen.push(line);
      const url = /(?:GraphiQL|Health)\s+(\S+)\/(?:graphql|healthz)/.exec(line)?.[1];
      if (url) resolve(url);
    });
  });
  const url = await Promise.race([ready, exit.then(() => null)]);
  if (url === null) {
    const [code] = await exit;
    // The streams may hold what came before the end.
    await Promise.all([child.stdout, child.stderr].map((stream) => (stream.closed ? undefined : once(stream, 'close'))));
    throw new StartFailed(code, errors);
  }
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return (await exit)[0];
  };
  return {
    url,
    pid: child.pid ?? -1,
    screen,
    stop: () => end('SIGINT'),
    async kill() {
      await end('SIGKILL');
    },
    async heap() {
      const answer = once(output, 'line') as Promise<[string]>;
      stdin.write('heap\n');
      return Number((await answer)[0]);
    },
  };
}
