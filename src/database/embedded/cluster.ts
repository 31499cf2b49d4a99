import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Binaries, programEnvironment } from './binaries.ts';
import { isAlive } from './lockFile.ts';
import { assertReachable, giveTo, type ServerUser, serverUser } from './serverUser.ts';

/** Where one embedded server keeps its things. */
export interface Cluster {
  readonly directory: string;
  /** PostgreSQL's data directory. */
  readonly data: string;
  /** What the server writes to stderr. */
  readonly log: string;
  readonly user: ServerUser;
  readonly password: string;
}

/**
 * Opens the cluster in a directory, and makes it first where there is none.
 * It is made aside, password included, and renamed into place: of two processes that start at once the slower finds
 * the name taken and uses the other's. (initdb by two processes in one directory destroys it.)
 */
export async function openCluster(directory: string, binaries: Binaries, signal?: AbortSignal): Promise<Cluster> {
  makeEnterable(resolve(directory));
  const root = realpathSync(directory);
  const data = join(root, 'cluster', 'data');
  const user = serverUser(data);
  assertReachable(root, user);
  assertReachable(binaries.postgres, user);
  if (!existsSync(join(root, 'cluster'))) await create(root, binaries, user, signal);
  return { directory: root, data, log: join(root, 'server.log'), user, password: readPassword(root) };
}

function makeEnterable(directory: string): void {
  const first = mkdirSync(directory, { recursive: true });
  if (first === undefined || process.getuid?.() !== 0) return;
  // Under a strict umask, directories made by root would shut out the user that the server runs as.
  for (let made = directory; made.length >= first.length; made = dirname(made)) chmodSync(made, 0o711);
}

function readPassword(root: string): string {
  const file = join(root, 'cluster', 'password');
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(
      `The embedded PostgreSQL's password cannot be read from ${file}: work as the user who made it, or choose another DATA_DIR.`,
      {
        cause: error,
      },
    );
  }
}

async function create(root: string, binaries: Binaries, user: ServerUser, signal?: AbortSignal): Promise<void> {
  removeLitter(root);
  const staging = mkdtempSync(join(root, `init-${process.pid}-`));
  try {
    chmodSync(staging, 0o711);
    const [data, password] = [join(staging, 'data'), join(staging, 'password')];
    mkdirSync(data, { mode: 0o700 });
    writeFileSync(password, randomBytes(24).toString('hex'), { mode: 0o600, flush: true });
    giveTo(user, data);
    giveTo(user, password);
    await initialise(binaries, data, password, user, signal);
    renameSync(staging, join(root, 'cluster'));
  } catch (error) {
    if (!existsSync(join(root, 'cluster'))) throw error;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

async function initialise(binaries: Binaries, data: string, password: string, user: ServerUser, signal?: AbortSignal): Promise<void> {
  const options = [
    `--pgdata=${data}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    `--pwfile=${password}`,
    '--encoding=UTF8',
    // PostgreSQL's own locale orders by code point on every platform and lets LIKE 'x%' use an index.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
  try {
    await promisify(execFile)(binaries.initdb, options, { ...user, cwd: data, env: programEnvironment(), ...(signal ? { signal } : {}) });
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    throw new Error(`PostgreSQL could not make its data directory: ${said.match(/error: (.*)/)?.[1] ?? String(error)}`, { cause: error });
  }
}

function removeLitter(root: string): void {
  for (const name of readdirSync(root)) {
    const owner = /^init-(\d+)-/.exec(name)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) rmSync(join(root, name), { recursive: true, force: true });
  }
}
