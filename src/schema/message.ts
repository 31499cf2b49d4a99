import type { Attachment as AttachmentRecord } from '../domain/conversation/message.ts';
import { known } from '../domain/event.ts';
import type { MessageId } from '../domain/ids.ts';
import { countMessages, listMessages, type MessageRecord } from '../projections/messages/queries.ts';
import { Booking } from './booking.ts';
import { builder } from './builder.ts';
import { connect, connectionOf, connectRows, listCost } from './connection.ts';
import { pageArguments } from './contact.ts';
import { Conversation } from './conversation.ts';
import { AuthorEnum, MessageDirectionEnum, MessagePurposeEnum, MessageStatusEnum } from './enums.ts';
import { loadNode, Node, nodeId } from './node.ts';
import { messagePlace, worldOf } from './world.ts';

const Attachment = builder.objectRef<AttachmentRecord>('Attachment').implement({
  fields: (t) => ({
    kind: t.exposeString('kind'),
    url: t.exposeString('url', {
      nullable: true,
      description: 'As the channel gave it; those of Instagram expire. A place is a geo: URI.',
    }),
  }),
});

export const Message = builder.objectRef<MessageRecord>('Message').implement({
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ resolve: ({ clinic, id }) => nodeId('Message', clinic, id) }),
    externalId: t.string({
      description: "Chatwoot's own id of the message, once it has one.",
      nullable: true,
      resolve: ({ row }) => row.message.externalId,
    }),
    direction: t.field({ type: MessageDirectionEnum, resolve: ({ row }) => row.message.direction }),
    author: t.field({ type: AuthorEnum, resolve: ({ row }) => row.message.author }),
    text: t.string({ nullable: true, resolve: ({ row }) => known(row.message.text) }),
    attachments: t.field({ type: [Attachment], resolve: ({ row }) => [...(known(row.message.attachments) ?? [])] }),
    sentAt: t.field({ type: 'DateTime', resolve: ({ row }) => row.message.at }),
    status: t.field({ type: MessageStatusEnum, resolve: ({ row }) => row.message.status }),
    reason: t.string({ nullable: true, resolve: ({ row }) => known(row.message.reason) }),
    purpose: t.field({ type: MessagePurposeEnum, nullable: true, resolve: ({ row }) => row.message.about?.purpose ?? null }),
    booking: t.field({
      type: Booking,
      nullable: true,
      resolve(message, _args, context) {
        const id = message.row.message.about?.booking ?? null;
        return id && worldOf(message, context).bookings.load({ clinic: message.clinic, id });
      },
    }),
  }),
});

loadNode('Message', ({ clinic, id }, { loaders }) => loaders.messages.load({ clinic, id: id as MessageId })); // a UUID, by the id's grammar

const MessageConnection = connectionOf('Message', Message, messagePlace);

builder.objectField(Conversation, 'messages', (t) =>
  t.field({
    description: 'The latest first.',
    type: MessageConnection,
    complexity: listCost,
    args: pageArguments(t.arg),
    async resolve(conversation, args, context) {
      const { past } = worldOf(conversation, context);
      if (past) return connectRows(args, past.messagesOf(conversation), messagePlace);
      const { database, viewer } = context;
      return connect(
        args,
        (page) => listMessages(database, viewer, conversation, page),
        () => countMessages(database, viewer, conversation),
      );
    },
  }),
);
