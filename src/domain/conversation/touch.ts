import type { Channel } from '../channel.ts';
import type { Personal } from '../event.ts';
import type { Instant, TouchId } from '../ids.ts';

/** What brought somebody; the names of the API's enum `TouchKind`. */
export const touchKinds = ['MESSAGE', 'AD_REFERRAL', 'REFERER', 'LINK_OPENED', 'BOOKING', 'SELF_REPORTED'] as const;

export type TouchKind = (typeof touchKinds)[number];

/** How it is known; the names of the API's enum `Evidence`. */
export const evidences = ['SIGNED_TOKEN', 'PLATFORM', 'METADATA', 'SELF_REPORTED', 'INFERRED'] as const;

export type Evidence = (typeof evidences)[number];

/**
 * Something that brought the contact. A day on which she writes in a conversation is one touch: a message by itself,
 * or what is known of its cause, an advertisement or the page that she came from (domain.md 6).
 * What stands in a link anybody may have written, a name too: source, campaign and details are personal.
 */
export interface Touch {
  readonly touch: TouchId;
  readonly kind: TouchKind;
  readonly channel: Channel;
  readonly evidence: Evidence;
  readonly at: Instant;
  readonly source: Personal<string | null>;
  readonly campaign: Personal<string | null>;
  /** Addresses and click ids, by name. */
  readonly details: Personal<Readonly<Record<string, string>> | null>;
}

/** The touches that brought somebody: a booking is one only where there is no other (domain.md 6). */
export function whatBrought<T extends Pick<Touch, 'kind'>>(touches: readonly T[]): readonly T[] {
  const others = touches.filter(({ kind }) => kind !== 'BOOKING');
  return others.length > 0 ? others : touches;
}

/** How much a kind says of what brought her. */
const weight: Readonly<Record<TouchKind, number>> = {
  MESSAGE: 0,
  REFERER: 1,
  AD_REFERRAL: 2,
  SELF_REPORTED: 3,
  LINK_OPENED: 3,
  BOOKING: 3,
};

/** Tells whether a touch says more than another of the same day and conversation; of one kind, the earlier does. */
export const saysMore = (a: Pick<Touch, 'kind' | 'at'>, b: Pick<Touch, 'kind' | 'at'>): boolean =>
  weight[a.kind] === weight[b.kind] ? a.at < b.at : weight[a.kind] > weight[b.kind];
