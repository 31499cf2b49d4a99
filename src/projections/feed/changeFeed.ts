import type { Database } from '../../database/database.ts';
import type { ClinicSlug, ContactId } from '../../domain/ids.ts';
import { sees } from '../../domain/viewer.ts';
import { openFamilies } from '../contacts/families.ts';
import { type ChangeEntry, type ChangeTable, changeSource } from './changeTable.ts';
import { type FeedOptions, openFeed } from './feed.ts';
import type { FeedMark, FeedRequest } from './port.ts';

/** What every feed's filter may ask; what is left out is not asked. */
export interface ChangeFilter {
  readonly clinic?: ClinicSlug;
  readonly contact?: { readonly clinic: ClinicSlug; readonly id: ContactId };
}

/** The feeds of one table of changes in this process. */
export interface ChangeFeeds<Filter extends ChangeFilter, Frame> {
  /** Begins a feed, which ends with the request's signal. Fails as {@link openFeed}'s do. */
  subscribe(request: FeedRequest, filter: Filter): Promise<AsyncIterable<readonly (Frame | FeedMark)[]>>;
  /** Live subscribers now. */
  readonly subscribers: number;
}

/** What the feeds of a table are made of. */
export interface ChangeFeedKind<Columns, Filter, Frame> {
  readonly table: ChangeTable;
  /** Tells whether a row with these columns is what the filter asks for; clinic and contact are looked at already. */
  readonly matches: (filter: Filter, of: Columns) => boolean;
  /** @param left it matched the filter before this change, and no longer does */
  readonly frameOf: (entry: ChangeEntry<Columns>, cursor: string, left: boolean) => Frame;
}

/** Opens the feeds of a table of changes: each subscriber hears of what matched his filter before or after a change. */
export function openChangeFeeds<
  Columns extends { readonly contact: ContactId },
  Filter extends ChangeFilter,
  Frame extends { readonly cursor: string },
>(database: Database, kind: ChangeFeedKind<Columns, Filter, Frame>, options: FeedOptions): ChangeFeeds<Filter, Frame> {
  const families = openFamilies(database);
  const feed = openFeed(families.before(changeSource<Columns>(database, kind.table)), options);
  const frames = new WeakMap<ChangeEntry<Columns>, Map<boolean, Frame>>();

  /** The frame of a change for those who see it the same way: one object, so that it is executed and serialised once for all of them. */
  const shared = (entry: ChangeEntry<Columns>, cursor: string, left: boolean): Frame => {
    const known = frames.get(entry) ?? new Map<boolean, Frame>();
    frames.set(entry, known);
    const frame = known.get(left) ?? kind.frameOf(entry, cursor, left);
    known.set(left, frame);
    return frame;
  };

  return {
    get subscribers() {
      return feed.subscribers;
    },
    async subscribe(request, filter) {
      const { contact } = filter;
      // Her and all who are her, as it was when each thing happened: a merge lets others in, a split lets them go.
      const familyAt = contact ? await families.of(contact) : null;
      const fits = (of: Columns | null, family: ReadonlySet<ContactId> | undefined): boolean =>
        of !== null && (!family || family.has(of.contact)) && kind.matches(filter, of);
      return feed.follow(request, (entry, cursor) => {
        if (!isVisible(request.viewer, filter, entry.clinic)) return null;
        const family = familyAt?.(entry.place.position);
        const [was, is] = [fits(entry.before, family?.before), fits(entry.after, family?.after)];
        return was || is ? shared(entry, cursor, !is) : null;
      });
    },
  };
}

const isVisible = (viewer: FeedRequest['viewer'], { clinic: asked, contact }: ChangeFilter, clinic: ClinicSlug): boolean =>
  sees(viewer, clinic) && (asked === undefined || asked === clinic) && (contact === undefined || contact.clinic === clinic);
