import type { Database } from '../../database/database.ts';
import type { Viewer } from '../../domain/viewer.ts';
import type { Position } from '../port.ts';
import { type LogRow, readLogRows } from './logRow.ts';

/** A stretch of the whole log. */
export interface Page {
  readonly after: Position | 'start';
  readonly limit: number;
}

/** Reads a page of the log, as far as a viewer may see it. */
export function readPage(database: Database, viewer: Viewer, { after, limit }: Page): Promise<readonly LogRow[]> {
  const { clinics } = viewer;
  const from = after === 'start' ? 0 : Number(after);
  return readLogRows(database, viewer, (form, columns) =>
    clinics === 'all'
      ? {
          name: `read_log_${form}`,
          text: `select ${columns} from log_event where position > $1 order by position limit $2`,
          values: [from, limit],
        }
      : {
          name: `read_clinics_log_${form}`,
          text: `select ${columns} from log_event where position > $1 and clinic = any($3) order by position limit $2`,
          values: [from, limit, clinics],
        },
  );
}
