import type { Database } from '../../database/database.ts';
import type { Hint } from '../../database/hints.ts';
import { systemViewer } from '../../domain/viewer.ts';
import { comparePlaces, type FeedPlace, writeCursor } from './feedCursor.ts';
import type { BookingFrame } from './feedPort.ts';
import { type ChangeEntry, readChanges } from './feedTable.ts';

type Listener = (entry: ChangeEntry | 'heartbeat') => void;

/** The one reader of `booking_change` in a process, which tells all its subscribers. */
export interface FeedTail {
  /** Tells the listener everything after the returned place. */
  join(listener: Listener): Promise<{ readonly place: FeedPlace; leave(): void }>;
  heartbeat(): BookingFrame;
  readonly subscribers: number;
}

export interface FeedTailOptions {
  readonly database: Database;
  readonly logId: string;
  readonly signal: AbortSignal;
  readonly hint: Hint;
  readonly poll?: number;
  readonly heartbeat?: number;
  readonly onError?: (error: unknown) => void;
}

const viewer = systemViewer('feeds');
const pageSize = 1_000;

/** Reads while somebody listens: the loop `feed`. A failed read is repeated from the same place. */
export function createFeedTail({ database, logId, signal, hint, poll = 250, heartbeat = 10_000, onError }: FeedTailOptions): FeedTail {
  const listeners = new Set<Listener>();
  let place: FeedPlace | null = null;
  let opening: Promise<FeedPlace> | null = null;
  let running = false;
  let beat: BookingFrame = { type: 'heartbeat', cursor: '' };
  let beatAt = performance.now();

  const tell = (entry: ChangeEntry | 'heartbeat'): void => {
    for (const listener of [...listeners]) listener(entry);
  };

  async function run(): Promise<void> {
    while (listeners.size > 0 && place && !signal.aborted) {
      const hinted = hint.count();
      try {
        const page = await readChanges(database, viewer, place, pageSize);
        for (const change of page.changes) tell(change);
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

  async function join(listener: Listener): ReturnType<FeedTail['join']> {
    const mine = opening ?? readHead(database);
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
    return { place, leave: () => listeners.delete(listener) };
  }

  return {
    join,
    heartbeat: () => beat,
    get subscribers() {
      return listeners.size;
    },
  };
}

/** Where the projection is: after a place that no change can have, the page is empty and ends at the checkpoint. */
async function readHead(database: Database): Promise<FeedPlace> {
  const far: FeedPlace = { position: '9'.repeat(20) as FeedPlace['position'], seq: 0 }; // of the shape that positions have
  return (await readChanges(database, viewer, far, 1)).upTo;
}
