import type { ClinicSettings } from '../../domain/clinic/settings.ts';
import type { KnownConversation } from '../../domain/conversation/conversation.ts';
import type { ConversationEvent, HumanTookOver, MessageRequested } from '../../domain/conversation/events.ts';
import type { MessageAbout } from '../../domain/conversation/message.ts';
import { nextStep, type Verdict, wayFrom } from '../../domain/conversation/nextStep.ts';
import { ownerOf } from '../../domain/conversation/owner.ts';
import { milliseconds } from '../../domain/duration.ts';
import { type ClinicSlug, type ContactId, type ConversationId, type Instant, instantOf, type MessageId } from '../../domain/ids.ts';
import { becauseUnsendable } from '../../domain/messaging/because.ts';
import { idFrom } from '../codec/envelope.ts';
import { type Cause, holdsNamed, type Log } from '../commandHandler.ts';
import { conversationStream, outreachStream } from './conversationIds.ts';
import { appendAsRead, conversationOf, homeNamed, loadHome, type MessageHome, Outrun } from './messageHome.ts';
import { type People, readSettings, weighMessage } from './weighMessage.ts';

/** What a message says: free text, and in the same sense the values of the clinic's template that may carry it. */
export interface Wording {
  readonly text: string;
  readonly values: Readonly<Record<string, string>> | null;
}

/** A message that somebody wants sent. */
export interface MessageWish {
  readonly clinic: ClinicSlug;
  readonly contact: ContactId;
  /** Where it belongs: what it answers stands there, or the link of the booking was given there. Null: wherever she can be reached. */
  readonly conversation: ConversationId | null;
  readonly author: MessageRequested['data']['author'];
  /** The subject of the token of the member of staff who wrote it. */
  readonly staff?: string;
  readonly about: MessageAbout;
  readonly wording: Wording;
  /** Names no procedure: for a clinic that asks for it. */
  readonly discreet?: Wording;
  /** How many messages of hers it answers (`inbound` of the conversation that was read for it); null where it is no answer. */
  readonly answers?: number | null;
  readonly legallyRequired?: boolean;
  /** It says that a person takes over. */
  readonly handsOver?: boolean;
  readonly due?: Instant | null;
  readonly usefulUntil?: Instant | null;
}

/** What became of the wish, as far as that is known at once. */
export type RequestOutcome =
  /** It stands in the log, and is sent, sent later or elsewhere, left to staff, or not sent: `verdict` says which. Null: it had been asked for before. */
  | { readonly type: 'requested'; readonly request: MessageRequested['data']; readonly verdict: Verdict | null }
  /** What a person writes goes out now and there, or not at all: she is told why, and nothing is recorded. */
  | { readonly type: 'refused'; readonly because: string };

/**
 * Asks for a message: the only way in which one is sent. The policy is asked at once, so that whoever asks learns what it says,
 * and again by the process `sending` when it comes to handing the message over.
 * Idempotent by its cause and step. A message of staff is a person taking over, as one that she writes in Chatwoot is.
 */
export async function requestMessage(log: Log, people: People, wish: MessageWish, cause: Cause, step = 'message'): Promise<RequestOutcome> {
  const { clinic, contact, conversation } = wish;
  const stream = conversation === null ? outreachStream(clinic, contact) : conversationStream(clinic, conversation);
  const home = homeNamed(stream);
  const message = idFrom(clinic, 'message', cause.id, step) as MessageId; // a UUID of ours
  for (;;) {
    try {
      return await ask(log, people, home, message, wish, cause);
    } catch (error) {
      // Somebody wrote while the policy was asked: it is asked about that as well.
      if (!(error instanceof Outrun)) throw error;
    }
  }
}

async function ask(
  log: Log,
  people: People,
  home: MessageHome,
  message: MessageId,
  wish: MessageWish,
  cause: Cause,
): Promise<RequestOutcome> {
  const { clinic, contact, author } = wish;
  const [loaded, settings] = await Promise.all([loadHome(log, home), readSettings(log, clinic)]);
  const request = requestOf(message, wish, settings, cause.occurredAt);
  if (holdsNamed(home.stream, loaded, `MessageRequested ${message}`)) return { type: 'requested', request, verdict: null };
  const conversation = conversationOf(loaded.state);
  if (home.conversation !== null && conversation === null) throw new Error('there is no such conversation');
  const verdict = await weighMessage(log, people, { clinic, contact, conversation }, request, cause.occurredAt);
  const way = wayFrom(home.conversation, verdict);
  if (author === 'STAFF' && way === null) return { type: 'refused', because: becauseOf(verdict, request) };
  const wanted: MessageRequested = {
    type: 'MessageRequested',
    data: { ...request, template: way?.type === 'sendTemplate' ? way.template.name : null },
  };
  const events: ConversationEvent[] = [wanted];
  // How it is handed over is said when it is; all else is said at once.
  if (way === null) {
    const context = { home: home.conversation, attempts: 0, by: cause.id, now: cause.occurredAt, idElsewhere: idElsewhere(message) };
    events.push(nextStep(wanted.data, verdict, context));
  }
  if (author === 'STAFF' && conversation) events.push(...takesOver(conversation, wanted.data, settings));
  await appendAsRead(log, home, loaded, events, cause);
  return { type: 'requested', request: wanted.data, verdict };
}

/** The id that a message gets where it goes instead. */
export const idElsewhere =
  (message: MessageId) =>
  (into: ConversationId | null): MessageId =>
    idFrom('message', message, 'into', into ?? 'a new conversation') as MessageId; // a UUID of ours

function requestOf(message: MessageId, wish: MessageWish, { discreet }: ClinicSettings, at: Instant): MessageRequested['data'] {
  const { author, staff, about, answers, legallyRequired, handsOver, due, usefulUntil } = wish;
  const { text, values } = discreet ? (wish.discreet ?? wish.wording) : wish.wording;
  return {
    message,
    at,
    author,
    staff: staff ?? null,
    about,
    template: null,
    text,
    values,
    answers: answers ?? null,
    legallyRequired: legallyRequired ?? false,
    due: due ?? null,
    usefulUntil: usefulUntil ?? null,
    insteadOf: null,
    ...(handsOver ? { handsOver } : {}),
  };
}

/** Her message holds the conversation for the clinic's pause, from the moment on at which she asked for it to be sent. */
function takesOver(
  conversation: KnownConversation,
  { at, staff }: MessageRequested['data'],
  { assistant }: ClinicSettings,
): readonly HumanTookOver[] {
  if (ownerOf(conversation) === 'STAFF') return [];
  const until = instantOf(new Date(Date.parse(at) + (milliseconds(assistant.pause) ?? 0)));
  return [{ type: 'HumanTookOver', data: { at, until, because: 'wrote', staff, reason: null } }];
}

/** Why a message of staff does not go out, in a sentence. */
function becauseOf(verdict: Verdict, { about }: MessageRequested['data']): string {
  if (verdict.type === 'unwanted') return `It is not sent: ${verdict.reason}.`;
  // Another channel would carry it; she means this conversation.
  return verdict.type === 'useChannel' ? becauseUnsendable(about.purpose, verdict.passedOver.slice(0, 1)) : verdict.because;
}
