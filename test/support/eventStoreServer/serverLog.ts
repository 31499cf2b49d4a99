import { EventEmitter } from 'node:events';

/** An event as the server keeps it. */
export interface StoredEvent {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  /** Byte offset in the log; commit and prepare are the same for everything that is written over gRPC. */
  readonly position: bigint;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  readonly created: Date;
}

export type ProposedEvent = Pick<StoredEvent, 'id' | 'type' | 'contentType' | 'data' | 'metadata'>;

/** `any` and `streamExists` are missing: nobody here may ask for them, and the server refuses them. */
export type Expected = number | 'noStream';

export type AppendOutcome =
  | { readonly type: 'success'; readonly revision: number; readonly position: bigint }
  | { readonly type: 'wrongExpectedVersion'; readonly actual: Expected }
  | { readonly type: 'tooLarge' }
  | { readonly type: 'badRequest' };

/** What the server has on disk: it outlives a restart. */
export interface ServerLog {
  readonly events: readonly StoredEvent[];
  streamOf(name: string): readonly StoredEvent[];
  append(stream: string, expected: Expected, events: readonly ProposedEvent[]): AppendOutcome;
  /** Tells of every append; a listener is removed by the signal. */
  onAppended(listener: () => void, signal: AbortSignal): void;
}

/** The server's limit on the data of one append, in bytes. */
export const maxAppendSize = 1_048_576;

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The rules of appending as a server of version 23.10 was seen to keep them. */
export function createServerLog(): ServerLog {
  const events: StoredEvent[] = [];
  const streams = new Map<string, StoredEvent[]>();
  const told = new EventEmitter().setMaxListeners(0);
  let end = 1_297n;

  function write(stream: string, proposed: readonly ProposedEvent[]): StoredEvent | undefined {
    const there = streams.get(stream) ?? [];
    streams.set(stream, there);
    for (const event of proposed) {
      const position = end;
      end += BigInt(90 + stream.length + event.type.length + event.data.byteLength + event.metadata.byteLength);
      const stored = { ...event, id: event.id.toLowerCase(), stream, revision: there.length, position, created: new Date() };
      there.push(stored);
      events.push(stored);
    }
    return there.at(-1);
  }

  /** Whether these very events stand where they were to go. Asked only when the expected revision is not the current one: the server does the same. */
  function repeated(there: readonly StoredEvent[], expected: Expected, proposed: readonly ProposedEvent[]): StoredEvent | undefined {
    const first = expected === 'noStream' ? 0 : expected + 1;
    const same = proposed.every((event, index) => there[first + index]?.id === event.id.toLowerCase());
    return same ? there[first + proposed.length - 1] : undefined;
  }

  // A fresh database already holds a record in $all.
  write('$$$stats', [
    {
      id: '00000000-0000-4000-8000-000000000000',
      type: '$metadata',
      contentType: 'application/json',
      data: Buffer.from('{"$maxAge":86400}'),
      metadata: new Uint8Array(),
    },
  ]);

  return {
    events,
    streamOf: (name) => streams.get(name) ?? [],
    append(stream, expected, proposed) {
      if (proposed.some(({ id, type }) => !uuid.test(id) || type === '')) return { type: 'badRequest' };
      if (proposed.reduce((sum, { data }) => sum + data.byteLength, 0) > maxAppendSize) return { type: 'tooLarge' };
      const there = streams.get(stream) ?? [];
      const actual = there.length === 0 ? 'noStream' : there.length - 1;
      if (actual !== expected) {
        const first = repeated(there, expected, proposed);
        return first ? { type: 'success', revision: first.revision, position: first.position } : { type: 'wrongExpectedVersion', actual };
      }
      const last = write(stream, proposed);
      told.emit('appended');
      return { type: 'success', revision: last?.revision ?? 0, position: last?.position ?? end };
    },
    onAppended(listener, signal) {
      told.on('appended', listener);
      signal.addEventListener('abort', () => told.off('appended', listener), { once: true });
    },
  };
}
