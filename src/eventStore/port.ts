import type { Branded } from '../domain/ids.ts';
import type { Viewer } from '../domain/viewer.ts';

/** Opaque place of an event in the log; as strings, positions sort in the log's order. */
export type Position = Branded<'Position'>;

/** What is appended: a name, and bytes that come back as they went in. */
export interface NewEvent {
  /** UUID in lower case; unique within the stream. */
  readonly id: string;
  readonly type: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

export interface RecordedEvent extends NewEvent {
  readonly stream: string;
  /** 0-based place in the stream, contiguous. */
  readonly revision: number;
  readonly position: Position;
  readonly recordedAt: Date;
}

/** The revision of the stream's last event that the writer has seen, or that there is no stream yet. There is no "any". */
export type ExpectedRevision = number | 'noStream';

export interface Append {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly NewEvent[];
}

export interface Appended {
  /** Revision of the last event appended. */
  readonly revision: number;
  /** Position of the last event appended. */
  readonly position: Position;
}

export interface ReadStreamOptions {
  readonly direction?: 'forwards' | 'backwards';
  /** First revision to return (inclusive); default: the start, or the end when reading backwards. */
  readonly from?: number;
  /** Default: everything. */
  readonly limit?: number;
}

export interface SubscribeOptions {
  /** The last position already handled; `start` or `now` for none. */
  readonly after: Position | 'start' | 'now';
  readonly signal: AbortSignal;
  /** Most events in one batch; default 1,000. */
  readonly batchSize?: number;
}

/**
 * An append-only log of streams. Every adapter passes `eventStore.contract.ts`. Every call fails with CLOSED once the store is closed.
 * Appending the same ids at the same expected revision again gives the first result again; nothing more is promised of repeats.
 */
export interface EventStore {
  /** Which adapter it is: `memory`, `postgres`, `eventStoreDb`. */
  readonly name: string;
  /** A UUID that identifies this log: another log has another id, so that cursors of one are not taken for those of the other. */
  logId(): Promise<string>;
  /** Appends all events or none. Fails with VERSION_CONFLICT, FOREIGN_CLINIC, INVALID_APPEND, TOO_LARGE, UNAVAILABLE, UNKNOWN_OUTCOME. */
  append(viewer: Viewer, append: Append): Promise<Appended>;
  /** Reads one stream; a missing one is empty. Fails with INVALID_APPEND for what is no stream's name, FOREIGN_CLINIC, UNAVAILABLE. */
  readStream(viewer: Viewer, stream: string, options?: ReadStreamOptions): Promise<readonly RecordedEvent[]>;
  /** Reads the viewer's clinics' events in the log's order, strictly after a position. Fails with UNAVAILABLE. */
  readAll(viewer: Viewer, options: { readonly after: Position | 'start'; readonly limit: number }): Promise<readonly RecordedEvent[]>;
  /** Reads the last event of the viewer's clinics; null while there is none. Fails with UNAVAILABLE. */
  last(viewer: Viewer): Promise<RecordedEvent | null>;
  /**
   * Yields batches from a position on, past and then live, without gap or repeat, until the signal aborts or the store is closed.
   * What breaks in between is told to the adapter's `onLoopError` and mended from the last place. Fails with CLOSED.
   */
  subscribe(viewer: Viewer, options: SubscribeOptions): AsyncIterable<readonly RecordedEvent[]>;
  /** Ends subscriptions, waits for appends under way and refuses further calls; may be called twice. */
  close(): Promise<void>;
}

/** Most bytes of data and metadata that one append may carry together. */
export const maxAppendBytes = 1_000_000;

/** Most bytes of a stream's name: PostgreSQL cannot index a name of more than 2,700. */
export const maxStreamNameBytes = 1_000;

export type EventStoreErrorCode =
  | 'VERSION_CONFLICT'
  | 'FOREIGN_CLINIC'
  | 'INVALID_APPEND'
  | 'TOO_LARGE'
  | 'UNAVAILABLE'
  | 'UNKNOWN_OUTCOME'
  | 'CLOSED';

/** What may go wrong at the port, by `code`. */
export class EventStoreError extends Error {
  readonly code: EventStoreErrorCode;
  /** For VERSION_CONFLICT: the revision that the stream really has. */
  readonly actual: ExpectedRevision | undefined;

  constructor(code: EventStoreErrorCode, message: string, options: { actual?: ExpectedRevision; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'EventStoreError';
    this.code = code;
    this.actual = options.actual;
  }
}

export const isVersionConflict = (error: unknown): error is EventStoreError =>
  error instanceof EventStoreError && error.code === 'VERSION_CONFLICT';
