import { openLink } from '../../domain/conversation/bookingLink.ts';
import type { ConversationState } from '../../domain/conversation/conversation.ts';
import type { ClinicSlug, Instant } from '../../domain/ids.ts';
import type { BookingLinkToken } from '../bookingLinkToken.ts';
import { idFrom } from '../codec/envelope.ts';
import { type Cause, handle, type Log } from '../commandHandler.ts';
import { folds } from '../folds.ts';
import { conversationStream, touchId } from './conversationIds.ts';

/** What became of a link that was followed: the conversation in which it was shared, and whether this is a new visit. */
export interface OpenedLink {
  readonly conversation: ConversationState;
  readonly isNew: boolean;
}

/** Records that a person followed a link, once a visit. @param timeZone the clinic's, whose day an opening counts to */
export async function openBookingLink(
  log: Log,
  clinic: ClinicSlug,
  token: BookingLinkToken,
  at: Instant,
  timeZone: string,
): Promise<OpenedLink> {
  const { link, conversation, channel, campaign } = token;
  const cause: Cause = { id: idFrom(link, 'open', at), correlationId: conversation, actor: 'patient', channel, occurredAt: at };
  const touch = touchId(clinic, link, at, timeZone);
  const { state, events } = await handle(log, {
    clinic,
    stream: conversationStream(clinic, conversation),
    fold: folds.conversation,
    cause,
    step: 'open',
    subject: (before) => (before.status === 'known' ? before.contact : token.contact),
    decide: (before) => (before.status === 'known' ? openLink({ link, conversation, channel, campaign, at, touch }, before.links) : []),
  });
  return { conversation: state, isNew: events.length > 0 };
}
