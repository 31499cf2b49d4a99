import type { Viewer } from '../../domain/viewer.ts';
import type { Position } from '../../eventStore/port.ts';
import type { FeedPlace } from './cursor.ts';

/** Something that a feed may tell, at its place in the log. */
export interface FeedEntry {
  readonly place: FeedPlace;
}

/** Some entries, and up to where nothing is missing. */
export interface FeedPage<Entry extends FeedEntry> {
  readonly entries: readonly Entry[];
  readonly upTo: FeedPlace;
  readonly more: boolean;
}

/** The one table that a feed reads: written in the projection's transaction, so that up to the checkpoint it is whole. */
export interface FeedSource<Entry extends FeedEntry> {
  /** Reads entries strictly after a place, in order, with the checkpoint in the same snapshot. */
  read(viewer: Viewer, place: FeedPlace, limit: number): Promise<FeedPage<Entry>>;
  /** The first position that is still kept; null when nothing was deleted yet. */
  floor(): Promise<Position | null>;
}

/** A frame that is no change; every frame carries the last position seen. */
export interface FeedMark {
  readonly type: 'ready' | 'heartbeat';
  readonly cursor: string;
}

export interface FeedRequest {
  readonly viewer: Viewer;
  /** The last cursor that the subscriber saw; null for what happens from now on. */
  readonly after: string | null;
  readonly signal: AbortSignal;
  /** Called once when the subscriber was too slow; the feed has ended then. */
  readonly onTooSlow: () => void;
}

/** What an entry is to one subscriber; null when it is nothing. The same entry seen the same way should give the same object. */
export type FrameOf<Entry, Frame> = (entry: Entry, cursor: string) => Frame | null;

/** A feed of this process. */
export interface Feed<Entry extends FeedEntry> {
  /**
   * Begins: what happened since the cursor, a ready mark, then what happens, with heartbeats, until the request's signal aborts.
   * Frames come a few at a time, whatever is there: what they show is read together.
   * Fails with {@link FeedError} when the cursor is of another log, older than what is kept, or no cursor.
   */
  follow<Frame extends { readonly cursor: string }>(
    request: FeedRequest,
    frameOf: FrameOf<Entry, Frame>,
  ): Promise<AsyncIterable<readonly (Frame | FeedMark)[]>>;
  /** Live subscribers now. */
  readonly subscribers: number;
}

/** Why a feed cannot begin. */
export class FeedError extends Error {
  override readonly name = 'FeedError';
  readonly code: 'CURSOR_EXPIRED' | 'BAD_USER_INPUT';

  constructor(code: FeedError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
