import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync } from 'node:fs';
import { type Binaries, programEnvironment } from './binaries.ts';
import { nextChange } from './changes.ts';
import type { Cluster } from './cluster.ts';
import { isPostmaster, readLockFile } from './lockFile.ts';
import { giveTo } from './serverUser.ts';

/** `held`: another postmaster has the directory. `port taken`: another program listens there. */
export type StartOutcome = 'ready' | 'held' | 'port taken';

const logLimit = 1_000_000;

const settings = (port: number): Record<string, string | number> => ({
  port,
  // Only this machine, only by password: a socket file would be open to whoever may enter its directory.
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // Several processes with their pools and Agenda's share one desk. Raise `shared_buffers` for a larger read model.
  max_connections: 200,
  shared_buffers: '128MB',
  // A client gets its errors itself; in the log they could fill the disk, and would show patients' data.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
});

/**
 * Starts a postmaster and waits until it takes connections.
 * It writes to a file and not to a pipe, and is in a session of its own: so it outlives this process and a Ctrl-C.
 */
export async function startPostmaster(cluster: Cluster, binaries: Binaries, port: number, signal?: AbortSignal): Promise<StartOutcome> {
  const log = openSync(cluster.log, 'a');
  if (fstatSync(log).size > logLimit) ftruncateSync(log);
  const said = fstatSync(log).size;
  giveTo(cluster.user, cluster.log);
  const options = Object.entries(settings(port)).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(binaries.postgres, ['-D', cluster.data, ...options], {
    ...cluster.user,
    cwd: cluster.data,
    env: programEnvironment(),
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = new AbortController();
  const exit = once(child, 'exit').finally(() => ended.abort());
  // A program that cannot be started at all fails below, where it is awaited.
  exit.catch(() => {});
  const waiting = AbortSignal.any([ended.signal, ...(signal ? [signal] : [])]);
  while (!waiting.aborted) {
    const lock = readLockFile(cluster.data);
    if (lock?.ready && lock.pid === child.pid) {
      child.unref();
      return 'ready';
    }
    await nextChange(cluster.data, 50, waiting);
  }
  if (signal?.aborted) child.kill('SIGINT');
  await exit;
  signal?.throwIfAborted();
  return explain(readFileSync(cluster.log, 'utf8').slice(said), cluster);
}

function explain(said: string, cluster: Cluster): StartOutcome {
  if (/lock file|pre-existing shared memory/.test(said)) return 'held';
  if (/Address already in use|could not create any TCP\/IP sockets/.test(said)) return 'port taken';
  const reason = said.match(/FATAL:\s+(.*)/)?.[1] ?? (said.trim().split('\n').at(-1) || 'it said nothing');
  throw new Error(`PostgreSQL did not start: ${reason} (more in ${cluster.log})`);
}

/** Ends a postmaster, its clients' connections included, and waits until it has gone; throws after 30 seconds. */
export async function stopPostmaster(cluster: Cluster, pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    // It ended by itself a moment ago.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
  if (!(await hasGone(cluster, pid, 30_000))) throw new Error(`PostgreSQL (pid ${pid}) did not stop within 30 s; see ${cluster.log}`);
}

/** Waits until a postmaster has gone, and tells whether it did within the given milliseconds. */
export async function hasGone(cluster: Cluster, pid: number, milliseconds: number): Promise<boolean> {
  for (const deadline = Date.now() + milliseconds; Date.now() < deadline; await nextChange(cluster.data, 20)) {
    if (!isPostmaster(pid)) return true;
  }
  return false;
}
