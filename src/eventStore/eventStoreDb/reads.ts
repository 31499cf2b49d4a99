import {
  type AllStreamResolvedEvent,
  BACKWARDS,
  END,
  type EventStoreDBClient,
  FORWARDS,
  type ResolvedEvent,
  START,
  type StreamingRead,
  StreamNotFoundError,
} from '@eventstore/db-client';
import type { Position, ReadStreamOptions, RecordedEvent } from '../port.ts';
import type { Connection } from './connection.ts';
import { spendsClient, unavailable } from './errors.ts';
import { logPosition, positionText, recorded } from './record.ts';
import { NotAnswered } from './within.ts';

/** Reads that end. Every one is given up when the server says nothing for `timeout` milliseconds: the client's own deadline does not hold for reads. */
export interface Reader {
  stream(name: string, options: ReadStreamOptions): Promise<readonly RecordedEvent[]>;
  /** What `wanted` says of the log after a position, up to a limit. The client cannot filter reads: others' events come over the wire too. */
  log(after: Position | 'start', limit: number, wanted: (stream: string) => boolean): Promise<readonly RecordedEvent[]>;
  /** The last event of the log that is wanted, read backwards past others'. */
  last(wanted: (stream: string) => boolean): Promise<RecordedEvent | null>;
  /** The position of the log's last event, whosoever it is. */
  end(): Promise<Position | 'start'>;
}

type Read = StreamingRead<ResolvedEvent> | StreamingRead<AllStreamResolvedEvent>;

export function createReader(connection: Connection, timeout: number): Reader {
  async function read(
    open: (client: EventStoreDBClient) => Read,
    take: (event: NonNullable<ResolvedEvent['event']>) => 'more' | 'enough',
  ): Promise<void> {
    const client = await connection.client();
    try {
      const end = await finish(open(client), timeout, take);
      if (end === 'no more' && !connection.holds(client)) throw new NotAnswered('a read was cut short');
    } catch (error) {
      if (error instanceof StreamNotFoundError) return;
      if (spendsClient(error)) connection.renew(client);
      throw unavailable(error);
    }
  }

  return {
    async stream(name, { direction = 'forwards', from, limit }) {
      if (limit !== undefined && limit < 1) return [];
      if (direction === 'backwards' && from !== undefined && from < 0) return [];
      const events: RecordedEvent[] = [];
      const first = from === undefined ? undefined : BigInt(Math.max(0, from));
      const maxCount = limit === undefined ? Number.MAX_SAFE_INTEGER : Math.min(limit, Number.MAX_SAFE_INTEGER);
      await read(
        (client) =>
          direction === 'forwards'
            ? client.readStream(name, { direction: FORWARDS, fromRevision: first ?? START, maxCount })
            : client.readStream(name, { direction: BACKWARDS, fromRevision: first ?? END, maxCount }),
        (event) => {
          events.push(recorded(event));
          return 'more';
        },
      );
      return events;
    },

    async log(after, limit, wanted) {
      const events: RecordedEvent[] = [];
      if (limit < 1) return events;
      await read(
        (client) => client.readAll({ fromPosition: logPosition(after) }),
        (event) => {
          if (!wanted(event.streamId)) return 'more';
          const one = recorded(event);
          // A read takes in the event at its position.
          if (after === 'start' || one.position > after) events.push(one);
          return events.length < limit ? 'more' : 'enough';
        },
      );
      return events;
    },

    async last(wanted) {
      let last: RecordedEvent | null = null;
      await read(
        (client) => client.readAll({ direction: BACKWARDS, fromPosition: END }),
        (event) => {
          if (!wanted(event.streamId)) return 'more';
          last = recorded(event);
          return 'enough';
        },
      );
      return last;
    },

    async end() {
      let last: Position | 'start' = 'start';
      await read(
        (client) => client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }),
        ({ position }) => {
          if (position) last = positionText(position.commit);
          return 'more';
        },
      );
      return last;
    },
  };
}

/** Follows one read until it has told enough, or there is no more. */
function finish(
  read: Read,
  timeout: number,
  take: (event: NonNullable<ResolvedEvent['event']>) => 'more' | 'enough',
): Promise<'enough' | 'no more'> {
  return new Promise((resolve, reject) => {
    let open = true;
    const settle = (then: () => void): void => {
      if (!open) return;
      open = false;
      clearTimeout(timer);
      then();
      // One that is at its end does not mind.
      read.cancel().catch(() => {});
    };
    const timer = setTimeout(() => settle(() => reject(new NotAnswered(`a read said nothing for ${timeout} ms`))), timeout);
    // The listener stays: an error after the end would otherwise end the process.
    read.on('error', (error) => settle(() => reject(error)));
    read.on('end', () => settle(() => resolve('no more')));
    read.on('data', ({ event }: ResolvedEvent) => {
      if (!open || !event) return;
      timer.refresh();
      try {
        if (take(event) === 'enough') settle(() => resolve('enough'));
      } catch (error) {
        settle(() => reject(error));
      }
    });
  });
}
