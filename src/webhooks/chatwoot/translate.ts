import type { ConversationReport, MessageReport, ReportedPerson, TouchReport } from '../../domain/conversation/report.ts';
import { type Instant, instantOf } from '../../domain/ids.ts';
import type { ChatwootAccount } from '../../eventStore/commands/conversationIds.ts';
import { type ChatwootBody, type ChatwootConversation, type ChatwootMessage, isMessageEvent, readBody } from './body.ts';
import { channelOf, type Inbox } from './channel.ts';
import { readMessage } from './messages.ts';
import { readMoment } from './moment.ts';
import { identifiersOf, type NamedContact, nameOf, plainAddress } from './person.ts';
import { messageTouch, refererTouch } from './touches.ts';

/** What a body comes to. Reasons are for people and hold nothing of the body. */
export type ChatwootTranslation =
  | { readonly kind: 'conversation'; readonly trigger: string; readonly account: ChatwootAccount; readonly report: ConversationReport }
  /** Somebody whom Chatwoot knows, with no conversation. */
  | { readonly kind: 'contact'; readonly trigger: string; readonly account: ChatwootAccount; readonly person: ReportedPerson }
  /** Readable, and says nothing that is kept. */
  | { readonly kind: 'ignored'; readonly trigger: string; readonly reason: string }
  /** Cannot be read. */
  | { readonly kind: 'parked'; readonly trigger: string | null; readonly reason: string };

/** What the translator knows of the clinic. */
export interface ChatwootClinic {
  /** ISO 3166: national phone numbers are read in it. */
  readonly country: string;
  readonly chatwoot: { readonly host: string; readonly accountId: number | null; readonly inboxes: readonly Inbox[] };
}

/** Events that say nothing of a conversation or a contact, and why; integrations.md 3.2. */
const ignored: Readonly<Record<string, string>> = {
  webwidget_triggered: 'opening the widget is not a message',
  conversation_typing_on: 'that somebody types says nothing yet',
  conversation_typing_off: 'that somebody types says nothing yet',
  inbox_created: 'inboxes are named in the clinic file',
  inbox_updated: 'inboxes are named in the clinic file',
};

const conversationEvents = [
  'conversation_created',
  'conversation_updated',
  'conversation_status_changed',
  'conversation_opened',
  'conversation_resolved',
];
const contactEvents = ['contact_created', 'contact_updated'];

/**
 * Reads a Chatwoot body, of an account webhook or of an agent bot. Pure: the same body, received at the same moment, always reads the same.
 * @param receivedAt stands in where a body says no time of its own
 */
export function translateChatwoot(raw: Uint8Array | string, clinic: ChatwootClinic, receivedAt: Instant): ChatwootTranslation {
  const body = readBody(raw);
  if (!body) return { kind: 'parked', trigger: null, reason: 'the body is not a JSON object with an event' };
  const trigger = body.event.slice(0, 100);
  const isContact = contactEvents.includes(trigger);
  if (!isContact && !isMessageEvent(trigger) && !conversationEvents.includes(trigger))
    return { kind: 'ignored', trigger, reason: ignored[trigger] ?? 'an event that is not known here' };
  const { accountId, host } = clinic.chatwoot;
  if (accountId !== null && body.account !== null && body.account !== accountId)
    return { kind: 'ignored', trigger, reason: 'the body is of another Chatwoot account than the clinic’s' };
  const number = accountId ?? body.account;
  if (number === null) return { kind: 'parked', trigger, reason: 'neither the body nor the clinic file says which account it is of' };
  const account = { host, account: number };
  if (isContact) return readContact(body, trigger, account, clinic, receivedAt);
  return readConversation(body, trigger, account, clinic, receivedAt);
}

/** A contact's making carries no time; whatever is said of her elsewhere was said later. */
const beforeEverything = instantOf(new Date(0));

function readContact(
  body: ChatwootBody,
  trigger: string,
  account: ChatwootAccount,
  { country }: ChatwootClinic,
  receivedAt: Instant,
): ChatwootTranslation {
  const named: NamedContact = { contact: body.top.contact, channel: null, address: null };
  const identifiers = identifiersOf(named, account, country);
  if (identifiers.length === 0) return { kind: 'parked', trigger, reason: 'the body names nobody' };
  const changedAt = readMoment(body.changedAt);
  const namedAt = changedAt ?? (trigger === 'contact_created' ? beforeEverything : receivedAt);
  return {
    kind: 'contact',
    trigger,
    account,
    person: {
      name: nameOf(named),
      identifiers,
      at: changedAt ?? receivedAt,
      namedAt,
      namedBy: isRenamed(body, named) ? 'CORRECTION' : 'PROFILE',
    },
  };
}

