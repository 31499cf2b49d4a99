import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const launcher = new URL('../../src/database/embeddedPostgres.ts', import.meta.url).href;
const script = `
  import { startEmbeddedPostgres } from '${launcher}';
  const say = (message) => console.log(JSON.stringify(message));
  try {
    const server = await startEmbeddedPostgres({ directory: process.argv[1] });
    say({ url: server.url, pid: server.pid(), adopted: server.adopted });
    // Told to, or the tests were killed.
    process.stdin.resume().once('end', async () => {
      await server.stop();
      process.exit();
    });
  } catch (error) {
    say({ error: error.message });
  }
`;

/** What a process that uses the embedded server says. */
export interface Said {
  readonly url?: string;
  readonly pid?: number;
  readonly adopted?: boolean;
  readonly error?: string;
}

/** A node process that has started or joined the embedded server, or failed to. */
export interface ServerProcess {
  readonly said: Said;
  /** Lets it leave the server and waits for its end. */
  leave(): Promise<void>;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
}

/** Runs `startEmbeddedPostgres` in a node process of its own, as another user when a uid is given. */
export async function startServerProcess(directory: string, uid?: number): Promise<ServerProcess> {
  const child: ChildProcess = spawn(process.execPath, ['--input-type=module', '--eval', script, directory], {
    stdio: ['pipe', 'pipe', 'inherit'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const exit = once(child, 'exit');
  // With `pipe` both are there.
  if (!child.stdout || !child.stdin) throw new Error('no pipes to the server process');
  const { stdin } = child;
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return {
    // Our own script writes it.
    said: JSON.parse(line) as Said,
    async leave() {
      stdin.end();
      await exit;
    },
    async kill() {
      child.kill('SIGKILL');
      await exit;
    },
  };
}
