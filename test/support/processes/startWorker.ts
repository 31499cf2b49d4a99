import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ChatwootClientOptions } from '../../../src/gateways/chatwoot/client.ts';

/** A worker in a process of its own. */
export interface Worker {
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
  /** Ends it as Ctrl-C does; gives the exit code. */
  stop(): Promise<number | null>;
}

/** What a worker is told on its command line. */
export interface WorkerOptions {
  readonly databaseUrl: string;
  readonly mongodbUrl?: string | undefined;
  /** Where one that sends finds its Chatwoot. */
  readonly chatwoot?: Pick<ChatwootClientOptions, 'url' | 'account' | 'botToken' | 'userToken'>;
}

/** Runs a worker's file; resolves once it works. What it went on from is on its standard error, and in the failure when it ends too early. */
export async function startWorker(options: WorkerOptions, file: 'worker.ts' | 'careWorker.ts' = 'worker.ts'): Promise<Worker> {
  const child = spawn(process.execPath, [join(import.meta.dirname, file), JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit') as Promise<[number | null]>;
  const errors: string[] = [];
  createInterface(child.stderr).on('line', (line) => errors.push(line));
  const ready = await Promise.race([once(createInterface(child.stdout), 'line'), exit.then(() => null)]);
  if (ready === null) throw new Error(`the worker ended: ${errors.join(' | ')}`);
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return (await exit)[0];
  };
  return {
    stop: () => end('SIGINT'),
    async kill() {
      await end('SIGKILL');
    },
  };
}
