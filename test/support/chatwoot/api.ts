import type { ChatwootAccount } from './account.ts';
import type { ApiRequest } from './faults.ts';
import type { ChatwootContact, ChatwootConversation, ChatwootMessage, ChatwootSender, ChatwootStatus } from './model.ts';

/** The two kinds of token that Chatwoot knows. */
export interface ApiTokens {
  readonly bot: string;
  readonly user: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
  /** The message that the request stored. */
  readonly stored?: ChatwootMessage;
}

const bot = { type: 'agent_bot', id: 3, name: 'Concierge' } as const;
const apiUser = { type: 'user', id: 21, name: 'Integration' } as const;

const ok = (body: unknown, stored?: ChatwootMessage): ApiAnswer => ({ status: 200, body, ...(stored ? { stored } : {}) });
const refused = (status: number, error: string): ApiAnswer => ({ status, body: { error } });
const notFound = refused(404, 'Resource could not be found');

type Handler = (request: ApiRequest, sender: ChatwootSender, ids: readonly number[]) => ApiAnswer;

/** Answers as the API does (integrations.md 4): a bot's token opens little, a stored message is not a delivered one. */
export function createApi(account: ChatwootAccount, tokens: ApiTokens): (request: ApiRequest) => ApiAnswer {
  const conversationOf = (id: number | undefined): ChatwootConversation | undefined => account.conversations.find((one) => one.id === id);

  const withConversation =
    (work: (conversation: ChatwootConversation, request: ApiRequest, sender: ChatwootSender) => ApiAnswer): Handler =>
    (request, sender, [id]) => {
      const conversation = conversationOf(id);
      return conversation ? work(conversation, request, sender) : notFound;
    };

  /** Method and path below the account, whether a bot may, and what it does. */
  const routes: readonly (readonly [method: string, path: RegExp, forBots: boolean, handler: Handler])[] = [
    [
      'POST',
      /^\/conversations\/(\d+)\/messages$/,
      true,
      withConversation((of, { body }, sender) => createMessage(account, of, body, sender)),
    ],
    ['GET', /^\/conversations\/(\d+)\/messages$/, false, withConversation((of, { query }) => ok(messagePage(of, query)))],
    ['POST', /^\/conversations\/(\d+)\/toggle_status$/, true, withConversation((of, { body }) => toggleStatus(account, of, body))],
    ['GET', /^\/conversations\/(\d+)\/labels$/, false, withConversation((of) => ok({ payload: of.labels }))],
    [
      'POST',
      /^\/conversations\/(\d+)\/labels$/,
      false,
      withConversation((of, { body }) => {
        // The whole list, whatever was there.
        account.setLabels(of, Array.isArray(body.labels) ? body.labels.map(String) : []);
        return ok({ payload: of.labels });
      }),
    ],
    [
      'POST',
      /^\/conversations\/(\d+)\/custom_attributes$/,
      true,
      withConversation((of, { body }) => {
        account.setCustomAttributes(of, isRecord(body.custom_attributes) ? body.custom_attributes : {});
        return ok({ custom_attributes: of.customAttributes });
      }),
    ],
    ['POST', /^\/conversations$/, true, ({ body }, sender) => createConversation(account, body, sender)],
    ['GET', /^\/contacts\/search$/, false, ({ query }) => ok(search(account, query.get('q') ?? ''))],
    ['POST', /^\/contacts$/, false, ({ body }) => createContact(account, body)],
    [
      'GET',
      /^\/contacts\/(\d+)\/conversations$/,
      false,
      (_request, _sender, [id]) =>
        ok({ payload: account.conversations.filter(({ contact }) => contact.id === id).map(conversationFields) }),
    ],
  ];

  return (request) => {
    if (request.token !== tokens.bot && request.token !== tokens.user) return refused(401, 'Invalid Access Token');
    const isBot = request.token === tokens.bot;
    for (const [method, path, forBots, handler] of routes) {
      const match = method === request.method ? path.exec(request.path) : null;
      if (!match) continue;
      if (isBot && !forBots) return refused(401, 'Access to this endpoint is not authorized for bots');
      return handler(request, isBot ? bot : apiUser, match.slice(1).map(Number));
    }
    return notFound;
  };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

// Messages

function createMessage(
  account: ChatwootAccount,
  conversation: ChatwootConversation,
  body: ApiRequest['body'],
  sender: ChatwootSender,
): ApiAnswer {
  const type = body.message_type === 'incoming' ? 'incoming' : 'outgoing';
  if (type === 'incoming' && conversation.inbox.channel !== 'Channel::Api')
    return refused(422, 'Incoming messages are only allowed in Api inboxes');
  const attributes =
    typeof body.content_attributes === 'string' ? (JSON.parse(body.content_attributes) as unknown) : body.content_attributes;
  const closed = !mayReply(conversation);
  const message = account.addMessage(conversation, {
    type,
    sender: type === 'incoming' ? { type: 'contact' } : sender,
    content: text(body.content),
    contentType: text(body.content_type) ?? 'text',
    contentAttributes: isRecord(attributes) ? attributes : {},
    isPrivate: body.private === true,
    ...(body.template_params === undefined ? {} : { templateParams: body.template_params }),
  });
  // A message with a source is taken for one that came from the channel, and is not delivered.
  if (text(body.source_id) !== null) message.sourceId = text(body.source_id);
  const answer = ok(messageFields(message), message);
  // Free text outside the window is stored, looks for a template, and fails.
  if (closed && type === 'outgoing' && !message.isPrivate && body.template_params === undefined) {
    const error = { ...message.contentAttributes, external_error: 'Template not found or invalid template name' };
    account.changeMessage(message, { status: 'failed', contentAttributes: error });
  }
  return answer;
}

/** Meta's day after her last message, on WhatsApp; a conversation in which she never wrote has no window. */
function mayReply({ inbox, messages, updatedAt }: ChatwootConversation): boolean {
  if (inbox.channel !== 'Channel::Whatsapp') return true;
  const last = messages.findLast((one) => one.type === 'incoming');
  return last !== undefined && updatedAt.getTime() - last.createdAt.getTime() < 24 * 3_600_000;
}

const types = { incoming: 0, outgoing: 1, template: 3 } as const;

const senderFields = ({ sender, conversation }: ChatwootMessage): object => {
  if (sender === null) return {};
  if (sender.type === 'contact') return { sender: contactFields(conversation.contact) };
  return { sender: { id: sender.id, name: sender.name, avatar_url: '', type: sender.type } };
};

export const messageFields = (message: ChatwootMessage): object => ({
  id: message.id,
  content: message.content,
  inbox_id: message.conversation.inbox.id,
  conversation_id: message.conversation.id,
  message_type: types[message.type],
  content_type: message.contentType,
  status: message.status,
  content_attributes: message.contentAttributes,
  created_at: Math.floor(message.createdAt.getTime() / 1_000),
  private: message.isPrivate,
  source_id: message.sourceId,
  ...senderFields(message),
});

/** Twenty of them, before or after one, the oldest first. */
function messagePage({ messages, contact, labels, attributes }: ChatwootConversation, query: URLSearchParams): object {
  const [after, before] = ['after', 'before'].map((name) => (query.has(name) ? Number(query.get(name)) : null));
  const fitting = messages.filter(
    ({ id }) => (after === null || after === undefined || id > after) && (before === null || before === undefined || id < before),
  );
  const page = typeof after === 'number' ? fitting.slice(0, 100) : fitting.slice(-20);
  return {
    meta: { labels, additional_attributes: attributes, contact: { payload: contactFields(contact) } },
    payload: page.map(messageFields),
  };
}

// Conversations

function toggleStatus(account: ChatwootAccount, conversation: ChatwootConversation, { status }: ApiRequest['body']): ApiAnswer {
  const statuses: readonly ChatwootStatus[] = ['open', 'pending', 'resolved', 'snoozed'];
  const wanted = statuses.find((one) => one === status) ?? (conversation.status === 'resolved' ? 'open' : 'resolved');
  account.setStatus(conversation, wanted);
  return ok({
    meta: {},
    payload: { success: true, conversation_id: conversation.id, current_status: conversation.status, snoozed_until: null },
  });
}

const conversationFields = ({
  id,
  inbox,
  status,
  contact,
  messages,
  createdAt,
  customAttributes,
  labels,
  sourceId,
}: ChatwootConversation) => ({
  id,
  inbox_id: inbox.id,
  status,
  labels,
  custom_attributes: customAttributes,
  created_at: Math.floor(createdAt.getTime() / 1_000),
  meta: { sender: contactFields(contact), channel: inbox.channel },
  contact_inbox: { source_id: sourceId, inbox_id: inbox.id },
  messages: messages.slice(-1).map(messageFields),
});

function createConversation(account: ChatwootAccount, body: ApiRequest['body'], sender: ChatwootSender): ApiAnswer {
  const contact = account.contacts.find(({ id }) => id === Number(body.contact_id));
  const inbox = account.inboxes.find(({ id }) => id === Number(body.inbox_id));
  if (!contact || !inbox) return notFound;
  if (/Instagram|FacebookPage/.test(inbox.channel)) return refused(422, 'Unsupported operation for this channel');
  const sourceId = text(body.source_id);
  const conversation = account.addConversation(contact, { inbox, status: 'open', ...(sourceId === null ? {} : { sourceId }) });
  const first = isRecord(body.message) ? createMessage(account, conversation, body.message, sender) : null;
  return ok(conversationFields(conversation), first?.stored);
}

// Contacts

const contactFields = ({ id, name, phone, email, identifier, attributes }: ChatwootContact) => ({
  additional_attributes: attributes,
  availability_status: 'offline',
  email,
  id,
  name,
  phone_number: phone,
  blocked: false,
  identifier,
  thumbnail: '',
  custom_attributes: {},
});

function foundContact(account: ChatwootAccount, contact: ChatwootContact): object {
  const its = account.conversations.filter((one) => one.contact === contact);
  const contact_inboxes = its.map(({ sourceId, inbox: { id, name, channel } }) => ({
    source_id: sourceId,
    inbox: { id, avatar_url: '', channel_id: id, name, channel_type: channel, provider: null },
  }));
  return { ...contactFields(contact), last_activity_at: null, created_at: 0, contact_inboxes };
}

/** By parts of name, address, number and identifier; of those who have one of the last three. */
function search(account: ChatwootAccount, query: string): object {
  const wanted = query.toLowerCase();
  const found = account.contacts.filter(({ name, email, phone, identifier }) => {
    const known = [email, phone, identifier].filter((one) => one !== null);
    return known.length > 0 && [name, ...known].some((one) => one.toLowerCase().includes(wanted));
  });
  return { meta: { count: found.length, current_page: '1' }, payload: found.slice(0, 15).map((one) => foundContact(account, one)) };
}

function createContact(account: ChatwootAccount, body: ApiRequest['body']): ApiAnswer {
  const [phone, email] = [text(body.phone_number), text(body.email)];
  const taken = (field: string, label: string): ApiAnswer => ({
    status: 422,
    body: { message: `${label} has already been taken`, attributes: [field] },
  });
  if (phone !== null && !/^\+[1-9]\d{1,14}$/.test(phone))
    return { status: 422, body: { message: 'Phone number should be in e164 format', attributes: ['phone_number'] } };
  if (phone !== null && account.contacts.some((one) => one.phone === phone)) return taken('phone_number', 'Phone number');
  if (email !== null && account.contacts.some((one) => one.email === email)) return taken('email', 'Email');
  const contact = account.addContact({ name: text(body.name) ?? '', phone, email });
  return ok({ payload: { contact: foundContact(account, contact), contact_inbox: null } });
}
