import type { ChatwootContact, ChatwootConversation, ChatwootMessage } from './model.ts';

// The shapes of integrations.md 3.3, as Chatwoot's serializers make them.

export interface AccountName {
  readonly id: number;
  readonly name: string;
}

/** A body as it goes over the wire: Rails writes some characters as escapes, so that a body that was read and written again has other bytes. */
export const wireText = (body: object): string =>
  JSON.stringify(body).replace(/[&<>\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

const seconds = (date: Date): number => Math.floor(date.getTime() / 1_000);
const fraction = (date: Date): number => date.getTime() / 1_000;

const types = { incoming: 0, outgoing: 1, template: 3 } as const;
const senderTypes = { contact: 'Contact', user: 'User', agent_bot: 'AgentBot' } as const;

const contactFields = ({ id, name, phone, email, identifier, attributes }: ChatwootContact) => ({
  additional_attributes: attributes,
  custom_attributes: {},
  email,
  id,
  identifier,
  name,
  phone_number: phone,
  thumbnail: '',
  blocked: false,
});

export const contactBody = (contact: ChatwootContact, account: AccountName): object => ({ account, avatar: '', ...contactFields(contact) });

function embeddedSender({ sender, conversation }: ChatwootMessage): object {
  if (sender === null) return {};
  if (sender.type === 'contact') return { sender: { ...contactFields(conversation.contact), type: 'contact' } };
  return { sender: { id: sender.id, name: sender.name, available_name: sender.name, avatar_url: '', type: sender.type, thumbnail: '' } };
}

/** A message inside its conversation: numbers for types, whole seconds for its time. */
export const embeddedMessage = (message: ChatwootMessage, account: AccountName): object => ({
  id: message.id,
  content: message.content,
  account_id: account.id,
  inbox_id: message.conversation.inbox.id,
  conversation_id: message.conversation.id,
  message_type: types[message.type],
  created_at: seconds(message.createdAt),
  updated_at: message.updatedAt.toISOString(),
  private: message.isPrivate,
  status: message.status,
  source_id: message.sourceId,
  content_type: message.contentType,
  content_attributes: message.contentAttributes,
  sender_type: message.sender === null ? null : senderTypes[message.sender.type],
  sender_id: message.sender === null || message.sender.type === 'contact' ? null : message.sender.id,
  external_source_ids: {},
  additional_attributes: message.templateParams === undefined ? {} : { template_params: message.templateParams },
  processed_message_content: message.content,
  sentiment: {},
  ...(message.attachments.length === 0 ? {} : { attachments: message.attachments }),
  conversation: { assignee_id: null, unread_count: 1, last_activity_at: seconds(message.conversation.updatedAt) },
  ...embeddedSender(message),
});

/** Tells whether Meta's day is not over; other channels take a reply at any time. */
function canReply({ inbox, messages, updatedAt }: ChatwootConversation): boolean {
  if (!/Whatsapp|Instagram|FacebookPage/.test(inbox.channel)) return true;
  const last = messages.findLast(({ type }) => type === 'incoming');
  return last !== undefined && updatedAt.getTime() - last.createdAt.getTime() < 24 * 3_600_000;
}

export function conversationBody(conversation: ChatwootConversation, account: AccountName): object {
  const { inbox, contact, messages, createdAt, updatedAt } = conversation;
  const last = messages.findLast(({ isPrivate }) => !isPrivate);
  return {
    additional_attributes: conversation.attributes,
    can_reply: canReply(conversation),
    channel: inbox.channel,
    contact_inbox: {
      id: 9_000 + conversation.id,
      contact_id: contact.id,
      inbox_id: inbox.id,
      source_id: conversation.sourceId,
      created_at: createdAt.toISOString(),
      updated_at: createdAt.toISOString(),
      hmac_verified: false,
      pubsub_token: `pubsub-of-${contact.id}`,
    },
    id: conversation.id,
    inbox_id: inbox.id,
    messages: last ? [embeddedMessage(last, account)] : [],
    labels: conversation.labels,
    meta: { sender: { ...contactFields(contact), type: 'contact' }, assignee: null, assignee_type: null, team: null, hmac_verified: false },
    status: conversation.status,
    custom_attributes: conversation.customAttributes,
    snoozed_until: null,
    unread_count: 1,
    first_reply_created_at: null,
    priority: null,
    waiting_since: 0,
    agent_last_seen_at: 0,
    contact_last_seen_at: 0,
    last_activity_at: seconds(updatedAt),
    timestamp: seconds(updatedAt),
    created_at: seconds(createdAt),
    updated_at: fraction(updatedAt),
  };
}

function topSender({ sender, conversation }: ChatwootMessage, account: AccountName): object | null {
  if (sender === null) return null;
  if (sender.type === 'contact') return contactBody(conversation.contact, account);
  return {
    id: sender.id,
    name: sender.name,
    ...(sender.type === 'user' ? { email: `${sender.id}@clinic.example.com` } : {}),
    type: sender.type,
  };
}

/** A message at the top of a body, with its conversation around it: words for types, and no status. */
export const messageBody = (message: ChatwootMessage, account: AccountName): object => ({
  account,
  additional_attributes: message.templateParams === undefined ? {} : { template_params: message.templateParams },
  content_attributes: message.contentAttributes,
  content_type: message.contentType,
  content: message.content,
  conversation: conversationBody(message.conversation, account),
  created_at: message.createdAt.toISOString(),
  id: message.id,
  inbox: { id: message.conversation.inbox.id, name: message.conversation.inbox.name },
  message_type: message.type,
  private: message.isPrivate,
  sender: topSender(message, account),
  source_id: message.sourceId,
  ...(message.attachments.length === 0 ? {} : { attachments: message.attachments }),
});
