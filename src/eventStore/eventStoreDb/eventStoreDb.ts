import { streamCategories } from '../../domain/stream.ts';
import type { Viewer } from '../../domain/viewer.ts';
import { checkAppend, checkStream, seesStream } from '../checkAppend.ts';
import { type EventStore, EventStoreError } from '../port.ts';
import { createAppender } from './appends.ts';
import { openConnection } from './connection.ts';
import { identifyLog } from './logIdentity.ts';
import { createReader } from './reads.ts';
import { follow } from './subscription.ts';

export interface EventStoreDbOptions {
  /** `esdb://...` or `esdb+discover://...`, the same with `kurrentdb`; a malformed one throws at once. */
  readonly url: string;
  /** Milliseconds without an answer after which a call is given up; default 5,000. Raise for a slow or far server, lower to notice a dead one sooner. */
  readonly timeout?: number;
  /** Milliseconds after which a subscription that tells nothing is opened anew; default 60,000. Lower to mend a mute one sooner, raise for fewer requests. */
  readonly silence?: number;
  /** Called with what broke a subscription; it goes on by itself. */
  readonly onLoopError?: (error: unknown) => void;
}

/** The log in EventStoreDB or KurrentDB, version 22.6 or later: the choice once one machine is not enough. */
export function eventStoreDbEventStore({
  url,
  timeout = 5_000,
  silence = 60_000,
  onLoopError = () => {},
}: EventStoreDbOptions): EventStore {
  const connection = openConnection(url, timeout);
  const reader = createReader(connection, timeout);
  const appender = createAppender(connection, timeout);
  const closing = new AbortController();
  let logId: Promise<string> | null = null;
  let closed: Promise<void> | null = null;

  const open = (): void => {
    if (closing.signal.aborted) throw new EventStoreError('CLOSED', 'the event store is closed');
  };

  return {
    name: 'eventStoreDb',

    async logId() {
      open();
      logId ??= identifyLog(reader, appender);
      logId.catch(() => {
        logId = null;
      });
      return logId;
    },

    async append(viewer, append) {
      open();
      checkAppend(viewer, append);
      return appender.append(append);
    },

    async readStream(viewer, stream, options = {}) {
      open();
      checkStream(viewer, stream);
      return reader.stream(stream, options);
    },

    async readAll(viewer, { after, limit }) {
      open();
      return reader.log(after, limit, (stream) => seesStream(viewer, stream));
    },

    async last(viewer) {
      open();
      return reader.last((stream) => seesStream(viewer, stream));
    },

    async *subscribe(viewer, { after, signal, batchSize = 1_000 }) {
      open();
      yield* follow({
        connection,
        prefixes: prefixesOf(viewer),
        wanted: (stream) => seesStream(viewer, stream),
        // A place of its own: subscribing from `end` again after a break would skip what came between.
        after: after === 'now' ? await reader.end() : after,
        batchSize,
        signal: AbortSignal.any([signal, closing.signal]),
        timeout,
        silence,
        onError: onLoopError,
      });
    },

    close() {
      closing.abort();
      closed ??= appender.drained().then(() => connection.close());
      return closed;
    },
  };
}

/** The beginnings of the names that a viewer may see; one of `oshun` fits `oshun-two` as well, so what comes is looked at again. */
const prefixesOf = ({ clinics }: Viewer): readonly string[] =>
  streamCategories.flatMap((category) => (clinics === 'all' ? [`${category}-`] : clinics.map((clinic) => `${category}-${clinic}`)));
