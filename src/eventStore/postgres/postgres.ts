import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../database/database.ts';
import { type Hint, openHints } from '../../database/hints.ts';
import { systemViewer, type Viewer } from '../../domain/viewer.ts';
import { checkAppend, checkStream } from '../checkAppend.ts';
import { type EventStore, EventStoreError, type Position, type RecordedEvent } from '../port.ts';
import { createCommitter, positionText } from './committer.ts';
import { translateError } from './errors.ts';
import { type LogRow, logColumns } from './logRow.ts';
import { type Page, readPage } from './pageReader.ts';
import { createStreamReader } from './streamReader.ts';

export interface PostgresEventStoreOptions {
  readonly database: Database;
  /** The process's hint that events were appended; without it the store opens hints of its own. */
  readonly hint?: Hint;
  /** Milliseconds between looks when no hint comes; default 500. */
  readonly poll?: number;
  /** Called with what broke a subscription, or the line by which hints come; both go on by themselves. */
  readonly onLoopError?: (error: unknown) => void;
}

const bytesOf = (value: Buffer | string): Buffer => (typeof value === 'string' ? Buffer.from(value) : value);

const recorded = ({ position, stream, revision, id, type, data, metadata, recorded_at }: LogRow): RecordedEvent => ({
  id,
  type,
  data: bytesOf(data),
  metadata: bytesOf(metadata),
  stream,
  revision,
  position: positionText(position),
  recordedAt: new Date(recorded_at),
});

const system = systemViewer('eventStore');

/** Milliseconds that a subscription waits after a break, doubled up to the longest while the database stays away. */
const shortestPause = 50;
const longestPause = 5_000;

/** The log in PostgreSQL: the zero-set-up default, and enough until one machine is not. */
export function postgresEventStore({ database, hint, poll = 500, onLoopError = () => {} }: PostgresEventStoreOptions): EventStore {
  const own = hint ? null : openHints(database, onLoopError);
  const appended = own?.event_log ?? (hint as Hint); // one of the two is there
  const committer = createCommitter(database, () => appended.given());
  const readStream = createStreamReader(database);
  const closing = new AbortController();
  let logId: Promise<string> | null = null;

  const open = (): void => {
    if (closing.signal.aborted) throw new EventStoreError('CLOSED', 'the event store is closed');
  };

  /** A read that failed may simply be asked again. */
  async function available<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      throw new EventStoreError('UNAVAILABLE', 'the event store is not available', { cause: translateError(error) });
    }
  }

  async function query<R>(viewer: Viewer, name: string, text: string, values: readonly unknown[]): Promise<R[]> {
    open();
    return available(() => database.query<R>(viewer, { name, text, values }));
  }

  async function readAll(viewer: Viewer, page: Page): Promise<readonly RecordedEvent[]> {
    open();
    return (await available(() => readPage(database, viewer, page))).map(recorded);
  }

  async function head(): Promise<Position> {
    const [row] = await query<{ position: number }>(system, 'log_head', 'select position from log_head', []);
    return positionText(row?.position ?? 0);
  }

  return {
    name: 'postgres',

    async logId() {
      open();
      logId ??= query<{ log_id: string }>(system, 'log_id', 'select log_id from log_head', []).then(([row]) => {
        if (!row) throw new EventStoreError('UNAVAILABLE', 'the event log has no head: the database is not migrated');
        return row.log_id;
      });
      logId.catch(() => {
        logId = null;
      });
      return logId;
    },

    async append(viewer, append) {
      open();
      checkAppend(viewer, append);
      return committer.append(append);
    },

    async readStream(viewer, stream, { direction = 'forwards', from, limit } = {}) {
      open();
      checkStream(viewer, stream);
      const start = direction === 'forwards' ? 0 : Number.MAX_SAFE_INTEGER;
      const rows = await available(() => readStream(viewer, { stream, direction, from: from ?? start, limit: limit ?? null }));
      return rows.map(recorded);
    },

    readAll,

    async last(viewer) {
      const [row] =
        viewer.clinics === 'all'
          ? await query<LogRow>(viewer, 'last_of_log', `select ${logColumns} from log_event order by position desc limit 1`, [])
          : await query<LogRow>(
              viewer,
              'last_of_clinics_log',
              `select ${logColumns} from log_event where clinic = any($1) order by position desc limit 1`,
              [viewer.clinics],
            );
      return row ? recorded(row) : null;
    },

    async *subscribe(viewer, { after, signal, batchSize = 1_000 }) {
      open();
      const ended = AbortSignal.any([signal, closing.signal]);
      let place = after;
      let pause = shortestPause;
      while (!ended.aborted) {
        const hinted = appended.count();
        let batch: readonly RecordedEvent[];
        try {
          if (place === 'now') place = await head();
          batch = await readAll(viewer, { after: place, limit: batchSize });
          pause = shortestPause;
        } catch (error) {
          if (ended.aborted) return;
          onLoopError(error);
          await delay(pause * (0.5 + Math.random()), undefined, { signal: ended }).catch(() => {});
          pause = Math.min(pause * 2, longestPause);
          continue;
        }
        if (ended.aborted) return;
        const last = batch.at(-1);
        if (last) {
          place = last.position;
          yield batch;
        } else {
          await appended.after(hinted, poll, ended);
        }
      }
    },

    async close() {
      closing.abort();
      await committer.drained();
      await own?.close();
    },
  };
}
