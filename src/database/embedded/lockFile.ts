import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What a postmaster writes about itself into `postmaster.pid`. */
export interface LockFile {
  readonly pid: number;
  readonly port: number;
  /** It takes connections; otherwise it is starting, recovering or stopping. */
  readonly ready: boolean;
}

const pathIn = (data: string): string => join(data, 'postmaster.pid');

/** Reads the lock file of a data directory; null when there is none or it is only half written. */
export function readLockFile(data: string): LockFile | null {
  let lines: string[];
  try {
    lines = readFileSync(pathIn(data), 'utf8').split('\n');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, port, ready: port > 0 && lines[7]?.trim() === 'ready' };
}

/** Tells whether a process with this pid exists, be it another user's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Tells whether a pid is a running postmaster.
 * After a kill -9 it may stay as a zombie (for ever, where pid 1 reaps nobody); after a reboot it may be another
 * program's. PostgreSQL itself takes both for a running server and refuses the directory.
 */
export function isPostmaster(pid: number): boolean {
  if (!isAlive(pid)) return false;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // "<pid> (<name>) <state> ...": the name may hold brackets, so the last one counts.
    const end = stat.lastIndexOf(')');
    return stat[end + 2] !== 'Z' && stat.slice(stat.indexOf('(') + 1, end).startsWith('postgres');
  } catch {
    // No /proc (macOS, Windows), or hidden, or gone this moment: the pid lived, and the next look or PostgreSQL decides.
    return true;
  }
}

/**
 * Removes the lock file that a dead postmaster left behind.
 * A backend that outlives it for a moment still keeps a new one off: PostgreSQL guards the directory a second time, by its shared memory.
 */
export function removeStaleLockFile(data: string, stale: LockFile): void {
  const now = readLockFile(data);
  if (now?.pid === stale.pid && !isPostmaster(now.pid)) rmSync(pathIn(data), { force: true });
}
