import type { DomainEvent, EventSchemas } from '../event.ts';
import type { Instant, OfferId } from '../ids.ts';

/** Times that were offered in a conversation, the earliest first. */
export interface Offer {
  readonly offer: OfferId;
  readonly at: Instant;
  /** Slug of Cal.com's event type. */
  readonly eventType: string;
  readonly procedure: string | null;
  readonly times: readonly Instant[];
  /** IANA zone in which they were told. */
  readonly timeZone: string;
}

/** In the stream `conversation-<clinic>.<id>`: what she chooses from is what stands here, whatever the calendar says since. */
export type AvailabilityOffered = DomainEvent<'AvailabilityOffered', Offer>;

export const availabilitySchemas: EventSchemas<AvailabilityOffered> = {
  AvailabilityOffered: { version: 1, personal: {} },
};
