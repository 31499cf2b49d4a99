import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { SettingsError } from './settings.ts';

/** Reads a file of settings. Fails with {@link SettingsError}: what names it, and that it cannot be read. */
export function readText(path: string, namedBy: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new SettingsError(`${namedBy} names ${path}, which cannot be read`);
  }
}

/** Parses YAML by a schema. Fails with {@link SettingsError}: one line a problem, each with its place in the file. */
export function parseYaml<Schema extends z.ZodType>(path: string, text: string, schema: Schema): z.output<Schema> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken) throw new SettingsError(`${path}:${lines.linePos(broken.pos[0]).line} ${broken.message.split('\n', 1)[0]}`);
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path: keys, message }) => {
    const names = keys.map((key) => (typeof key === 'symbol' ? String(key) : key));
    return `${path}:${lineOf(document, lines, names)} ${pathText(names)}: ${message}`;
  });
  throw new SettingsError(problems.join('\n'));
}

/** The line of the value, or of the nearest thing around it that stands in the file. */
function lineOf(document: ReturnType<typeof parseDocument>, lines: LineCounter, path: readonly (string | number)[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range))
      return lines.linePos(Number(node.range[0])).line;
  }
  return 1;
}

const pathText = (path: readonly (string | number)[]): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`)).join('') || 'the file';
