import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { from } from 'pg-copy-streams';
import type { ColumnValue } from '../readModel.ts';
import { storableJson, storableText } from '../rowStatements.ts';

/** Rows gathered before they are written: a message for each would cost more than its bytes. */
const chunk = 64 * 1_024;

/** Writes rows with COPY: two to three times as fast as the same rows by unnest. */
export async function copyRows(
  client: pg.Client,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly ColumnValue[]>,
): Promise<void> {
  const stream = client.query(from(`copy ${table} (${columns.join(', ')}) from stdin`));
  const done = finished(stream);
  // Awaited below; until then a failure must not count as unhandled.
  done.catch(() => {});
  let text = '';
  for (const row of rows) {
    let separator = '';
    for (const value of row) {
      text += separator + field(value);
      separator = '\t';
    }
    text += '\n';
    if (text.length < chunk) continue;
    if (!stream.write(text)) await Promise.race([once(stream, 'drain'), done]);
    text = '';
  }
  stream.end(text);
  await done;
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** What COPY or PostgreSQL would take for something else: nearly every text has none of it, and one look tells. */
const special = /[\\\n\r\t\0\ud800-\udfff]/;

function field(value: ColumnValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'string')
    return special.test(value) ? storableText(value).replace(/[\\\n\r\t]/g, (one) => escapes[one] ?? one) : value;
  // JSON has no control characters of its own: what remains is the backslash.
  return typeof value === 'object' ? storableJson(value).replaceAll('\\', '\\\\') : String(value);
}
