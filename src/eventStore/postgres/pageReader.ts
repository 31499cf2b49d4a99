import pg from 'pg';
import type { Database, Statement } from '../../database/database.ts';
import type { Viewer } from '../../domain/viewer.ts';
import type { Position } from '../port.ts';
import { type LogRow, logColumns } from './streamReader.ts';

/** A row of the log whose bytes came as the text that they are. */
export type TextRow = Omit<LogRow, 'data' | 'metadata'> & { readonly data: string; readonly metadata: string };

/** A stretch of the whole log. */
export interface Page {
  readonly after: Position | 'start';
  readonly limit: number;
}

const textColumns = logColumns.replace('data, metadata', `convert_from(data, 'UTF8') as data, convert_from(metadata, 'UTF8') as metadata`);

/**
 * Reads a page of the log, as far as a viewer may see it: as text, since bytes travel as twice as many digits and took a third
 * of the reader's time. One that holds bytes that are no text, which this program never wrote, is read again as bytes.
 */
export async function readPage(database: Database, viewer: Viewer, page: Page): Promise<readonly (LogRow | TextRow)[]> {
  try {
    return await database.query<TextRow>(viewer, pageStatement(viewer, page, 'text', textColumns));
  } catch (error) {
    // SQLSTATE class 22: a value is not what it was taken for.
    if (!(error instanceof pg.DatabaseError && error.code?.startsWith('22'))) throw error;
    return await database.query<LogRow>(viewer, pageStatement(viewer, page, 'bytes', logColumns));
  }
}

function pageStatement({ clinics }: Viewer, { after, limit }: Page, form: 'text' | 'bytes', columns: string): Statement {
  const from = after === 'start' ? 0 : Number(after);
  return clinics === 'all'
    ? {
        name: `read_log_${form}`,
        text: `select ${columns} from log_event where position > $1 order by position limit $2`,
        values: [from, limit],
      }
    : {
        name: `read_clinics_log_${form}`,
        text: `select ${columns} from log_event where position > $1 and clinic = any($3) order by position limit $2`,
        values: [from, limit, clinics],
      };
}
