import type { GraphQLResolveInfo } from 'graphql';
import type { PageArguments } from '../database/keyset.ts';
import { ownerOf } from '../domain/conversation/owner.ts';
import type { ContactId, ConversationId } from '../domain/ids.ts';
import type { ContactKey } from '../projections/contacts/queries.ts';
import {
  type ConversationRecord,
  countConversations,
  type ConversationFilter as ListFilter,
  listConversations,
} from '../projections/conversations/queries.ts';
import { Booking } from './booking.ts';
import { builder } from './builder.ts';
import { connect, connectionOf, connectRows, listCost } from './connection.ts';
import { Contact, clinicsIn, contactOf, pageArguments } from './contact.ts';
import type { SchemaContext } from './context.ts';
import { ChannelEnum, ConversationOwnerEnum } from './enums.ts';
import { nodesAskFor } from './lookAhead.ts';
import { loadNode, Node, nodeId, readNodeId } from './node.ts';
import { conversationPlace, worldOf } from './world.ts';

const contactKey = ({ clinic, row }: ConversationRecord): ContactKey => ({ clinic, id: row.contact });

export const Conversation = builder.objectRef<ConversationRecord>('Conversation').implement({
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ resolve: ({ clinic, id }) => nodeId('Conversation', clinic, id) }),
    externalId: t.string({ description: "Chatwoot's own id of the conversation.", resolve: ({ row }) => row.externalId }),
    channel: t.field({ type: ChannelEnum, resolve: ({ row }) => row.channel }),
    owner: t.field({ type: ConversationOwnerEnum, resolve: ({ row }) => ownerOf(row) }),
    contact: t.field({
      type: Contact,
      resolve: (conversation, _args, context) => contactOf(conversation, contactKey(conversation), context, 'conversation'),
    }),
    lastMessageAt: t.field({ type: 'DateTime', nullable: true, resolve: ({ row }) => row.lastMessageAt }),
  }),
});

loadNode('Conversation', ({ clinic, id }, { loaders }) => loaders.conversations.load({ clinic, id: id as ConversationId })); // a UUID, by the id's grammar

const ConversationConnection = connectionOf('Conversation', Conversation, conversationPlace);

export const ConversationFilter = builder.inputType('ConversationFilter', {
  fields: (t) => ({
    clinic: t.string(),
    owner: t.field({ type: ConversationOwnerEnum }),
    channel: t.field({ type: [ChannelEnum] }),
    contactId: t.id(),
  }),
});

type Filter = typeof ConversationFilter.$inferInput | null | undefined;

/** The filter with its contact read: her and all who were merged into her; nobody when she is not to be seen. */
async function listFilter(filter: Filter, context: SchemaContext): Promise<ListFilter> {
  const { clinic, owner, channel, contactId } = filter ?? {};
  const name = contactId ? readNodeId(contactId, context, 'Contact') : null;
  const family = name && (await context.loaders.families.load({ clinic: name.clinic, id: name.id as ContactId })); // a UUID, by the id's grammar
  return {
    clinics: clinicsIn(clinic, context).filter((one) => !contactId || one === name?.clinic),
    owner: owner ?? null,
    channels: channel ?? null,
    contacts: contactId ? (family?.members ?? []) : null,
  };
}

async function conversationConnection(args: PageArguments, filter: Filter, context: SchemaContext, info: GraphQLResolveInfo) {
  const { database, viewer } = context;
  const asked = await listFilter(filter, context);
  return connect<ConversationRecord>(
    args,
    async (request) => {
      const page = await listConversations(database, viewer, asked, request);
      if (nodesAskFor('contact', info)) await context.loaders.contacts.readAhead(page.rows.map(contactKey));
      return page;
    },
    () => countConversations(database, viewer, asked),
  );
}

builder.queryField('conversations', (t) =>
  t.field({
    description: 'The one last written in first.',
    type: ConversationConnection,
    complexity: listCost,
    args: { ...pageArguments(t.arg), filter: t.arg({ type: ConversationFilter }) },
    resolve: (_root, { filter, ...args }, context, info) => conversationConnection(args, filter, context, info),
  }),
);

builder.objectField(Contact, 'conversations', (t) =>
  t.field({
    type: ConversationConnection,
    complexity: listCost,
    args: pageArguments(t.arg),
    async resolve(contact, args, context, info) {
      const { past } = worldOf(contact, context);
      if (past) return connectRows(args, past.conversations, conversationPlace);
      return conversationConnection(args, { contactId: nodeId('Contact', contact.clinic, contact.id) }, context, info);
    },
  }),
);

builder.objectField(Booking, 'conversation', (t) =>
  t.field({
    description: 'The one in which the booking link was shared; else the one that the contact last had on the channel of the booking.',
    type: Conversation,
    nullable: true,
    async resolve(booking, _args, context) {
      const { clinic, appointment } = booking;
      const { contact, channel, conversation } = appointment;
      const { conversations, latestConversations } = worldOf(booking, context);
      const linked = conversation && (await conversations.load({ clinic, id: conversation }));
      return linked ?? latestConversations.load({ clinic, contact, channel });
    },
  }),
);
