import { chmod, glob, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isAlive, isPostmaster, readLockFile } from '../../src/database/embedded/lockFile.ts';

const prefix = 'journeys-test-';

/** Makes a temporary directory for servers, which their user can enter even when root runs the tests. */
export async function serverDirectory(): Promise<string> {
  // The pid says later whether somebody still needs it.
  const directory = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  await chmod(directory, 0o711);
  return directory;
}

/** Ends the servers, and removes the directories, of test runs that were killed before they could. */
export async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const maker = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN;
    if (Number.isNaN(maker) || isAlive(maker)) continue;
    const directory = join(tmpdir(), name);
    for await (const file of glob('**/postmaster.pid', { cwd: directory })) {
      const lock = readLockFile(join(directory, dirname(file)));
      if (lock && isPostmaster(lock.pid)) process.kill(lock.pid, 'SIGQUIT');
    }
    await rm(directory, { recursive: true, force: true, maxRetries: 10 });
  }
}
