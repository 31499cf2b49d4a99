import pg from 'pg';
import type { Database, Statement } from '../../database/database.ts';
import type { Viewer } from '../../domain/viewer.ts';

/** A row of the log, as PostgreSQL gives it: its bytes as the text that they are, or as bytes. */
export interface LogRow {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly data: string | Buffer;
  readonly metadata: string | Buffer;
  /** Milliseconds since the epoch. */
  readonly recorded_at: number;
}

/** How a statement asks for the bytes of events, which its name must tell apart. */
export type Form = 'text' | 'bytes';

/** The moment as a number: its text takes longer to parse than the rest of the row. */
const columnsWith = (data: string, metadata: string): string =>
  `position, stream, revision, id, type, ${data}, ${metadata}, floor(extract(epoch from recorded_at) * 1000)::bigint as recorded_at`;

export const logColumns = columnsWith('data', 'metadata');

const textColumns = columnsWith(`convert_from(data, 'UTF8') as data`, `convert_from(metadata, 'UTF8') as metadata`);

/**
 * Reads rows of the log as text, since bytes travel as twice as many digits and took a third of the reader's time.
 * Where one holds bytes that are no text, which this program never wrote, all are read again as bytes.
 */
export async function readLogRows<Row extends LogRow>(
  database: Database,
  viewer: Viewer,
  ask: (form: Form, columns: string) => Statement,
): Promise<readonly Row[]> {
  try {
    return await database.query<Row>(viewer, ask('text', textColumns));
  } catch (error) {
    // SQLSTATE class 22: a value is not what it was taken for.
    if (!(error instanceof pg.DatabaseError && error.code?.startsWith('22'))) throw error;
    return await database.query<Row>(viewer, ask('bytes', logColumns));
  }
}
