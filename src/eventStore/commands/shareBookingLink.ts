import { type ChosenVisit, linkExpiry, type SharedLink, shareLink } from '../../domain/conversation/bookingLink.ts';
import { known } from '../../domain/event.ts';
import type { ClinicSlug, ConversationId, Instant, LinkId } from '../../domain/ids.ts';
import { writeToken } from '../bookingLinkToken.ts';
import { idFrom } from '../codec/envelope.ts';
import { type Cause, handle, type Log } from '../commandHandler.ts';
import { folds } from '../folds.ts';
import { conversationStream } from './conversationIds.ts';

/** What a booking link is to lead to, and for whom. */
export interface LinkWanted {
  readonly conversation: ConversationId;
  /** Slug of the procedure that she is interested in. */
  readonly procedure: string | null;
  /** A time that she chose: the link leads to its form. */
  readonly visit: ChosenVisit | null;
  /** Where this server is reached from outside, `PUBLIC_URL`. */
  readonly publicUrl: string;
}

export type LinkResult =
  | { readonly type: 'shared'; readonly link: LinkId; readonly url: string; readonly expiresAt: Instant }
  /** Nothing is known of the conversation. */
  | { readonly type: 'unknownConversation' };

/**
 * Makes a booking link for a conversation and records that it was shared; whoever sends it is another's business.
 * The same cause gives the same address again, and one event.
 */
export async function shareBookingLink(
  log: Log,
  clinic: ClinicSlug,
  { conversation, procedure, visit, publicUrl }: LinkWanted,
  cause: Cause,
): Promise<LinkResult> {
  const link = idFrom(clinic, 'link', cause.id, visit?.startsAt ?? '') as LinkId; // a UUID of ours
  const at = cause.occurredAt;
  const { state } = await handle(log, {
    clinic,
    stream: conversationStream(clinic, conversation),
    fold: folds.conversation,
    cause,
    step: 'share',
    subject: (before) => (before.status === 'known' ? before.contact : null),
    decide(before) {
      if (before.status === 'unknown') return [];
      const { contact, channel, links, cameBy } = before;
      const campaign = cameBy?.campaign ?? null;
      return shareLink({ link, at, expiresAt: linkExpiry(at), contact, channel, procedure, visit, campaign }, links);
    },
  });
  // By what stands in the stream, now or since the first time.
  const shared = state.status === 'known' ? state.links.find((one) => one.link === link) : undefined;
  if (!shared) return { type: 'unknownConversation' };
  return { type: 'shared', link, url: await addressOf(log, clinic, conversation, shared, publicUrl), expiresAt: shared.expiresAt };
}

async function addressOf(
  { keys }: Log,
  clinic: ClinicSlug,
  conversation: ConversationId,
  { campaign, ...link }: SharedLink,
  publicUrl: string,
): Promise<string> {
  const token = await writeToken(keys, clinic, { ...link, conversation, campaign: known(campaign) });
  return `${publicUrl.replace(/\/+$/, '')}/b/${token}`;
}
