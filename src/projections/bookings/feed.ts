import type { Database } from '../../database/database.ts';
import type { Hint } from '../../database/hints.ts';
import type { ContactId } from '../../domain/ids.ts';
import { sees, type Viewer } from '../../domain/viewer.ts';
import { contactFamilies } from '../contacts/queries.ts';
import type { BookingFilterColumns } from './change.ts';
import { comparePlaces, type FeedPlace, readCursor, writeCursor } from './feedCursor.ts';
import { type BookingFeedFilter, type BookingFeeds, type BookingFrame, FeedError, type FeedRequest } from './feedPort.ts';
import { type ChangeEntry, readChanges, readFloor } from './feedTable.ts';
import { createFeedTail, type FeedTail } from './feedTail.ts';

export interface BookingFeedsOptions {
  readonly database: Database;
  readonly logId: string;
  readonly signal: AbortSignal;
  /** Says that something was projected, also by another process. */
  readonly hint: Hint;
  /** Milliseconds between looks at the table when nothing hints that it changed; default 250. */
  readonly poll?: number;
  /** Milliseconds between heartbeats; default 10,000. The contract promises one every 15 s. */
  readonly heartbeat?: number;
  /** Most frames that wait for one subscriber; over it he is cut. Default 1,000; raise for bursts, lower for less memory. */
  readonly backlog?: number;
  readonly onError?: (error: unknown) => void;
}

/** Feeds of this process. */
export interface RunningFeeds extends BookingFeeds {
  /** Live subscribers now. */
  readonly subscribers: number;
}

const pageSize = 500;

/** Opens the booking feeds: one reader of the table for all subscribers of the process. */
export function openBookingFeeds(options: BookingFeedsOptions): RunningFeeds {
  const { database, logId, backlog = 1_000 } = options;
  const tail = createFeedTail(options);
  return {
    get subscribers() {
      return tail.subscribers;
    },
    async subscribe(request) {
      const matches = await matcherOf(database, request);
      const place = request.after === null ? null : await readAfter(database, logId, request);
      return follow(tail, request, matches, place, { database, logId, backlog });
    },
  };
}

interface LiveContext {
  readonly database: Database;
  readonly logId: string;
  readonly backlog: number;
}

/** What happened since the cursor, page by page at the subscriber's own pace, until the end is in sight; then what happens. */
async function* follow(
  tail: FeedTail,
  request: FeedRequest,
  matches: Matcher,
  from: FeedPlace | null,
  context: LiveContext,
): AsyncGenerator<BookingFrame> {
  let place = from;
  for (let more = place !== null; more && place && !request.signal.aborted; ) {
    const page = await readChanges(context.database, request.viewer, place, pageSize);
    yield* framesOf(page.changes, matches, context.logId);
    place = page.upTo;
    more = page.more;
  }
  yield* live(tail, request, matches, place, context);
}

/** Joins the tail, reads what fell between, says that it is ready, and goes on with what the tail tells. */
async function* live(
  tail: FeedTail,
  { viewer, signal, onTooSlow }: FeedRequest,
  matches: Matcher,
  from: FeedPlace | null,
  context: LiveContext,
): AsyncGenerator<BookingFrame> {
  const { database, logId, backlog } = context;
  const queue: BookingFrame[] = [];
  let wake = (): void => {};
  let tooSlow = false;
  const push = (frame: BookingFrame): void => {
    if (tooSlow) return;
    if (queue.length >= backlog) {
      tooSlow = true;
      queue.length = 0;
      onTooSlow();
    } else queue.push(frame);
    wake();
  };
  const joined = await tail.join((entry) => {
    if (entry === 'heartbeat') return push(tail.heartbeat());
    const frame = frameOf(entry, matches, logId);
    if (frame) push(frame);
  });
  const stop = (): void => wake();
  signal.addEventListener('abort', stop);
  try {
    for (let place = from; place && comparePlaces(place, joined.place) < 0; ) {
      const page = await readChanges(database, viewer, place, pageSize);
      yield* framesOf(
        page.changes.filter((one) => comparePlaces(one.place, joined.place) <= 0),
        matches,
        logId,
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
        if (next.cursor > seenCursor || next.type === 'heartbeat') yield next;
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

async function readAfter(database: Database, logId: string, { after, viewer }: FeedRequest): Promise<FeedPlace> {
  const place = readCursor(logId, after ?? '');
  const [floor, head] = await Promise.all([readFloor(database), readChanges(database, viewer, place, 1)]);
  if (floor !== null && place.position < floor)
    throw new FeedError('CURSOR_EXPIRED', 'what happened after this cursor is no longer kept; query afresh and subscribe without it');
  if (head.changes.length === 0 && place.position > head.upTo.position) {
    throw new FeedError('CURSOR_EXPIRED', 'this cursor is ahead of the log, which was restored; query afresh and subscribe without it');
  }
  return place;
}

type Matcher = (entry: ChangeEntry) => { readonly was: boolean; readonly is: boolean };

/** Reads the filter once: what it asks of a change, before and after. */
async function matcherOf(database: Database, { viewer, filter }: FeedRequest): Promise<Matcher> {
  const { contact } = filter;
  const [its] = contact && sees(viewer, contact.clinic) ? await contactFamilies(database, viewer, [contact]) : [];
  const family = contact && new Set(its?.members);
  return (entry) => {
    const seen = visible(viewer, filter, entry) && (contact === undefined || contact.clinic === entry.clinic);
    return { was: seen && matchesColumns(filter, family, entry.before), is: seen && matchesColumns(filter, family, entry.after) };
  };
}

const visible = (viewer: Viewer, filter: BookingFeedFilter, { clinic }: ChangeEntry): boolean =>
  sees(viewer, clinic) && (filter.clinic === undefined || filter.clinic === clinic);

function matchesColumns(filter: BookingFeedFilter, family: ReadonlySet<ContactId> | undefined, of: BookingFilterColumns | null): boolean {
  if (!of) return false;
  const { status, kind, channel, procedure, from, to } = filter;
  return (
    (!status || status.includes(of.status)) &&
    (!kind || kind === of.kind) &&
    (!channel || channel.includes(of.channel)) &&
    (!procedure || procedure === of.procedure) &&
    (!family || family.has(of.contact)) &&
    (!from || of.startsAt >= from) &&
    (!to || of.startsAt < to)
  );
}

const frames = new WeakMap<ChangeEntry, Map<boolean, BookingFrame>>();

/** The frame of a change for those who see it the same way: one object, so that it is executed and serialised once for all of them. */
function frameOf(entry: ChangeEntry, matches: Matcher, logId: string): BookingFrame | null {
  const { was, is } = matches(entry);
  if (!was && !is) return null;
  const known = frames.get(entry) ?? new Map<boolean, BookingFrame>();
  frames.set(entry, known);
  const left = !is;
  const frame: BookingFrame = known.get(left) ?? {
    type: 'changed',
    cursor: writeCursor(logId, entry.place),
    kind: entry.kind,
    occurredAt: entry.occurredAt,
    booking: { clinic: entry.clinic, id: entry.booking },
    left,
  };
  known.set(left, frame);
  return frame;
}

function* framesOf(entries: readonly ChangeEntry[], matches: Matcher, logId: string): Generator<BookingFrame> {
  for (const entry of entries) {
    const frame = frameOf(entry, matches, logId);
    if (frame) yield frame;
  }
}
