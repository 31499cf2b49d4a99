import type { Channel } from '../channel.ts';
import type { MatchedBy } from '../contact/identity.ts';
import { type ContactId, type ConversationId, type Instant, instantOf, type MessageId } from '../ids.ts';
import { later, type Told } from '../told.ts';
import { type ConversationState, evolveConversation, type KnownConversation } from './conversation.ts';
import type { ConversationEvent } from './events.ts';
import type { OwnMessage } from './outbox.ts';
import { isResolved, ownerOf, type Standing } from './owner.ts';
import type { InboundReport, OutboundReport } from './report.ts';
import { saysMore, type Touch } from './touch.ts';

/** A message of a report, by the ids that we give it. */
export type NamedMessage = (
  | (InboundReport & { readonly answers: MessageId | null })
  /** `asked`: as it was asked for where the conversation itself does not know, since the message opened it. */
  | (OutboundReport & { readonly asked: OwnMessage | null })
) & { readonly message: MessageId };

type NamedOutbound = Extract<NamedMessage, { direction: 'OUTBOUND' }>;

/** What a body says of a conversation, with contact, messages and touches by id. */
export interface RecordConversation {
  readonly conversation: ConversationId;
  readonly contact: ContactId;
  readonly matchedBy: MatchedBy;
  readonly channel: Channel;
  readonly inbox: number | null;
  readonly externalId: string;
  readonly address: string | null;
  readonly startedAt: Instant;
  readonly standing: Told<Standing>;
  readonly done: 'RESOLVED' | 'REOPENED' | null;
  /** Null for a body that only speaks of the conversation. */
  readonly message: NamedMessage | null;
  readonly touches: readonly Touch[];
  /** How long the assistant is silent after a person wrote, in milliseconds; the clinic's setting. */
  readonly pause: number;
}

/**
 * Records what a body says of a conversation, and who answers from here on.
 * What the stream holds already by name is not appended again (`conversationEventName`), so a message need not be known here to be one.
 */
export function recordConversation(command: RecordConversation, state: ConversationState): ConversationEvent[] {
  const { message } = command;
  const said = [
    ...beginning(command, state),
    ...(message === null ? [] : messageEvents(message, command, state)),
    ...touchEvents(command, state),
  ];
  const then = said.reduce(evolveConversation, state);
  const standing = standingEvents(command, state, then);
  return [...said, ...standing, ...ownerEvents(state, standing.reduce(evolveConversation, then), message)];
}

function beginning(command: RecordConversation, state: ConversationState): ConversationEvent[] {
  if (state.status === 'known') return [];
  const { conversation, contact, matchedBy, channel, inbox, externalId, address, startedAt: at, standing } = command;
  // Resolved is told by an event of its own.
  const begun = standing.value === 'OPEN' ? standing : null;
  const data = { conversation, contact, matchedBy, channel, inbox, externalId, address, at, standing: begun };
  return [{ type: 'ConversationStarted', data }];
}

/** Of a message that was taken back nothing is kept but that it was there. */
function messageEvents(message: NamedMessage, command: RecordConversation, state: ConversationState): ConversationEvent[] {
  const isDeleted = message.deletedAt !== null;
  const words = isDeleted ? { text: null, attachments: [] } : { text: message.text, attachments: message.attachments };
  const said = message.direction === 'INBOUND' ? receivedEvents(message, words) : sentEvents(message, words, command, state);
  return message.deletedAt === null
    ? said
    : [...said, { type: 'MessageDeleted', data: { message: message.message, at: message.deletedAt } }];
}

type Words = Pick<InboundReport, 'text' | 'attachments'>;

function receivedEvents(received: Extract<NamedMessage, { direction: 'INBOUND' }>, words: Words): ConversationEvent[] {
  const { message, externalId, at, automatic, answers: inReplyTo, transcript, deletedAt } = received;
  const events: ConversationEvent[] = [{ type: 'MessageReceived', data: { message, externalId, at, automatic, inReplyTo, ...words } }];
  if (transcript !== null && deletedAt === null) events.push({ type: 'MessageTranscribed', data: { message, at, text: transcript } });
  return events;
}

