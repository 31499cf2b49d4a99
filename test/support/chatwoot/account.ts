import type { ChatwootContact, ChatwootConversation, ChatwootInbox, ChatwootMessage, ChatwootStatus, NewMessage } from './model.ts';
import { contactBody, conversationBody, messageBody, wireText } from './payloads.ts';

/** Inboxes of the ids that the fixtures have, one a channel. */
export const inboxes = {
  whatsapp: { id: 31, name: 'Clinic WhatsApp', channel: 'Channel::Whatsapp' },
  instagram: { id: 32, name: 'Clinic Instagram', channel: 'Channel::Instagram' },
  widget: { id: 33, name: 'Website Chat', channel: 'Channel::WebWidget' },
  api: { id: 36, name: 'Patient Portal', channel: 'Channel::Api' },
  email: { id: 38, name: 'Clinic e-mail', channel: 'Channel::Email' },
} as const satisfies Record<string, ChatwootInbox>;

export interface AccountOptions {
  readonly id?: number;
  /** The time, as Chatwoot's clock has it. */
  readonly now?: () => Date;
  /** Ids are counted from here, so that two accounts of a test have none in common. */
  readonly firstId?: number;
}

export interface NewConversation {
  readonly inbox?: ChatwootInbox;
  /** Her address on the channel; by default what the channel would make of her phone, or an id. */
  readonly sourceId?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly status?: ChatwootStatus;
}

/**
 * A Chatwoot account in memory: what people do in it changes it, and each change makes the bodies that its webhooks send,
 * as they stood at that moment.
 */
export interface ChatwootAccount {
  readonly id: number;
  readonly inboxes: readonly ChatwootInbox[];
  readonly contacts: readonly ChatwootContact[];
  readonly conversations: readonly ChatwootConversation[];
  readonly messages: readonly ChatwootMessage[];
  /** Hears of every body, in the order in which it was made. */
  onWebhook: (body: string) => void;
  addContact(of: Partial<Omit<ChatwootContact, 'id'>>): ChatwootContact;
  changeContact(contact: ChatwootContact, change: Partial<Pick<ChatwootContact, 'name' | 'phone' | 'email'>>): void;
  addConversation(contact: ChatwootContact, of?: NewConversation): ChatwootConversation;
  /** A message comes, by default one that she wrote; hers opens a conversation that was resolved. */
  addMessage(conversation: ChatwootConversation, of: NewMessage): ChatwootMessage;
  /** What becomes known of a message later. */
  changeMessage(
    message: ChatwootMessage,
    change: Partial<Pick<ChatwootMessage, 'content' | 'contentAttributes' | 'sourceId' | 'status'>>,
  ): void;
  /** As an agent's dashboard does: the words go, a mark stays. */
  deleteMessage(message: ChatwootMessage): void;
  setStatus(conversation: ChatwootConversation, status: ChatwootStatus): void;
  setLabels(conversation: ChatwootConversation, labels: readonly string[]): void;
  setCustomAttributes(conversation: ChatwootConversation, attributes: Readonly<Record<string, unknown>>): void;
}

