import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const bench = join(import.meta.dirname, '..');

/** Installs what `bench/package-lock.json` names, where another state of it, or none, is installed. */
export function installPeers(say: (line: string) => void): void {
  if (installed() === wanted()) return;
  say('Installing the peers into bench/node_modules (npm ci), once');
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: bench, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Versions by package, as one text. */
function versions(file: string): string {
  const { packages } = JSON.parse(readFileSync(join(bench, file), 'utf8')) as Lockfile; // npm wrote it
  return Object.entries(packages)
    .filter(([name, { optional }]) => name !== '' && !optional)
    .map(([name, { version }]) => `${name} ${version}`)
    .sort()
    .join('\n');
}

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly optional?: boolean }>>;
}

const wanted = (): string => versions('package-lock.json');

function installed(): string | null {
  try {
    return versions('node_modules/.package-lock.json');
  } catch {
    return null;
  }
}
