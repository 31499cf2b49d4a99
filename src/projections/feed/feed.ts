import { comparePlaces, type FeedPlace, readCursor, writeCursor } from './cursor.ts';
import { type Feed, type FeedEntry, FeedError, type FeedMark, type FeedRequest, type FeedSource, type FrameOf } from './port.ts';
import { createFeedTail, type FeedTail, type FeedTailOptions } from './tail.ts';

export interface FeedOptions extends FeedTailOptions {
  /** Most frames that wait for one subscriber; what comes beyond it he reads from the table. Default 1,000; raise for bursts, lower for less memory. */
  readonly backlog?: number;
  /** Milliseconds after which a subscriber whose queue is full, and who has taken nothing from it, is cut; default 5,000. Raise for slow lines. */
  readonly patience?: number;
}

const pageSize = 500;
/** Most frames that are handed over at once, so that what they show is read together. */
const together = 32;

/** What it takes to follow a feed for one subscriber. */
interface Following<Entry extends FeedEntry, Frame> {
  readonly source: FeedSource<Entry>;
  readonly tail: FeedTail<Entry>;
  readonly logId: string;
  readonly backlog: number;
  readonly patience: number;
  readonly request: FeedRequest;
  readonly frameOf: FrameOf<Entry, Frame>;
}

/** Opens a feed: one reader of its table for all subscribers of the process. */
export function openFeed<Entry extends FeedEntry>(source: FeedSource<Entry>, options: FeedOptions): Feed<Entry> {
  const { logId, backlog = 1_000, patience = 5_000 } = options;
  const tail = createFeedTail(source, options);
  return {
    get subscribers() {
      return tail.subscribers;
    },
    async follow(request, frameOf) {
      const place = request.after === null ? null : await readAfter(source, logId, request);
      return follow({ source, tail, logId, backlog, patience, request, frameOf }, place);
    },
  };
}

/** What happened since the cursor, then that it is ready, then what happens. */
async function* follow<Entry extends FeedEntry, Frame extends { readonly cursor: string }>(
  following: Following<Entry, Frame>,
  from: FeedPlace | null,
): AsyncGenerator<readonly (Frame | FeedMark)[]> {
  const { source, tail, logId, request } = following;
  const { viewer, signal } = request;
  const queue = createQueue(following);
  let place = from;

  /** What the table holds after the place, page by page at the subscriber's own pace. */
  async function* fromTable(until: FeedPlace | null): AsyncGenerator<readonly Frame[]> {
    for (let more = place !== null; more && place && !signal.aborted; ) {
      const page = await source.read(viewer, place, pageSize);
      const entries = until ? page.entries.filter((one) => comparePlaces(one.place, until) <= 0) : page.entries;
      const frames = framesOf(entries, following);
      for (let start = 0; start < frames.length; start += together) yield frames.slice(start, start + together);
      place = page.upTo;
      more = until ? comparePlaces(place, until) < 0 : page.more;
    }
  }

  yield* fromTable(null);
  const joined = await tail.join(queue.hear);
  const stop = (): void => queue.wake();
  signal.addEventListener('abort', stop);
  // One who is given up is told no more from that moment on, whenever his line is seen to be closed.
  queue.given.onUp = joined.leave;
  try {
    // What fell between the last page and the joining.
    yield* fromTable(joined.place);
    // A cursor may be ahead of this process's reader by a moment: what it has seen already is not told again.
    place = from && comparePlaces(from, joined.place) > 0 ? from : joined.place;
    yield [{ type: 'ready', cursor: writeCursor(logId, place) }];
    while (!signal.aborted && !queue.given.up) {
      if (queue.overflowed()) {
        // More came at once than may wait: the table has it, and takes no memory. What is heard meanwhile is told once.
        yield* fromTable(null);
        continue;
      }
      const told = writeCursor(logId, place);
      const some = queue.take(together).filter((one) => isHeartbeat(one) || one.cursor > told);
      const last = some.findLast((one) => !isHeartbeat(one));
      if (last) place = readCursor(logId, last.cursor);
      if (some.length > 0) yield some;
      else await queue.filled();
    }
  } finally {
    signal.removeEventListener('abort', stop);
    joined.leave();
  }
}

/** What waits for one subscriber: a bounded queue between the tail, which never waits, and a reader who may. */
function createQueue<Entry extends FeedEntry, Frame extends { readonly cursor: string }>({
  tail,
  logId,
  backlog,
  patience,
  request,
  frameOf,
}: Following<Entry, Frame>) {
  let queue: (Frame | FeedMark)[] = [];
  let wake = (): void => {};
  /** When the queue was full; from then on nothing is put into it until the reader has seen that. */
  let fullAt: number | null = null;
  const given = { up: false, onUp: (): void => {} };

  const giveUp = (): void => {
    given.up = true;
    given.onUp();
    request.onTooSlow();
  };

  return {
    given,
    wake: () => wake(),
    hear(told: Entry | 'heartbeat'): void {
      const frame = told === 'heartbeat' ? tail.heartbeat() : frameOf(told, writeCursor(logId, told.place));
      if (!frame || given.up) return;
      if (fullAt !== null) {
        if (performance.now() - fullAt > patience) giveUp();
      } else if (queue.length < backlog) queue.push(frame);
      else {
        queue = [];
        fullAt = performance.now();
      }
      wake();
    },
    take: (most: number): (Frame | FeedMark)[] => queue.splice(0, most),
    /** Whether frames were dropped since the last time it was asked. */
    overflowed(): boolean {
      const was = fullAt !== null;
      fullAt = null;
      return was;
    },
    filled: () =>
      new Promise<void>((resolve) => {
        wake = resolve;
        if (request.signal.aborted || given.up || fullAt !== null || queue.length > 0) resolve();
      }),
  };
}

const isHeartbeat = (frame: object): boolean => 'type' in frame && frame.type === 'heartbeat';

async function readAfter<Entry extends FeedEntry>(
  source: FeedSource<Entry>,
  logId: string,
  { after, viewer }: FeedRequest,
): Promise<FeedPlace> {
  const place = readCursor(logId, after ?? '');
  const [floor, head] = await Promise.all([source.floor(), source.read(viewer, place, 1)]);
  if (floor !== null && place.position < floor)
    throw new FeedError('CURSOR_EXPIRED', 'what happened after this cursor is no longer kept; query afresh and subscribe without it');
  if (head.entries.length === 0 && place.position > head.upTo.position) {
    throw new FeedError('CURSOR_EXPIRED', 'this cursor is ahead of the log, which was restored; query afresh and subscribe without it');
  }
  return place;
}

const framesOf = <Entry extends FeedEntry, Frame>(
  entries: readonly Entry[],
  { frameOf, logId }: Following<Entry, Frame>,
): readonly Frame[] => entries.flatMap((entry) => frameOf(entry, writeCursor(logId, entry.place)) ?? []);
