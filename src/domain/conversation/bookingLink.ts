import type { Channel } from '../channel.ts';
import type { DomainEvent, EventSchemas, Personal } from '../event.ts';
import { type ContactId, type ConversationId, type Instant, instantOf, type LinkId, type TouchId } from '../ids.ts';
import type { Touch } from './touch.ts';

/** A visit that she chose among offered times: the link leads to its form. */
export interface ChosenVisit {
  /** Slug of Cal.com's event type. */
  readonly eventType: string;
  readonly startsAt: Instant;
}

/** A link to the clinic's booking page, as it was shared in a conversation: all that its token is bound to. */
export interface BookingLink {
  readonly link: LinkId;
  readonly at: Instant;
  readonly expiresAt: Instant;
  readonly contact: ContactId;
  readonly channel: Channel;
  /** Slug of the procedure that was talked about. */
  readonly procedure: string | null;
  readonly visit: ChosenVisit | null;
  /** Anybody may have written it into a link. */
  readonly campaign: Personal<string | null>;
}

// Events of the stream `conversation-<clinic>.<id>`

export type BookingLinkShared = DomainEvent<'BookingLinkShared', BookingLink>;

/** A person followed the link, and not a preview; told once a visit. */
export type BookingLinkOpened = DomainEvent<'BookingLinkOpened', { readonly link: LinkId; readonly at: Instant }>;

export const bookingLinkSchemas: EventSchemas<BookingLinkShared | BookingLinkOpened> = {
  BookingLinkShared: { version: 1, personal: { campaign: true } },
  BookingLinkOpened: { version: 1, personal: {} },
};

// State

/** A link of a conversation, and when it was last opened. */
export interface SharedLink extends BookingLink {
  readonly openedAt: Instant | null;
}

/** Links that may still be opened: of older ones only their token speaks. */
const keptLinks = 20;

export function evolveLinks(links: readonly SharedLink[], { type, data }: BookingLinkShared | BookingLinkOpened): readonly SharedLink[] {
  if (type === 'BookingLinkShared')
    return links.some(({ link }) => link === data.link) ? links : [...links, { ...data, openedAt: null }].slice(-keptLinks);
  return links.map((one) =>
    one.link === data.link && (one.openedAt === null || one.openedAt < data.at) ? { ...one, openedAt: data.at } : one,
  );
}

/** How long a link leads to a filled-in page: as long as somebody thinks a visit over, and no longer than a phone stays hers. */
const lifetime = 30 * 86_400_000;

export const linkExpiry = (sharedAt: Instant): Instant => instantOf(new Date(Date.parse(sharedAt) + lifetime));

// Decide

/** Shares a link, once. */
export const shareLink = (link: BookingLink, links: readonly SharedLink[]): readonly BookingLinkShared[] =>
  links.some((one) => one.link === link.link) ? [] : [{ type: 'BookingLinkShared', data: link }];

/** Somebody who comes back to the page within half an hour is still on the same visit, as web analytics count. */
const visitLength = 30 * 60_000;

/** That a link was followed, and by what its token says of it. */
export interface OpenLink {
  readonly link: LinkId;
  readonly conversation: ConversationId;
  readonly channel: Channel;
  readonly campaign: string | null;
  readonly at: Instant;
  /** Names the day of the opening, so that it is one touch however often she looks. */
  readonly touch: TouchId;
}

/** Records that a link was opened, and that it brought her; `[]` when it was opened on this visit already. */
export function openLink(
  { link, channel, campaign, at, touch }: OpenLink,
  links: readonly SharedLink[],
): readonly (BookingLinkOpened | DomainEvent<'TouchRecorded', Touch>)[] {
  const known = links.find((one) => one.link === link);
  const openedAt = known?.openedAt ?? null;
  if (openedAt !== null && Math.abs(Date.parse(at) - Date.parse(openedAt)) < visitLength) return [];
  return [
    { type: 'BookingLinkOpened', data: { link, at } },
    {
      type: 'TouchRecorded',
      data: { touch, kind: 'LINK_OPENED', channel, evidence: 'SIGNED_TOKEN', at, source: null, campaign, details: null },
    },
  ];
}
