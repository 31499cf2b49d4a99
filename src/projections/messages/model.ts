import { evolveMessage, type MessageState } from '../../domain/conversation/messageState.ts';
import type { ConversationId } from '../../domain/ids.ts';
import { conversationEventOf } from '../conversations/model.ts';
import type { ReadModel } from '../readModel.ts';

/** A message as it stands, and the conversation that it belongs to. */
export interface MessageRow {
  readonly conversation: ConversationId;
  readonly message: MessageState;
}

/** Messages, in and out, a row each. */
export const messages: ReadModel<MessageRow> = {
  name: 'messages',
  version: 3,
  table: 'message',
  key: { id: 'uuid' },
  keys(logged) {
    const its = conversationEventOf(logged);
    if (!its || !('message' in its.event.data)) return [];
    const { message } = its.event.data;
    // What was decided is decided about all messages that were understood together.
    const together = 'together' in its.event.data ? its.event.data.together : [];
    return [message, ...together].map((one) => ({ clinic: logged.metadata.clinic, key: [one] }));
  },
  evolve(row, logged) {
    const its = conversationEventOf(logged);
    const message = its ? evolveMessage(row?.message, its.event) : row?.message;
    return its && message ? { conversation: row?.conversation ?? (its.id as ConversationId), message } : (row ?? null); // the stream's id is one
  },
  columns: {
    conversation: { type: 'uuid', read: (row) => row.conversation },
    direction: { type: 'text', read: (row) => row.message.direction },
    status: { type: 'text', read: (row) => row.message.status },
    sent_at: { type: 'timestamptz', read: (row) => row.message.at },
  },
};
