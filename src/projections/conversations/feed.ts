import type { Database } from '../../database/database.ts';
import type { ConversationId, MessageId } from '../../domain/ids.ts';
import { openChangeFeeds } from '../feed/changeFeed.ts';
import type { ChangeTable } from '../feed/changeTable.ts';
import type { FeedOptions } from '../feed/feed.ts';
import type { ConversationFilterColumns } from './change.ts';
import type { ConversationFeedFilter, ConversationFeeds } from './feedPort.ts';

/** What conversation feeds read. */
export const conversationChanges: ChangeTable = {
  table: 'conversation_change',
  column: 'conversation',
  part: 'message',
  model: 'conversations',
};

/** Opens the conversation feeds of the process. */
export const openConversationFeeds = (database: Database, options: FeedOptions): ConversationFeeds =>
  openChangeFeeds(
    database,
    {
      table: conversationChanges,
      matches,
      // The projection writes the ids of conversations, and of messages in them.
      frameOf: ({ occurredAt, clinic, id, part }, cursor, left) =>
        ({
          type: 'changed',
          cursor,
          occurredAt,
          conversation: { clinic, id: id as ConversationId },
          message: part === null ? null : { clinic, id: part as MessageId },
          left,
        }) as const,
    },
    options,
  );

const matches = ({ owner, channel }: ConversationFeedFilter, of: ConversationFilterColumns): boolean =>
  (!owner || owner === of.owner) && (!channel || channel.includes(of.channel));