/** That a name takes the place of a mere number, or of none, is the channel's doing: it was learnt with her first message. */
function isRenamed({ previous }: ChatwootBody, { contact, ...named }: NamedContact): boolean {
  const before = previous.get('name');
  return typeof before === 'string' && nameOf({ ...named, contact: { ...contact, name: before } }) !== null;
}

function readConversation(
  body: ChatwootBody,
  trigger: string,
  account: ChatwootAccount,
  { country, chatwoot }: ChatwootClinic,
  receivedAt: Instant,
): ChatwootTranslation {
  const { conversation } = body;
  const { id, contact_inbox, status } = conversation;
  if (typeof id !== 'number') return { kind: 'parked', trigger, reason: 'the body names no conversation' };
  const own = isMessageEvent(trigger) ? body.top.message : null;
  if (own && (typeof own.id !== 'number' || readMoment(own.created_at) === null))
    return { kind: 'parked', trigger, reason: 'the message has no id or no time' };
  const at = momentOf(conversation) ?? readMoment(own?.created_at) ?? receivedAt;
  const channel = channelOf(conversation, chatwoot.inboxes);
  const address = contact_inbox?.source_id?.trim().slice(0, 200) || null;
  const named: NamedContact = { contact: contactIn(conversation, own), channel, address };
  const identifiers = identifiersOf(named, account, country);
  if (identifiers.length === 0) return { kind: 'parked', trigger, reason: 'the body names nobody' };
  const startedAt = readMoment(conversation.created_at) ?? at;
  const read = readMessages(conversation, own);
  const referer = refererTouch(conversation.additional_attributes, startedAt);
  const report: ConversationReport = {
    externalId: String(id),
    channel,
    inbox: conversation.inbox_id ?? null,
    address: plainAddress(address),
    startedAt,
    at,
    person: { name: nameOf(named), identifiers, at, namedAt: at, namedBy: 'PROFILE' },
    standing: { value: status === 'resolved' ? 'RESOLVED' : 'OPEN', at },
    done: doneTo(body),
    messages: read.map(({ report: message }) => message),
    touches: [...(referer ? [referer] : []), ...read.flatMap(({ touch }) => touch ?? [])],
  };
  return { kind: 'conversation', trigger, account, report };
}

const resolvingEvents = ['conversation_status_changed', 'conversation_resolved'];

/** What was done to the conversation; that it was resolved before is said only by `changed_attributes`, which is null in 4.10. */
function doneTo({ event, conversation: { status }, previous }: ChatwootBody): ConversationReport['done'] {
  if (status === 'resolved') return resolvingEvents.includes(event) || previous.has('status') ? 'RESOLVED' : null;
  return previous.get('status') === 'resolved' ? 'REOPENED' : null;
}

/** When the conversation was last changed: the body is as it was then. */
const momentOf = ({ updated_at, last_activity_at }: ChatwootConversation): Instant | null =>
  readMoment(updated_at) ?? readMoment(last_activity_at);

/** The patient; of a message that she did not write, only the conversation knows her. */
function contactIn({ meta, contact_inbox }: ChatwootConversation, own: ChatwootMessage | null): NamedContact['contact'] {
  const sender = own?.sender?.type ? null : own?.sender;
  const known = meta?.sender ?? sender;
  return { type: 'contact', name: null, email: null, phone_number: null, ...known, id: known?.id ?? contact_inbox?.contact_id ?? null };
}

interface ReadMessage {
  readonly report: MessageReport;
  readonly touch: TouchReport | null;
}

/**
 * The message that the body is about, and the last one of the conversation, which every body repeats: so one whose own delivery was lost,
 * and Chatwoot sends once, is known all the same.
 */
function readMessages(conversation: ChatwootConversation, own: ChatwootMessage | null): readonly ReadMessage[] {
  const canReply = conversation.can_reply ?? null;
  const repeated = conversation.messages ?? [];
  const others = repeated.filter(({ id }) => id !== own?.id).map((one) => readOne(one, one, canReply));
  const itself = own && readOne(own, repeated.find(({ id }) => id === own.id) ?? own, canReply);
  return [...others, itself].filter((one) => one !== null).toSorted((a, b) => byAge(a.report, b.report));
}

function readOne(message: ChatwootMessage, told: ChatwootMessage, canReply: boolean | null): ReadMessage | null {
  const report = readMessage(message, { told, canReply });
  if (report === null) return null;
  const isHers = report.direction === 'INBOUND' && !report.automatic;
  return { report, touch: isHers ? messageTouch(report, message.content_attributes) : null };
}

const byAge = (a: MessageReport, b: MessageReport): number =>
  a.at === b.at ? Number(a.externalId) - Number(b.externalId) : a.at < b.at ? -1 : 1;
