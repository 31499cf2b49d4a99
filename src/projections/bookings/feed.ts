import type { Database } from '../../database/database.ts';
import type { ContactId } from '../../domain/ids.ts';
import { sees, type Viewer } from '../../domain/viewer.ts';
import { contactFamilies } from '../contacts/queries.ts';
import { type FeedOptions, openFeed } from '../feed/feed.ts';
import type { BookingFilterColumns } from './change.ts';
import type { BookingChangedFrame, BookingFeedFilter, BookingFeeds } from './feedPort.ts';
import { bookingChanges, type ChangeEntry } from './feedTable.ts';

/** Opens the booking feeds of the process. */
export function openBookingFeeds(database: Database, options: FeedOptions): BookingFeeds {
  const feed = openFeed(bookingChanges(database), options);
  return {
    get subscribers() {
      return feed.subscribers;
    },
    async subscribe(request, filter) {
      const matches = await matcherOf(database, request.viewer, filter);
      return feed.follow(request, (entry, cursor) => frameOf(entry, cursor, matches));
    },
  };
}

type Matcher = (entry: ChangeEntry) => { readonly was: boolean; readonly is: boolean };

/** Reads the filter once: what it asks of a change, before and after. */
async function matcherOf(database: Database, viewer: Viewer, filter: BookingFeedFilter): Promise<Matcher> {
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

const frames = new WeakMap<ChangeEntry, Map<boolean, BookingChangedFrame>>();

/** The frame of a change for those who see it the same way: one object, so that it is executed and serialised once for all of them. */
function frameOf(entry: ChangeEntry, cursor: string, matches: Matcher): BookingChangedFrame | null {
  const { was, is } = matches(entry);
  if (!was && !is) return null;
  const known = frames.get(entry) ?? new Map<boolean, BookingChangedFrame>();
  frames.set(entry, known);
  const left = !is;
  const { kind, occurredAt, clinic, booking: id } = entry;
  const frame: BookingChangedFrame = known.get(left) ?? { type: 'changed', cursor, kind, occurredAt, booking: { clinic, id }, left };
  known.set(left, frame);
  return frame;
}