function sentEvents(
  sent: NamedOutbound,
  words: Words,
  { standing, pause }: RecordConversation,
  state: ConversationState,
): ConversationEvent[] {
  const { message, externalId, at, staff, canReply, outcome, outcomeAt, failure } = sent;
  const asked = askedFor(sent, state);
  const author = authorOf(sent, state);
  const about = asked?.about ?? null;
  const holdsUntil = author === 'STAFF' ? instantOf(new Date(Date.parse(at) + pause)) : null;
  const events: ConversationEvent[] = [
    { type: 'MessageSent', data: { message, externalId, at, author, staff, about, holdsUntil, canReply, standing, ...words } },
  ];
  const report = { message, at: outcomeAt, about };
  if (outcome === 'DELIVERED') events.push({ type: 'MessageDelivered', data: report });
  if (outcome === 'READ') events.push({ type: 'MessageRead', data: report });
  if (outcome === 'FAILED') events.push({ type: 'MessageFailed', data: { ...report, canReply, reason: failure } });
  return events;
}

/** What was asked for by us, of a message that comes back; null when it is not one of ours. */
const askedFor = ({ message, asked }: NamedOutbound, state: ConversationState): OwnMessage | null =>
  (state.status === 'known' ? state.own.find((one) => one.message === message) : null) ?? asked;

/** A message of ours is its author's, whatever token handed it over. */
export const authorOf = (sent: NamedOutbound, state: ConversationState): OwnMessage['author'] =>
  askedFor(sent, state)?.author ?? sent.author;

/** Touches that say more than what is known of their day. */
function touchEvents({ touches }: RecordConversation, state: ConversationState): ConversationEvent[] {
  const known = new Map<string, Pick<Touch, 'kind' | 'at'>>(state.status === 'unknown' ? [] : state.touches.map((one) => [one.touch, one]));
  return touches.flatMap((one): ConversationEvent[] => {
    const before = known.get(one.touch);
    if (before && !saysMore(one, before)) return [];
    known.set(one.touch, one);
    return [{ type: 'TouchRecorded', data: one }];
  });
}

/**
 * Whether the conversation was resolved or opened again: by what Chatwoot says of it, or because she wrote.
 * What was done later than all that is known is kept also where it changes nothing: what it undid may still be on its way.
 */
function standingEvents({ standing, done }: RecordConversation, before: ConversationState, then: ConversationState): ConversationEvent[] {
  if (then.status === 'unknown') return [];
  const told = { ...then, standing: later(then.standing, standing) };
  const [was, is] = [before.status === 'known' && isResolved(before), isResolved(told)];
  const isLater = before.status === 'unknown' || before.standing === null || standing.at > before.standing.at;
  if (is)
    return !was || (done === 'RESOLVED' && isLater)
      ? [{ type: 'ConversationResolved', data: { at: told.standing?.at ?? standing.at } }]
      : [];
  if (was) return [{ type: 'ConversationReopened', data: { at: reopenedAt(told) } }];
  return done === 'REOPENED' && isLater ? [{ type: 'ConversationReopened', data: { at: standing.at } }] : [];
}

/** By Chatwoot's word, or else by her own message after it was resolved. */
const reopenedAt = ({ standing, lastInboundAt, startedAt }: KnownConversation): Instant =>
  (standing?.value === 'OPEN' ? standing.at : lastInboundAt) ?? startedAt;

/** Says when the conversation changed hands. */
function ownerEvents(before: ConversationState, then: ConversationState, message: NamedMessage | null): ConversationEvent[] {
  if (then.status === 'unknown') return [];
  const was = before.status === 'known' ? ownerOf(before) : 'ASSISTANT';
  const is = ownerOf(then);
  if (is === 'STAFF' && was !== 'STAFF' && then.hold) {
    const staff = message?.direction === 'OUTBOUND' ? message.staff : null;
    return [{ type: 'HumanTookOver', data: { ...then.hold, because: 'wrote', staff, reason: null } }];
  }
  if (is === 'ASSISTANT' && was === 'STAFF' && then.lastInboundAt) {
    return [{ type: 'AssistantResumed', data: { at: then.lastInboundAt, because: 'pauseOver', staff: null, reason: null } }];
  }
  return [];
}
