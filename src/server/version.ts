import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of this program, as package.json says it. */
export const version = String(JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')).version);
