import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../../..');
const source = join(import.meta.dirname, 'ferretdb');
const binary = join(root, '.cache/ferretdb-1.24.2');

/** Why there is no FerretDB here, in words. */
export class NoFerret extends Error {}

/** Builds FerretDB from the Go module proxy, once: a minute or two, and 45 MB in a folder that git ignores. Fails with {@link NoFerret}. */
export async function ferretBinary(): Promise<string> {
  if (existsSync(binary)) return binary;
  await mkdir(join(root, '.cache'), { recursive: true });
  // Two test files may build at once: the last rename holds.
  const built = `${binary}.${process.pid}`;
  try {
    await promisify(execFile)('go', ['build', '-trimpath', '-o', built, '.'], { cwd: source });
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new NoFerret(missing ? 'TEST_MONGODB_URL is not set, and there is no Go to build FerretDB with' : 'FerretDB could not be built', {
      cause: error,
    });
  }
  await rename(built, binary);
  return binary;
}
