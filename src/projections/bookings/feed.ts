import type { Database } from '../../database/database.ts';
import type { BookingId } from '../../domain/ids.ts';
import { openChangeFeeds } from '../feed/changeFeed.ts';
import type { ChangeTable } from '../feed/changeTable.ts';
import type { FeedOptions } from '../feed/feed.ts';
import type { BookingChangeKind, BookingFilterColumns } from './change.ts';
import type { BookingFeedFilter, BookingFeeds } from './feedPort.ts';

/** What booking feeds read. */
export const bookingChanges: ChangeTable = { table: 'booking_change', column: 'booking', model: 'bookings' };

/** Opens the booking feeds of the process. */
export const openBookingFeeds = (database: Database, options: FeedOptions): BookingFeeds =>
  openChangeFeeds(
    database,
    {
      table: bookingChanges,
      matches,
      // The projection writes these kinds, and the ids of bookings.
      frameOf: ({ kind, occurredAt, clinic, id }, cursor, left) =>
        ({ type: 'changed', cursor, kind: kind as BookingChangeKind, occurredAt, booking: { clinic, id: id as BookingId }, left }) as const,
    },
    options,
  );

const matches = ({ status, kind, channel, procedure, from, to }: BookingFeedFilter, of: BookingFilterColumns): boolean =>
  (!status || status.includes(of.status)) &&
  (!kind || kind === of.kind) &&
  (!channel || channel.includes(of.channel)) &&
  (!procedure || procedure === of.procedure) &&
  (!from || of.startsAt >= from) &&
  (!to || of.startsAt < to);
