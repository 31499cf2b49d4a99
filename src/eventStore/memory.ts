import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { Viewer } from '../domain/viewer.ts';
import { checkAppend, checkStream, seesStream } from './checkAppend.ts';
import { type Append, type Appended, type EventStore, EventStoreError, type NewEvent, type Position, type RecordedEvent } from './port.ts';

const copy = (event: NewEvent): NewEvent => ({ ...event, data: event.data.slice(), metadata: event.metadata.slice() });

/** The log as a list in memory: the model that the other adapters are held against. */
export function memoryEventStore(): EventStore {
  const log: RecordedEvent[] = [];
  const streams = new Map<string, RecordedEvent[]>();
  const id = randomUUID();
  const appended = new EventEmitter().setMaxListeners(0);
  const closing = new AbortController();

  const open = (): void => {
    if (closing.signal.aborted) throw new EventStoreError('CLOSED', 'the event store is closed');
  };

  /** The events that stand where these were to go, when they are the very same. */
  function repeated({ stream, expected, events }: Append): Appended | null {
    const first = expected === 'noStream' ? 0 : expected + 1;
    const there = (streams.get(stream) ?? []).slice(first, first + events.length);
    const last = there.at(-1);
    const same = there.length === events.length && events.every((event, index) => event.id === there[index]?.id);
    return same && last ? { revision: last.revision, position: last.position } : null;
  }

  function read(viewer: Viewer, after: Position | 'start', limit: number): RecordedEvent[] {
    const from = after === 'start' ? 0 : Number(after);
    const page: RecordedEvent[] = [];
    for (let index = from; index < log.length && page.length < limit; index++) {
      const event = log[index];
      if (event && seesStream(viewer, event.stream)) page.push(event);
    }
    return page;
  }

  return {
    name: 'memory',

    async logId() {
      open();
      return id;
    },

    async append(viewer, append) {
      open();
      checkAppend(viewer, append);
      const stream = streams.get(append.stream) ?? [];
      const actual = stream.length === 0 ? 'noStream' : stream.length - 1;
      if (actual !== append.expected) {
        const first = repeated(append);
        if (first) return first;
        throw new EventStoreError('VERSION_CONFLICT', `${append.stream} is at ${actual}, not at ${append.expected}`, { actual });
      }
      if (append.events.some((event) => stream.some((one) => one.id === event.id)))
        throw new EventStoreError('INVALID_APPEND', 'an id may stand once in a stream');
      const recordedAt = new Date();
      for (const event of append.events) {
        const position = String(log.length + 1).padStart(20, '0') as Position; // the shape that positions have
        const record: RecordedEvent = { ...copy(event), stream: append.stream, revision: stream.length, position, recordedAt };
        stream.push(record);
        log.push(record);
      }
      streams.set(append.stream, stream);
      appended.emit('appended');
      return { revision: stream.length - 1, position: String(log.length).padStart(20, '0') as Position };
    },

    async readStream(viewer, stream, { direction = 'forwards', from, limit = Number.POSITIVE_INFINITY } = {}) {
      open();
      checkStream(viewer, stream);
      const all = streams.get(stream) ?? [];
      const some =
        direction === 'forwards'
          ? all.slice(Math.max(0, from ?? 0))
          : all.slice(0, from === undefined ? undefined : Math.max(0, from + 1)).reverse();
      return some.slice(0, limit);
    },

    async readAll(viewer, { after, limit }) {
      open();
      return read(viewer, after, limit);
    },

    async last(viewer) {
      open();
      return log.findLast((event) => seesStream(viewer, event.stream)) ?? null;
    },

    async *subscribe(viewer, { after, signal, batchSize = 1_000 }) {
      open();
      const ended = AbortSignal.any([signal, closing.signal]);
      let place = after === 'now' ? (log.at(-1)?.position ?? 'start') : after;
      while (!ended.aborted) {
        const batch = read(viewer, place, batchSize);
        const last = batch.at(-1);
        if (last) {
          place = last.position;
          yield batch;
        } else {
          await once(appended, 'appended', { signal: ended }).catch(() => {});
        }
      }
    },

    async close() {
      closing.abort();
    },
  };
}
