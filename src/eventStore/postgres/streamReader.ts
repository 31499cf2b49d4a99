import DataLoader from 'dataloader';
import type { Database } from '../../database/database.ts';
import type { Viewer } from '../../domain/viewer.ts';
import { type LogRow, readLogRows } from './logRow.ts';

/** A stretch of one stream. */
export interface StreamRead {
  readonly stream: string;
  readonly direction: 'forwards' | 'backwards';
  readonly from: number;
  /** Null: all of it. */
  readonly limit: number | null;
}

/** Most stretches in one statement. */
const most = 100;

/**
 * Reads streams. What a viewer asks for in one turn of the event loop is one statement, however many streams it is:
 * with that, and no stream read twice by one command, 1,000 deliveries were carried out in 2.5 s instead of 7.
 */
export function createStreamReader(database: Database): (viewer: Viewer, read: StreamRead) => Promise<readonly LogRow[]> {
  // Each viewer's reads are gathered by themselves: rows of one never pass through another's hands.
  const readers = new WeakMap<Viewer, DataLoader<StreamRead, readonly LogRow[]>>();
  return (viewer, read) => {
    const reader =
      readers.get(viewer) ??
      new DataLoader<StreamRead, readonly LogRow[]>((reads) => readTogether(database, viewer, reads), {
        cache: false,
        maxBatchSize: most,
        batchScheduleFn: (run) => setImmediate(run),
      });
    readers.set(viewer, reader);
    return reader.load(read);
  };
}

async function readTogether(database: Database, viewer: Viewer, reads: readonly StreamRead[]): Promise<(readonly LogRow[])[]> {
  const answers = reads.map((): LogRow[] => []);
  const byDirection = Map.groupBy(reads.entries(), ([, { direction }]) => direction);
  await Promise.all(
    [...byDirection].map(async ([direction, some]) => {
      const forwards = direction === 'forwards';
      const values = [some.map(([, { stream }]) => stream), some.map(([, { from }]) => from), some.map(([, { limit }]) => limit)];
      const rows = await readLogRows<LogRow & { readonly k: number }>(database, viewer, (form, columns) => ({
        name: `read_streams_${direction}_${form}`,
        // One index range for each stretch; the log's own order within it.
        text: `select asked.k::integer as k, event.* from unnest($1::text[], $2::bigint[], $3::bigint[]) with ordinality as asked(stream, "from", "limit", k)
               cross join lateral (
                 select ${columns} from log_event
                 where log_event.stream = asked.stream and revision ${forwards ? '>=' : '<='} asked."from"
                 order by revision ${forwards ? 'asc' : 'desc'} limit asked."limit"
               ) as event order by asked.k, event.revision ${forwards ? 'asc' : 'desc'}`,
        values,
      }));
      for (const row of rows) answers[some[row.k - 1]?.[0] ?? -1]?.push(row);
    }),
  );
  return answers;
}
