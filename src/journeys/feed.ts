import type { Database } from '../database/database.ts';
import type { ClinicSlug, ContactId } from '../domain/ids.ts';
import type { Viewer } from '../domain/viewer.ts';
import type { LoggedEvent } from '../eventStore/codec/envelope.ts';
import type { Position } from '../eventStore/port.ts';
import { type ContactKey, contactFamilies } from '../projections/contacts/queries.ts';
import { after } from '../projections/feed/cursor.ts';
import { type FeedOptions, openFeed } from '../projections/feed/feed.ts';
import type { FeedEntry, FeedMark, FeedRequest, FeedSource } from '../projections/feed/port.ts';
import type { JourneySources } from './journey.ts';

/** Something happened in a contact's journey. */
export interface JourneyAdvancedFrame {
  readonly type: 'advanced';
  readonly cursor: string;
  readonly clinic: ClinicSlug;
  readonly contact: ContactId;
  readonly position: Position;
  readonly stream: string;
  readonly revision: number;
}

export type JourneyFrame = JourneyAdvancedFrame | FeedMark;

/** The journey feeds of this process. */
export interface JourneyFeeds {
  /** Begins a contact's feed, of her and all who were merged into her, which ends with the request's signal. */
  subscribe(request: FeedRequest, contact: ContactKey): Promise<AsyncIterable<readonly JourneyFrame[]>>;
  /** Live subscribers now. */
  readonly subscribers: number;
}

interface Entry extends FeedEntry {
  readonly clinic: ClinicSlug;
  readonly contact: ContactId;
  readonly stream: string;
  readonly revision: number;
}

/** Opens the journey feeds of the process: they read the index of journeys, which holds no personal data. */
export function openJourneyFeeds(database: Database, options: FeedOptions): JourneyFeeds {
  const feed = openFeed(journeyEntries(database), options);
  return {
    get subscribers() {
      return feed.subscribers;
    },
    async subscribe(request, contact) {
      const [family] = await contactFamilies(database, request.viewer, [contact]);
      const members = new Set(family?.members);
      return feed.follow(request, (entry, cursor) =>
        entry.clinic === contact.clinic && members.has(entry.contact) ? frameOf(entry, cursor) : null,
      );
    },
  };
}

const frames = new WeakMap<Entry, JourneyAdvancedFrame>();

/** One object an entry, so that it is executed once for all who follow the same journey. */
function frameOf(entry: Entry, cursor: string): JourneyAdvancedFrame {
  const { clinic, contact, stream, revision, place } = entry;
  const frame = frames.get(entry) ?? { type: 'advanced', cursor, clinic, contact, position: place.position, stream, revision };
  frames.set(entry, frame);
  return frame;
}

interface Row extends Omit<Entry, 'place'> {
  readonly checkpoint: Position | null;
  readonly position: Position | null;
}

const journeyEntries = (database: Database): FeedSource<Entry> => ({
  async read(viewer: Viewer, place, limit) {
    const rows = await database.query<Row>(viewer, {
      name: 'read_journey_entries',
      // An event has one entry: a place after it is after all of it.
      text: `select checkpoint.position as checkpoint, entry.*
             from projection_checkpoint as checkpoint
             left join lateral (
               select position, clinic, contact, stream, revision from journey_entry where position > $1 order by position limit $2
             ) as entry on true
             where checkpoint.name = 'journey_entries' order by entry.position`,
      values: [place.position, limit],
    });
    const entries = rows.flatMap(({ position, checkpoint: _, ...row }) => (position === null ? [] : [{ ...row, place: after(position) }]));
    const last = entries.at(-1);
    const more = entries.length === limit;
    return { entries, upTo: more && last ? last.place : after(rows[0]?.checkpoint ?? null), more };
  },
  // The index is kept as long as the log.
  floor: async () => null,
});

/** The event that a frame tells of; null when it cannot be read. */
export async function eventOf(
  { store, codec }: JourneySources,
  viewer: Viewer,
  { stream, revision }: Pick<JourneyAdvancedFrame, 'stream' | 'revision'>,
): Promise<LoggedEvent | null> {
  const [record] = await store.readStream(viewer, stream, { from: revision, limit: 1 });
  const [event] = record ? await codec.decodeEach([record]) : [];
  return event && !('record' in event) ? event : null;
}
