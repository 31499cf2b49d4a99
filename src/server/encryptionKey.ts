import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SettingsError } from './settings.ts';

/**
 * Reads the development key under the data directory, and makes it at the first start.
 * It is written aside and linked into place, whole: of two processes that start at once the slower uses the other's.
 */
export function developmentKey(dataDirectory: string): Uint8Array {
  const file = join(dataDirectory, 'encryption.key');
  mkdirSync(dataDirectory, { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft);
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.byteLength !== 32)
    throw new SettingsError(`ENCRYPTION_KEY is not set, and ${file} does not hold a key: put the file back from a backup`);
  return key;
}
