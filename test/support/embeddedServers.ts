import { rm } from 'node:fs/promises';
import pg from 'pg';
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from '../../src/database/embeddedPostgres.ts';
import { serverDirectory } from './serverDirectory.ts';
import { type ServerProcess, startServerProcess } from './serverProcess.ts';

/** A temporary place for embedded servers, and everything that a test starts in it. */
export interface EmbeddedServers {
  readonly home: string;
  /** Starts or joins a server in this process. */
  start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres>;
  /** Starts or joins one in a process of its own. */
  startElsewhere(directory: string, uid?: number): Promise<ServerProcess>;
  /** Ends what is still running: what a failed test leaves would fail the next. */
  endAll(): Promise<void>;
  remove(): Promise<void>;
}

/** Opens such a place. */
export async function embeddedServers(): Promise<EmbeddedServers> {
  const home = await serverDirectory();
  const servers: EmbeddedPostgres[] = [];
  const processes: ServerProcess[] = [];
  return {
    home,
    async start(options) {
      const server = await startEmbeddedPostgres(options);
      servers.push(server);
      return server;
    },
    async startElsewhere(directory, uid) {
      const one = await startServerProcess(directory, uid);
      processes.push(one);
      return one;
    },
    async endAll() {
      await Promise.all(processes.splice(0).map((one) => one.leave()));
      await Promise.all(servers.splice(0).map((one) => one.stop()));
    },
    remove: () => rm(home, { recursive: true, force: true }),
  };
}

/** Runs one statement on a connection of its own; gives the first column. */
export async function ask(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>({ text })).rows.map((row) => Object.values(row)[0]);
  } finally {
    await client.end();
  }
}

/** Collects log lines; `seen` resolves with the first that matches, past or future. */
export function collectLines(): { onLog(line: string): void; seen(pattern: RegExp): Promise<string> } {
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  return {
    onLog(line) {
      lines.push(line);
      for (const look of waiting) look();
    },
    async seen(pattern) {
      for (;;) {
        const found = lines.find((line) => pattern.test(line));
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => waiting.add(resolve));
      }
    },
  };
}
