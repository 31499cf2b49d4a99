import type { Database } from '../../database/database.ts';
import type { ClinicSlug, ContactId } from '../../domain/ids.ts';
import { sees, type Viewer } from '../../domain/viewer.ts';
import { contactFamilies } from '../contacts/queries.ts';
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
  const feed = openFeed(changeSource<Columns>(database, kind.table), options);
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
      const family = await familyOf(database, request.viewer, filter);
      const fits = (of: Columns | null): boolean => of !== null && (!family || family.has(of.contact)) && kind.matches(filter, of);
      return feed.follow(request, (entry, cursor) => {
        if (!isVisible(request.viewer, filter, entry.clinic)) return null;
        const [was, is] = [fits(entry.before), fits(entry.after)];
        return was || is ? shared(entry, cursor, !is) : null;
      });
    },
  };
}

/** Whom a filter on a contact means, read once: her and all who were merged into her. */
async function familyOf(database: Database, viewer: Viewer, { contact }: ChangeFilter): Promise<ReadonlySet<ContactId> | null> {
  if (!contact) return null;
  const [its] = sees(viewer, contact.clinic) ? await contactFamilies(database, viewer, [contact]) : [];
  return new Set(its?.members);
}

const isVisible = (viewer: Viewer, { clinic: asked, contact }: ChangeFilter, clinic: ClinicSlug): boolean =>
  sees(viewer, clinic) && (asked === undefined || asked === clinic) && (contact === undefined || contact.clinic === clinic);