export function createChatwootAccount({ id = 7, now = () => new Date(), firstId = 1_000 }: AccountOptions = {}): ChatwootAccount {
  const name = { id, name: 'Blue Mountain Aesthetics' };
  const contacts: ChatwootContact[] = [];
  const conversations: ChatwootConversation[] = [];
  const messages: ChatwootMessage[] = [];
  let lastId = firstId;
  const nextId = (): number => ++lastId;

  const tell = (event: string, body: object): void => account.onWebhook(wireText({ ...body, event }));
  const tellMessage = (event: string, message: ChatwootMessage): void => tell(event, messageBody(message, name));
  const tellConversation = (event: string, conversation: ChatwootConversation, more: object = {}): void =>
    tell(event, { ...conversationBody(conversation, name), ...more });

  const account: ChatwootAccount = {
    id,
    inboxes: Object.values(inboxes),
    contacts,
    conversations,
    messages,
    onWebhook() {},

    addContact({ name: called = 'Keisha Brown', phone = null, email = null, identifier = null, attributes = {} }) {
      const contact = { id: nextId(), name: called, phone, email, identifier, attributes };
      contacts.push(contact);
      tell('contact_created', contactBody(contact, name));
      return contact;
    },

    changeContact(contact, change) {
      const changes = Object.entries(change).map(([field, value]) => ({
        [field === 'phone' ? 'phone_number' : field]: { previous_value: contact[field as keyof typeof change], current_value: value }, // its own fields
      }));
      Object.assign(contact, change);
      const updated = { updated_at: { previous_value: null, current_value: now().toISOString() } };
      tell('contact_updated', { ...contactBody(contact, name), changed_attributes: [...changes, updated] });
    },

    addConversation(contact, { inbox = inboxes.whatsapp, sourceId, attributes = {}, status = 'pending' } = {}) {
      const conversation: ChatwootConversation = {
        id: nextId(),
        inbox,
        contact,
        sourceId: sourceId ?? addressOf(inbox, contact),
        attributes,
        createdAt: now(),
        updatedAt: now(),
        messages: [],
        status,
        labels: [],
        customAttributes: {},
      };
      conversations.push(conversation);
      return conversation;
    },

    addMessage(conversation, of) {
      const { type = 'incoming', content = null, contentType = 'text', contentAttributes = {}, attachments = [], isPrivate = false } = of;
      const sender = of.sender === undefined ? ({ type: 'contact' } as const) : of.sender;
      const isFirst = conversation.messages.length === 0;
      const createdAt = now();
      const { templateParams } = of;
      const message: ChatwootMessage = {
        id: nextId(),
        conversation,
        type,
        sender,
        isPrivate,
        content,
        contentType,
        contentAttributes,
        attachments,
        templateParams,
        createdAt,
        updatedAt: createdAt,
        sourceId: null,
        status: 'sent',
      };
      conversation.messages.push(message);
      messages.push(message);
      conversation.updatedAt = createdAt;
      const reopens = type === 'incoming' && conversation.status === 'resolved';
      if (reopens) account.setStatus(conversation, 'pending');
      if (isFirst) tellConversation('conversation_created', conversation);
      tellMessage('message_created', message);
      return message;
    },

    changeMessage(message, change) {
      Object.assign(message, change, { updatedAt: now() });
      tellMessage('message_updated', message);
    },

    deleteMessage(message) {
      const contentAttributes = { ...message.contentAttributes, deleted: true };
      account.changeMessage(message, { content: 'This message was deleted', contentAttributes });
    },

    setStatus(conversation, status) {
      const { status: before, updatedAt } = conversation;
      if (before === status) return;
      Object.assign(conversation, { status, updatedAt: now() });
      const changed_attributes = [
        { status: { previous_value: before, current_value: status } },
        { updated_at: { previous_value: updatedAt.toISOString(), current_value: conversation.updatedAt.toISOString() } },
      ];
      tellConversation('conversation_status_changed', conversation, { changed_attributes: null });
      tellConversation('conversation_updated', conversation, { changed_attributes });
      if (status === 'resolved') tellConversation('conversation_resolved', conversation);
      if (status === 'open') tellConversation('conversation_opened', conversation);
    },

    setLabels(conversation, labels) {
      const previous = conversation.labels;
      Object.assign(conversation, { labels, updatedAt: now() });
      const changed_attributes = [{ label_list: { previous_value: previous, current_value: labels } }];
      tellConversation('conversation_updated', conversation, { changed_attributes });
    },

    setCustomAttributes(conversation, customAttributes) {
      const previous = conversation.customAttributes;
      Object.assign(conversation, { customAttributes, updatedAt: now() });
      const changed_attributes = [{ custom_attributes: { previous_value: previous, current_value: customAttributes } }];
      tellConversation('conversation_updated', conversation, { changed_attributes });
    },
  };
  return account;
}

/** What a channel calls her: WhatsApp by the digits of her number, e-mail by her address, the others by an id of their own. */
function addressOf({ channel }: ChatwootInbox, { id, phone, email }: ChatwootContact): string {
  if (channel === 'Channel::Whatsapp' && phone !== null) return phone.replace('+', '');
  if (channel === 'Channel::Email' && email !== null) return email;
  if (channel === 'Channel::Instagram' || channel === 'Channel::FacebookPage') return `61200000000${id}`;
  return `0c9d1f6e-0000-4000-8000-${String(id).padStart(12, '0')}`;
}
