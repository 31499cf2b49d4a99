import { setTimeout as delay } from 'node:timers/promises';
import type { Viewer } from '../domain/viewer.ts';
import type { ContactKey } from '../projections/contacts/queries.ts';
import { after, comparePlaces, type FeedPlace, origin, writeCursor } from '../projections/feed/cursor.ts';
import type { JourneyFrame } from './feed.ts';
import { type JourneySources, readJourney } from './journey.ts';

export interface ReplayOptions {
  /** The last place already seen; null: from the start. */
  readonly from: FeedPlace | null;
  /** How many times faster than it happened; 0: as fast as it can be read. */
  readonly speed: number;
  readonly logId: string;
  readonly signal: AbortSignal;
  /** Milliseconds between heartbeats while nothing happens; default 10,000. */
  readonly heartbeat?: number;
}

/** Plays a contact's journey in the rhythm in which it happened, then says that it is ready and ends. Nothing for a contact who is not to be seen. */
export async function* replayJourney(
  sources: JourneySources,
  viewer: Viewer,
  contact: ContactKey,
  { from, speed, logId, signal, heartbeat = 10_000 }: ReplayOptions,
): AsyncGenerator<readonly JourneyFrame[]> {
  const journey = await readJourney(sources, viewer, contact);
  const entries = journey?.entries.filter(({ position }) => from === null || comparePlaces(after(position), from) > 0) ?? [];
  let cursor = writeCursor(logId, from ?? origin);
  let before: number | null = null;
  for (const { metadata, position, stream, revision } of entries) {
    const at = Date.parse(metadata.occurredAt);
    // What was recorded late had happened before: it follows at once.
    for (let wait = speed > 0 && before !== null ? Math.max(0, at - before) / speed : 0; wait > 0 && !signal.aborted; wait -= heartbeat) {
      await delay(Math.min(wait, heartbeat), undefined, { signal }).catch(() => {});
      if (wait > heartbeat && !signal.aborted) yield [{ type: 'heartbeat', cursor }];
    }
    if (signal.aborted) return;
    before = Math.max(before ?? at, at);
    cursor = writeCursor(logId, after(position));
    yield [{ type: 'advanced', cursor, clinic: contact.clinic, contact: contact.id, position, stream, revision }];
  }
  yield [{ type: 'ready', cursor }];
}
