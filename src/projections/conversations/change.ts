import type { AnyEvent } from '../../domain/catalogue.ts';
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

/** Nobody sees these in a conversation: what brought her, and the handing over of a message before it is known what came of that. */
const unseen: readonly AnyEvent['type'][] = ['TouchRecorded', 'MessageAttempted', 'MessageNotStored'];

/** Whatever is to be seen of a conversation is told, with the message that it is about. */
export function conversationChange(
  { event }: LoggedEvent,
  before: KnownConversation | undefined,
  after: KnownConversation | undefined,
): Change | null {
  if (!after || unseen.includes(event.type)) return null;
  const message = 'message' in event.data ? event.data.message : null;
  return { kind: event.type, part: message, before: filterColumns(before), after: filterColumns(after) };
}

/** What a filter may ask of a conversation. */
export const filterColumns = (of: KnownConversation | undefined): ConversationFilterColumns | null =>
  of ? { owner: ownerOf(of), channel: of.channel, contact: of.contact } : null;
