import type { AnyEvent } from '../../domain/catalogue.ts';
import {
  type ConversationState,
  evolveConversation,
  type KnownConversation,
  unknownConversation,
} from '../../domain/conversation/conversation.ts';
import { type ConversationEvent, conversationSchemas } from '../../domain/conversation/events.ts';
import { ownerOf } from '../../domain/conversation/owner.ts';
import { parseStreamName } from '../../domain/stream.ts';
import type { LoggedEvent } from '../../eventStore/codec/envelope.ts';
import type { ReadModel } from '../readModel.ts';
import { conversationChange, filterColumns } from './change.ts';

const isConversationEvent = (event: AnyEvent): event is ConversationEvent => Object.hasOwn(conversationSchemas, event.type);

/** The conversation's id and event, where that is what was logged; messages to somebody without a conversation stand in another stream. */
export function conversationEventOf({ event, stream }: LoggedEvent): { readonly id: string; readonly event: ConversationEvent } | null {
  if (!isConversationEvent(event)) return null;
  const name = parseStreamName(stream);
  return name?.category === 'conversation' && name.id !== null ? { id: name.id, event } : null;
}

/** Conversations: the row is the conversation's own state. */
export const conversations: ReadModel<KnownConversation> = {
  name: 'conversations',
  version: 4,
  table: 'conversation',
  key: { id: 'uuid' },
  keys(logged) {
    const its = conversationEventOf(logged);
    return its ? [{ clinic: logged.metadata.clinic, key: [its.id] }] : [];
  },
  evolve(row, logged) {
    const its = conversationEventOf(logged);
    const state: ConversationState = its ? evolveConversation(row ?? unknownConversation, its.event) : (row ?? unknownConversation);
    return state.status === 'unknown' ? null : state;
  },
  columns: {
    contact: { type: 'uuid', read: (row) => row.contact },
    channel: { type: 'text', read: (row) => row.channel },
    owner: { type: 'text', read: ownerOf },
    external_id: { type: 'text', read: (row) => row.externalId },
    active_at: { type: 'timestamptz', read: (row) => row.lastMessageAt ?? row.startedAt },
  },
  feed: {
    table: 'conversation_change',
    column: 'conversation',
    part: 'message',
    change: conversationChange,
    regrouped: { kind: 'ContactRegrouped', columns: filterColumns },
  },
};
