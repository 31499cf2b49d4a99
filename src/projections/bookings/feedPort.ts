import type { BookingStatus } from '../../domain/booking/appointment.ts';
import type { BookingKind } from '../../domain/booking/events.ts';
import type { Channel } from '../../domain/channel.ts';
import type { BookingId, ClinicSlug, Instant } from '../../domain/ids.ts';
import type { ChangeFeeds, ChangeFilter } from '../feed/changeFeed.ts';
import type { FeedMark } from '../feed/port.ts';
import type { BookingChangeKind } from './change.ts';

/** Which bookings a feed is about; what is left out is not asked. */
export interface BookingFeedFilter extends ChangeFilter {
  readonly status?: readonly BookingStatus[];
  readonly kind?: BookingKind;
  readonly channel?: readonly Channel[];
  readonly procedure?: string;
  /** Start of the visit, inclusive. */
  readonly from?: Instant;
  /** Start of the visit, exclusive. */
  readonly to?: Instant;
}

/** A booking changed; the booking itself is read when the frame is served. */
export interface BookingChangedFrame {
  readonly type: 'changed';
  readonly cursor: string;
  readonly kind: BookingChangeKind;
  readonly occurredAt: Instant;
  readonly booking: { readonly clinic: ClinicSlug; readonly id: BookingId };
  /** It matched the filter before this change, and no longer does. */
  readonly left: boolean;
}

export type BookingFrame = BookingChangedFrame | FeedMark;

/** The booking feeds of this process. */
export type BookingFeeds = ChangeFeeds<BookingFeedFilter, BookingChangedFrame>;
