import type { ConversationState } from '../../domain/conversation/conversation.ts';
import { authorOf, recordConversation as decide, type NamedMessage, type RecordConversation } from '../../domain/conversation/decide.ts';
import type { ConversationEvent } from '../../domain/conversation/events.ts';
import { optOutContext } from '../../domain/conversation/optOutContext.ts';
import type { Outbox, OwnMessage } from '../../domain/conversation/outbox.ts';
import type { ConversationReport, MessageReport } from '../../domain/conversation/report.ts';
import type { ClinicSlug, ContactId, ConversationId, MessageId } from '../../domain/ids.ts';
import { recogniseOptOut } from '../../domain/messaging/optOut.ts';
import type { Actor } from '../codec/envelope.ts';
import { type Cause, handle, type Log, load } from '../commandHandler.ts';
import { folds } from '../folds.ts';
import { type ChatwootAccount, conversationId, conversationStream, messageId, outreachStream, touchId } from './conversationIds.ts';
import { type ResolvedContact, resolveContact } from './resolveContact.ts';
import { withdrawConsent } from './withdrawConsent.ts';

/** What of the clinic's settings a conversation is recorded by. */
export interface ConversationSettings extends ChatwootAccount {
  /** IANA. */
  readonly timeZone: string;
  /** How long the assistant is silent after a person wrote, in milliseconds. */
  readonly pause: number;
}

/**
 * Carries out one report about a conversation: finds its contact by her identifiers, stops what she asks to be stopped, and records what is new.
 * Her withdrawal stands in the log before her message does: whoever reacts to the message finds it.
 * Every step may be repeated: after a crash between any two, the same report (or any other of the same conversation) completes it.
 */
export async function recordConversation(
  log: Log,
  clinic: ClinicSlug,
  report: ConversationReport,
  settings: ConversationSettings,
  trigger: Cause,
): Promise<ConversationId> {
  const conversation = conversationId(clinic, settings, report.externalId);
  const stream = conversationStream(clinic, conversation);
  // All that follows from one conversation is one journey.
  const cause: Cause = { ...trigger, correlationId: conversation, channel: report.channel };
  const loaded = await load(log, clinic, stream, folds.conversation);
  let { state } = loaded;
  const found = await findContact(log, clinic, report, state, cause);
  // The conversation belongs to whom it began with, also should another's identifier turn up in it: that is a suspected duplicate.
  const contact = state.status === 'known' ? state.contact : found.contact;
  const base = {
    ...report,
    conversation,
    contact,
    matchedBy: found.matchedBy,
    pause: settings.pause,
    touches: touchesOf(clinic, conversation, report, settings),
  };
  for (const [index, message] of (report.messages.length === 0 ? [null] : report.messages).entries()) {
    const named = message && (await nameMessage(log, clinic, settings, message, contact, state));
    const its: Cause = named === null ? cause : { ...cause, actor: actorOf(named, state), occurredAt: named.at };
    if (named) await stopIfAsked(log, clinic, report, named, contact, state, its);
    const command: RecordConversation = { ...base, message: named };
    const decided = await handle(log, {
      ...(index === 0 ? { loaded } : {}),
      clinic,
      stream,
      fold: folds.conversation,
      cause: its,
      step: 'record',
      // One conversation, one key: whoever is erased takes all of it along.
      subject: (before) => (before.status === 'known' ? before.contact : contact),
      decide: (before) => decide(command, before),
    });
    state = decided.state;
  }
  return conversation;
}

async function findContact(
  log: Log,
  clinic: ClinicSlug,
  { person, channel }: ConversationReport,
  state: ConversationState,
  cause: Cause,
): Promise<ResolvedContact> {
  const known = state.status === 'unknown' ? null : { contact: state.contact, keys: [] };
  return resolveContact(log, clinic, { ...person, channel, known }, cause);
}

const touchesOf = (
  clinic: ClinicSlug,
  conversation: ConversationId,
  { touches, channel }: ConversationReport,
  { timeZone }: ConversationSettings,
): RecordConversation['touches'] => touches.map((one) => ({ ...one, channel, touch: touchId(clinic, conversation, one.at, timeZone) }));

/** Ours by the stamp that it carries, or by Chatwoot's id of it; else it is named after that id. */
async function nameMessage(
  log: Log,
  clinic: ClinicSlug,
  account: ChatwootAccount,
  message: MessageReport,
  contact: ContactId,
  state: ConversationState,
): Promise<NamedMessage> {
  const idOf = (externalId: string): MessageId => ownMessage(state, externalId)?.message ?? messageId(clinic, account, externalId);
  if (message.direction === 'INBOUND') {
    const { inReplyTo } = message;
    return { ...message, message: messageId(clinic, account, message.externalId), answers: inReplyTo === null ? null : idOf(inReplyTo) };
  }
  const id = message.stamp ?? idOf(message.externalId);
  const isKnown = message.stamp === null || (state.status === 'known' && state.own.some((one) => one.message === id));
  return { ...message, message: id, asked: isKnown ? null : await askedOutside(log, clinic, contact, id) };
}

/** What was asked for where somebody without a conversation is written to: the message opened this one. */
async function askedOutside(log: Log, clinic: ClinicSlug, contact: ContactId, message: MessageId): Promise<OwnMessage | null> {
  const { state } = await load<Outbox, ConversationEvent>(log, clinic, outreachStream(clinic, contact), folds.outreach);
  return state.own.find((one) => one.message === message) ?? null;
}

const ownMessage = (state: ConversationState, externalId: string): OwnMessage | undefined =>
  state.status === 'unknown' ? undefined : state.own.find((one) => one.externalId === externalId);

const actors: Readonly<Record<'KAREN' | 'SYSTEM', Actor>> = { KAREN: 'karen', SYSTEM: 'chatwoot' };

/** A reply from the app of WhatsApp or Instagram says not who wrote it. */
function actorOf(message: NamedMessage, state: ConversationState): Actor {
  if (message.direction === 'INBOUND') return 'patient';
  const author = authorOf(message, state);
  return author === 'STAFF' ? `staff:${message.staff ?? 'unknown'}` : actors[author];
}

/** Records her withdrawal when the message is one, word for word. */
async function stopIfAsked(
  log: Log,
  clinic: ClinicSlug,
  { channel }: ConversationReport,
  message: NamedMessage,
  contact: ResolvedContact['contact'],
  state: ConversationState,
  cause: Cause,
): Promise<void> {
  if (message.direction === 'OUTBOUND' || message.automatic || message.deletedAt !== null || message.text === null) return;
  const optOut = recogniseOptOut(message.text, optOutContext(state, message.at));
  if (optOut.type !== 'optOut') return;
  const { channels, purpose } = optOut.scope;
  const source = { by: 'patient', message: message.message } as const;
  const saying = { channel: channels === 'all' ? null : channel, purpose, wording: message.text, source, at: message.at };
  await withdrawConsent(log, clinic, contact, saying, cause);
}
