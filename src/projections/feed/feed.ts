import { comparePlaces, type FeedPlace, readCursor, writeCursor } from './cursor.ts';
import { type Feed, type FeedEntry, FeedError, type FeedMark, type FeedRequest, type FeedSource, type FrameOf } from './port.ts';
import { createFeedTail, type FeedTail, type FeedTailOptions } from './tail.ts';

export interface FeedOptions extends FeedTailOptions {
  /** Most frames that wait for one subscriber; over it he is cut. Default 1,000; raise for bursts, lower for less memory. */
  readonly backlog?: number;
}

const pageSize = 500;

/** What it takes to follow a feed for one subscriber. */
interface Following<Entry extends FeedEntry, Frame> {
  readonly source: FeedSource<Entry>;
  readonly tail: FeedTail<Entry>;
  readonly logId: string;
  readonly backlog: number;
  readonly request: FeedRequest;
  readonly frameOf: FrameOf<Entry, Frame>;
}

/** Opens a feed: one reader of its table for all subscribers of the process. */
export function openFeed<Entry extends FeedEntry>(source: FeedSource<Entry>, options: FeedOptions): Feed<Entry> {
  const { logId, backlog = 1_000 } = options;
  const tail = createFeedTail(source, options);
  return {
    get subscribers() {
      return tail.subscribers;
    },
    async follow(request, frameOf) {
      const place = request.after === null ? null : await readAfter(source, logId, request);
      return follow({ source, tail, logId, backlog, request, frameOf }, place);
    },
  };
}

/** What happened since the cursor, page by page at the subscriber's own pace, until the end is in sight; then what happens. */
async function* follow<Entry extends FeedEntry, Frame extends { readonly cursor: string }>(
  following: Following<Entry, Frame>,
  from: FeedPlace | null,
): AsyncGenerator<Frame | FeedMark> {
  const { source, request } = following;
  let place = from;
  for (let more = place !== null; more && place && !request.signal.aborted; ) {
    const page = await source.read(request.viewer, place, pageSize);
    yield* framesOf(page.entries, following);
    place = page.upTo;
    more = page.more;
  }
  yield* live(following, place);
}

/** Joins the tail, reads what fell between, says that it is ready, and goes on with what the tail tells. */
async function* live<Entry extends FeedEntry, Frame extends { readonly cursor: string }>(
  following: Following<Entry, Frame>,
  from: FeedPlace | null,
): AsyncGenerator<Frame | FeedMark> {
  const { source, tail, logId, backlog, request, frameOf } = following;
  const { viewer, signal, onTooSlow } = request;
  const queue: (Frame | FeedMark)[] = [];
  let wake = (): void => {};
  let tooSlow = false;
  const push = (frame: Frame | FeedMark): void => {
    if (tooSlow) return;
    if (queue.length >= backlog) {
      tooSlow = true;
      queue.length = 0;
      onTooSlow();
    } else queue.push(frame);
    wake();
  };
  const joined = await tail.join((told) => {
    if (told === 'heartbeat') return push(tail.heartbeat());
    const frame = frameOf(told, writeCursor(logId, told.place));
    if (frame) push(frame);
  });
  const stop = (): void => wake();
  signal.addEventListener('abort', stop);
  try {
    for (let place = from; place && comparePlaces(place, joined.place) < 0; ) {
      const page = await source.read(viewer, place, pageSize);
      yield* framesOf(
        page.entries.filter((one) => comparePlaces(one.place, joined.place) <= 0),
        following,
      );
      place = page.upTo;
    }
    // A cursor may be ahead of this process's reader by a moment: what it has seen already is not told again.
    const seen = from && comparePlaces(from, joined.place) > 0 ? from : joined.place;
    const seenCursor = writeCursor(logId, seen);
    yield { type: 'ready', cursor: seenCursor };
    while (!signal.aborted && !tooSlow) {
      const next = queue.shift();
      if (next) {
        if (next.cursor > seenCursor || isHeartbeat(next)) yield next;
        continue;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (signal.aborted || tooSlow || queue.length > 0) resolve();
      });
    }
  } finally {
    signal.removeEventListener('abort', stop);
    joined.leave();
  }
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

function* framesOf<Entry extends FeedEntry, Frame>(
  entries: readonly Entry[],
  { frameOf, logId }: Following<Entry, Frame>,
): Generator<Frame> {
  for (const entry of entries) {
    const frame = frameOf(entry, writeCursor(logId, entry.place));
    if (frame) yield frame;
  }
}
