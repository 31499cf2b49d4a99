import type { Hint } from '../../database/hints.ts';
import { systemViewer } from '../../domain/viewer.ts';
import { comparePlaces, type FeedPlace, farthest, writeCursor } from './cursor.ts';
import type { FeedEntry, FeedMark, FeedSource } from './port.ts';

export type Listener<Entry> = (told: Entry | 'heartbeat') => void;

/** The one reader of a feed's table in a process, which tells all its subscribers. */
export interface FeedTail<Entry extends FeedEntry> {
  /** Tells the listener everything after the returned place. */
  join(listener: Listener<Entry>): Promise<{ readonly place: FeedPlace; leave(): void }>;
  heartbeat(): FeedMark;
  readonly subscribers: number;
}

export interface FeedTailOptions {
  readonly logId: string;
  readonly signal: AbortSignal;
  /** Says that something was projected, also by another process. */
  readonly hint: Hint;
  /** Milliseconds between looks at the table when nothing hints that it changed; default 250. */
  readonly poll?: number;
  /** Milliseconds between heartbeats; default 10,000. The contract promises one every 15 s. */
  readonly heartbeat?: number;
  readonly onError?: (error: unknown) => void;
}

const viewer = systemViewer('feeds');
const pageSize = 1_000;

/** Reads while somebody listens: the loop `feed`. A failed read is repeated from the same place. */
export function createFeedTail<Entry extends FeedEntry>(
  source: FeedSource<Entry>,
  { logId, signal, hint, poll = 250, heartbeat = 10_000, onError }: FeedTailOptions,
): FeedTail<Entry> {
  const listeners = new Set<Listener<Entry>>();
  let place: FeedPlace | null = null;
  let opening: Promise<FeedPlace> | null = null;
  let running = false;
  let beat: FeedMark = { type: 'heartbeat', cursor: '' };
  let beatAt = performance.now();

  const tell = (told: Entry | 'heartbeat'): void => {
    for (const listener of [...listeners]) listener(told);
  };

  async function run(): Promise<void> {
    while (listeners.size > 0 && place && !signal.aborted) {
      const hinted = hint.count();
      try {
        const page = await source.read(viewer, place, pageSize);
        for (const entry of page.entries) tell(entry);
        if (comparePlaces(page.upTo, place) > 0) place = page.upTo;
        if (performance.now() - beatAt >= heartbeat) {
          beatAt = performance.now();
          beat = { type: 'heartbeat', cursor: writeCursor(logId, place) };
          tell('heartbeat');
        }
        if (page.more) continue;
      } catch (error) {
        onError?.(error);
      }
      await hint.after(hinted, poll, signal);
    }
    running = false;
    place = null;
    opening = null;
  }

  async function join(listener: Listener<Entry>): ReturnType<FeedTail<Entry>['join']> {
    // After the farthest place no entry can be: the page is empty and ends at the checkpoint.
    const mine: Promise<FeedPlace> = opening ?? source.read(viewer, farthest, 1).then(({ upTo }) => upTo);
    opening = mine;
    const head = await mine.catch((error: unknown) => {
      opening = null;
      throw error;
    });
    // The loop ended in between and forgot its place: this head is as old as its beginning.
    if (opening !== mine) return join(listener);
    place ??= head;
    listeners.add(listener);
    if (!running) {
      running = true;
      void run();
    }
    return { place, leave: () => void listeners.delete(listener) };
  }

  return {
    join,
    heartbeat: () => beat,
    get subscribers() {
      return listeners.size;
    },
  };
}
