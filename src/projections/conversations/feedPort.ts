import type { Channel } from '../../domain/channel.ts';
import type { ConversationOwner } from '../../domain/conversation/owner.ts';
import type { Instant } from '../../domain/ids.ts';
import type { ChangeFeeds, ChangeFilter } from '../feed/changeFeed.ts';
import type { FeedMark } from '../feed/port.ts';
import type { MessageKey } from '../messages/queries.ts';
import type { ConversationKey } from './queries.ts';

/** Which conversations a feed is about; what is left out is not asked. */
export interface ConversationFeedFilter extends ChangeFilter {
  readonly owner?: ConversationOwner;
  readonly channel?: readonly Channel[];
}

/** Something happened in a conversation; conversation and message are read when the frame is served. */
export interface ConversationChangedFrame {
  readonly type: 'changed';
  readonly cursor: string;
  readonly occurredAt: Instant;
  readonly conversation: ConversationKey;
  /** Null for what is about the conversation itself. */
  readonly message: MessageKey | null;
  /** It matched the filter before this change, and no longer does. */
  readonly left: boolean;
}

export type ConversationFrame = ConversationChangedFrame | FeedMark;

/** The conversation feeds of this process. */
export type ConversationFeeds = ChangeFeeds<ConversationFeedFilter, ConversationChangedFrame>;
