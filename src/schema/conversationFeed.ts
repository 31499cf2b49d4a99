import type { ConversationChangedFrame, ConversationFeedFilter, ConversationFrame } from '../projections/conversations/feedPort.ts';
import { builder } from './builder.ts';
import type { SchemaContext } from './context.ts';
import { Conversation, ConversationFilter } from './conversation.ts';
import { graphqlError } from './errors.ts';
import { changeFilter, FeedFrame, FeedHeartbeat, FeedReady, feedDescription, feedRequest } from './feedFrames.ts';
import { Message } from './message.ts';

const ConversationChanged = builder.objectRef<ConversationChangedFrame>('ConversationChanged').implement({
  interfaces: [FeedFrame],
  fields: (t) => ({
    occurredAt: t.field({ type: 'DateTime', resolve: ({ occurredAt }) => occurredAt }),
    conversation: t.field({
      description: 'As it is now, never older than the cursor.',
      type: Conversation,
      async resolve({ conversation }, _args, { loaders }) {
        const found = await loaders.conversations.load(conversation);
        if (!found) throw graphqlError('NOT_FOUND', 'the conversation is no longer to be seen');
        return found;
      },
    }),
    message: t.field({
      description: 'The message that came, or of which something became known; null for what is about the conversation itself.',
      type: Message,
      nullable: true,
      resolve: ({ message }, _args, { loaders }) => message && loaders.messages.load(message),
    }),
    left: t.boolean({ description: 'It matched the filter before this change, and no longer does.', resolve: ({ left }) => left }),
  }),
});

const ConversationFeedFrame = builder.unionType('ConversationFeedFrame', {
  types: [ConversationChanged, FeedReady, FeedHeartbeat],
  resolveType: ({ type }) => ({ changed: 'ConversationChanged', ready: 'FeedReady', heartbeat: 'FeedHeartbeat' })[type],
});

function feedFilter(filter: typeof ConversationFilter.$inferInput | null | undefined, context: SchemaContext): ConversationFeedFilter {
  const { owner, channel } = filter ?? {};
  return { ...changeFilter(filter ?? {}, context), ...(owner ? { owner } : {}), ...(channel ? { channel } : {}) };
}

builder.subscriptionField('conversationFeed', (t) =>
  t.field({
    description: feedDescription,
    type: ConversationFeedFrame,
    args: { after: t.arg({ type: 'Cursor' }), filter: t.arg({ type: ConversationFilter }) },
    subscribe: (_root, { after, filter }, context) =>
      context.feeds.conversations.subscribe(feedRequest(after, context), feedFilter(filter, context)),
    // As in `bookingFeed`.
    resolve: (frame) => frame as unknown as ConversationFrame,
  }),
);
