import type { Database } from '../database/database.ts';
import type { ClinicSlug, ContactId } from '../domain/ids.ts';
import type { Viewer } from '../domain/viewer.ts';
import type { LoggedEvent } from '../eventStore/codec/envelope.ts';
import type { Position } from '../eventStore/port.ts';
import { openFamilies } from '../projections/contacts/families.ts';
import type { ContactKey } from '../projections/contacts/queries.ts';
import { after } from '../projections/feed/cursor.ts';
import { type FeedOptions, openFeed } from '../projections/feed/feed.ts';
import type { FeedEntry, FeedMark, FeedRequest, FeedSource } from '../projections/feed/port.ts';
import type { JourneySources } from './journey.ts';

/** Something happened in a contact's journey. */
export interface JourneyAdvancedFrame {
  readonly type: 'advanced';
  readonly cursor: string;
  readonly clinic: ClinicSlug;
  /** Whose it is, of those whom the subscriber follows. */
  readonly contact: ContactId;
  readonly position: Position;
  readonly stream: string;
  readonly revision: number;
}

export type JourneyFrame = JourneyAdvancedFrame | FeedMark;

/** The journey feeds of this process. */
export interface JourneyFeeds {
  /** Begins a contact's feed, of her and all who are her when it happens, which ends with the request's signal. */
  subscribe(request: FeedRequest, contact: ContactKey): Promise<AsyncIterable<readonly JourneyFrame[]>>;
  /** Live subscribers now. */
  readonly subscribers: number;
}

interface Entry extends FeedEntry {
  readonly clinic: ClinicSlug;
  /** One, or the two of a merge or a split. */
  readonly contacts: readonly ContactId[];
  readonly stream: string;
  readonly revision: number;
}

/** Opens the journey feeds of the process: they read the index of journeys, which holds no personal data. */
export function openJourneyFeeds(database: Database, options: FeedOptions): JourneyFeeds {
  const families = openFamilies(database);
  const feed = openFeed(families.before(journeyEntries(database)), options);
  return {
    get subscribers() {
      return feed.subscribers;
    },
    async subscribe(request, contact) {
      const familyAt = await families.of(contact);
      return feed.follow(request, (entry, cursor) => {
        if (entry.clinic !== contact.clinic) return null;
        const { before, after: then } = familyAt(entry.place.position);
        const hers = entry.contacts.find((one) => then.has(one)) ?? entry.contacts.find((one) => before.has(one));
        return hers === undefined ? null : frameOf(entry, hers, cursor);
      });
    },
  };
}

const frames = new WeakMap<Entry, Map<ContactId, JourneyAdvancedFrame>>();

/** One object an entry and person, so that it is executed once for all who follow the same journey. */
function frameOf(entry: Entry, contact: ContactId, cursor: string): JourneyAdvancedFrame {
  const { clinic, stream, revision, place } = entry;
  const known = frames.get(entry) ?? new Map<ContactId, JourneyAdvancedFrame>();
  frames.set(entry, known);
  const frame = known.get(contact) ?? { type: 'advanced', cursor, clinic, contact, position: place.position, stream, revision };
  known.set(contact, frame);
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
      // One entry an event, whosever it is: a place after it is after all of it.
      text: `select checkpoint.position as checkpoint, entry.*
             from projection_checkpoint as checkpoint
             left join lateral (
               select position, min(clinic) as clinic, array_agg(contact) as contacts, min(stream) as stream, min(revision) as revision
               from journey_entry where position > $1 group by position order by position limit $2
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
