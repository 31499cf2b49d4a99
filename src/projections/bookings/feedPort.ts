import type { BookingStatus } from '../../domain/booking/appointment.ts';
import type { BookingKind } from '../../domain/booking/events.ts';
import type { Channel } from '../../domain/channel.ts';
import type { BookingId, ClinicSlug, ContactId, Instant } from '../../domain/ids.ts';
import type { Viewer } from '../../domain/viewer.ts';
import type { BookingChangeKind } from './change.ts';

/** Which bookings a feed is about; what is left out is not asked. */
export interface BookingFeedFilter {
  readonly clinic?: ClinicSlug;
  readonly status?: readonly BookingStatus[];
  readonly kind?: BookingKind;
  readonly channel?: readonly Channel[];
  readonly contact?: { readonly clinic: ClinicSlug; readonly id: ContactId };
  readonly procedure?: string;
  /** Start of the visit, inclusive. */
  readonly from?: Instant;
  /** Start of the visit, exclusive. */
  readonly to?: Instant;
}

/** One thing that a feed tells; every frame carries the last position seen. */
export type BookingFrame =
  | {
      readonly type: 'changed';
      readonly cursor: string;
      readonly kind: BookingChangeKind;
      readonly occurredAt: Instant;
      readonly booking: { readonly clinic: ClinicSlug; readonly id: BookingId };
      /** It matched the filter before this change, and no longer does. */
      readonly left: boolean;
    }
  | { readonly type: 'ready' | 'heartbeat'; readonly cursor: string };

export interface FeedRequest {
  readonly viewer: Viewer;
  /** The last cursor that the subscriber saw; null for what happens from now on. */
  readonly after: string | null;
  readonly filter: BookingFeedFilter;
  readonly signal: AbortSignal;
  /** Called once when the subscriber was too slow; the feed has ended then. */
  readonly onTooSlow: () => void;
}

/** The live feeds of this process. */
export interface BookingFeeds {
  /** Begins a feed, which ends with the request's signal. Fails with {@link FeedError} when the cursor is of another log, older than what is kept, or no cursor. */
  subscribe(request: FeedRequest): Promise<AsyncIterable<BookingFrame>>;
}

/** Why a feed cannot begin. */
export class FeedError extends Error {
  override readonly name = 'FeedError';
  readonly code: 'CURSOR_EXPIRED' | 'BAD_USER_INPUT';

  constructor(code: FeedError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
