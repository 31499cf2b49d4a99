import type { Channel } from '../../domain/channel.ts';
import type { KnownConversation } from '../../domain/conversation/conversation.ts';
import { type ConversationOwner, ownerOf } from '../../domain/conversation/owner.ts';
import type { ContactId } from '../../domain/ids.ts';
import type { LoggedEvent } from '../../eventStore/codec/envelope.ts';
import type { Change } from '../readModel.ts';

/** What a filter may ask of a conversation. */
export interface ConversationFilterColumns {
  readonly owner: ConversationOwner;
  readonly channel: Channel;
  readonly contact: ContactId;
}

/** Whatever happens in a conversation is told, with the message that it is about; a touch is not to be seen in it. */
export function conversationChange(
  { event }: LoggedEvent,
  before: KnownConversation | undefined,
  after: KnownConversation | undefined,
): Change | null {
  if (!after || event.type === 'TouchRecorded') return null;
  const message = 'message' in event.data ? event.data.message : null;
  return { kind: event.type, part: message, before: filterColumns(before), after: filterColumns(after) };
}

/** What a filter may ask of a conversation. */
export const filterColumns = (of: KnownConversation | undefined): ConversationFilterColumns | null =>
  of ? { owner: ownerOf(of), channel: of.channel, contact: of.contact } : null;
