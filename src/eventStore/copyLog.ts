import { createHash, type Hash } from 'node:crypto';
import { systemViewer } from '../domain/viewer.ts';
import { type Append, type EventStore, maxAppendBytes, type NewEvent, type Position, type RecordedEvent } from './port.ts';

export interface CopyOptions {
  readonly from: EventStore;
  readonly to: EventStore;
  /** Appends under way at once; 1 where the target may not write them in the order of the calls. */
  readonly window: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CopyProgress) => void;
}

export interface CopyProgress {
  /** `looking` at what is there already, `copying`, `checking` the two against each other. */
  readonly doing: 'looking' | 'copying' | 'checking';
  readonly events: number;
}

export interface Copied {
  /** Events that the target holds now. */
  readonly events: number;
  readonly streams: number;
  /** Of them, those that were there before: an earlier copy was broken off. */
  readonly before: number;
}

/** The target is not the source's, or did not become it. */
export class CopyError extends Error {
  override readonly name = 'CopyError';
}

const viewer = systemViewer('copy');
const pageSize = 1_000;

/**
 * Copies a log into another store, event by event in its order, and goes on where an earlier copy was broken off.
 * Ids and bytes stay; when an event was first recorded is put into its metadata, since the new store has its own clock.
 * Ends by reading both again: their number, their order, and each stream's hash must be the same. Fails with {@link CopyError}.
 */
export async function copyLog(options: CopyOptions): Promise<Copied> {
  const { from, to, onProgress, signal } = options;
  const before = await compare(from, to, 'prefix', (events) => onProgress?.({ doing: 'looking', events }), signal);
  let events = before.events;
  for await (const page of pages(from, before.last)) {
    await appendInOrder(options, page);
    events += page.length;
    onProgress?.({ doing: 'copying', events });
    signal?.throwIfAborted();
  }
  const after = await compare(from, to, 'equal', (count) => onProgress?.({ doing: 'checking', events: count }), signal);
  return { events: after.events, streams: after.streams, before: before.events };
}

/** Bytes under way at once: no more than the target commits in one piece, so that a failure leaves no hole. */
const windowBytes = 2_000_000;

/** Appends runs of events that stand one after the other in one stream; runs of different streams go together, in the order of the log. */
async function appendInOrder({ to, window }: CopyOptions, page: readonly RecordedEvent[]): Promise<void> {
  let together: (readonly RecordedEvent[])[] = [];
  const flush = async (): Promise<void> => {
    const appends = await Promise.allSettled(together.map((run) => to.append(viewer, appendOf(run))));
    together = [];
    const failed = appends.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
  };
  let bytes = 0;
  for (const run of runs(page)) {
    const size = run.reduce((sum, event) => sum + sizeOf(event), 0);
    const repeats = together.some((one) => one[0]?.stream === run[0]?.stream);
    if (together.length >= window || repeats || bytes + size > windowBytes) {
      await flush();
      bytes = 0;
    }
    together.push(run);
    bytes += size;
  }
  await flush();
}

function appendOf(run: readonly RecordedEvent[]): Append {
  const [first] = run;
  if (!first) throw new Error('a run has an event');
  return {
    stream: first.stream,
    expected: first.revision === 0 ? 'noStream' : first.revision - 1,
    events: run.map(({ id, type, data, metadata, recordedAt }): NewEvent => ({ id, type, data, metadata: dated(metadata, recordedAt) })),
  };
}

/** Bytes of one append: half of what it may carry, since each event's metadata grows by a date. */
const runBytes = maxAppendBytes / 2;

const sizeOf = ({ data, metadata }: RecordedEvent): number => data.byteLength + metadata.byteLength;

/** Events of one stream that stand one after the other. */
function* runs(page: readonly RecordedEvent[]): Generator<readonly RecordedEvent[]> {
  let run: RecordedEvent[] = [];
  let bytes = 0;
  for (const event of page) {
    bytes += sizeOf(event);
    if (run[0] && (run[0].stream !== event.stream || bytes > runBytes)) {
      yield run;
      run = [];
      bytes = sizeOf(event);
    }
    run.push(event);
  }
  if (run.length > 0) yield run;
}

async function* pages(store: EventStore, after: Position | 'start'): AsyncGenerator<readonly RecordedEvent[]> {
  for (let place = after; ; ) {
    const page = await store.readAll(viewer, { after: place, limit: pageSize });
    const last = page.at(-1);
    if (!last) return;
    yield page;
    place = last.position;
  }
}

async function* each(store: EventStore): AsyncGenerator<RecordedEvent> {
  for await (const page of pages(store, 'start')) yield* page;
}

interface Compared {
  readonly events: number;
  readonly streams: number;
  /** In the source, the last event that both have. */
  readonly last: Position | 'start';
}

/** Walks both logs side by side. `prefix`: the target may end before the source does. */
async function compare(
  from: EventStore,
  to: EventStore,
  demand: 'prefix' | 'equal',
  onProgress: (events: number) => void,
  signal?: AbortSignal,
): Promise<Compared> {
  const source = each(from);
  const hashes = new Map<string, { readonly source: Hash; readonly target: Hash }>();
  let events = 0;
  let last: Position | 'start' = 'start';
  for await (const copy of each(to)) {
    const { value: original } = await source.next();
    if (!original || original.id !== copy.id || original.stream !== copy.stream || original.revision !== copy.revision)
      throw new CopyError(`the target holds another log: event ${events + 1} is ${copy.id} of ${copy.stream} there`);
    const hash = hashes.get(copy.stream) ?? { source: createHash('sha256'), target: createHash('sha256') };
    hashes.set(copy.stream, hash);
    digest(hash.source, original);
    digest(hash.target, copy);
    events += 1;
    last = original.position;
    if (events % pageSize === 0) {
      onProgress(events);
      signal?.throwIfAborted();
    }
  }
  if (demand === 'equal') {
    const { done } = await source.next();
    if (!done) throw new CopyError(`the target ends after ${events} events, and the source goes on: copy again`);
  }
  await source.return(undefined);
  for (const [stream, { source: one, target }] of hashes) {
    if (one.digest('hex') !== target.digest('hex')) throw new CopyError(`the stream ${stream} is not the same in both`);
  }
  return { events, streams: hashes.size, last };
}

function digest(hash: Hash, { id, type, data, metadata, recordedAt }: RecordedEvent): void {
  // Both as the copy has them: the source may itself be a copy, or not.
  for (const part of [id, type, data, dated(metadata, recordedAt)]) hash.update(part).update('\n');
}

const utf8 = new TextDecoder();

/** Metadata with the moment of the first recording: of the log that was copied first. Bytes that are no JSON object stay as they are. */
function dated(metadata: Uint8Array, recordedAt: Date): Uint8Array {
  let parsed: unknown;
  try {
    parsed = JSON.parse(utf8.decode(metadata));
  } catch {
    return metadata;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed) || 'recordedAt' in parsed) return metadata;
  return Buffer.from(JSON.stringify({ ...parsed, recordedAt: recordedAt.toISOString() }));
}
