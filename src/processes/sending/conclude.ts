import type { Channel } from '../../domain/channel.ts';
import type { ConversationEvent, NotStoredReason } from '../../domain/conversation/events.ts';
import { milliseconds } from '../../domain/duration.ts';
import { type Instant, instantOf, type MessageId } from '../../domain/ids.ts';
import { appendTo, conversationOf, type HomeState, loadHome, outboxOf } from '../../eventStore/commands/messageHome.ts';
import { readSettings } from '../../eventStore/commands/weighMessage.ts';
import type { ChatwootGateway, PostOutcome, StoredMessage } from '../../gateways/chatwoot/port.ts';
import { Postponed } from '../process.ts';
import { destinationOf } from './destination.ts';
import { recordOpened } from './recordOpened.ts';
import type { Sending } from './send.ts';
import { soon } from './soon.ts';

/** An attempt of which it is to be said what became. */
export interface Attempt {
  readonly message: MessageId;
  readonly attempts: number;
  readonly attemptedAt: Instant;
  readonly channel: Channel | null;
}

/** See `SendingOptions.patience`. */
const defaultPatience = 60_000;
/** The first pause before it is looked again whether Chatwoot has a message; each is as long as all before it. */
const firstPause = 2_000;
/** For so long a Chatwoot that cannot be read is asked whether it has a message; then a person looks. */
const despair = 3_600_000;

/**
 * Says what became of an attempt: by its outcome, where this program made it just now, else by looking for the message.
 * Throws {@link Postponed} while that has to wait; in between, the message may come back as an echo, and is settled by that.
 */
export async function conclude(sending: Sending, gateway: ChatwootGateway | null, attempt: Attempt, outcome?: PostOutcome): Promise<void> {
  const { options } = sending;
  switch (outcome?.type) {
    case 'stored':
      return stored(sending, outcome.stored, attempt);
    case 'refused':
      return appended(sending, (at) => ({
        type: 'MessageFailed',
        data: { ...reportOf(sending, at), canReply: null, reason: outcome.why },
      }));
    case 'notSent':
      await notStored(sending, attempt, outcome.reason);
      throw new Postponed(soonest(sending, gateway), `Chatwoot does not have it: ${outcome.reason}`);
    case 'unknown':
    case undefined:
      break;
    default:
      return outcome satisfies never;
  }
  const isOver = outcome?.type === 'unknown' && outcome.isOver;
  const waited = options.clock.now().getTime() - Date.parse(attempt.attemptedAt);
  const { patience = defaultPatience } = options;
  const found = gateway?.canRead ? await lookFor(sending, gateway, attempt) : null;
  if (found?.type === 'found') return stored(sending, found.stored, attempt);
  if (found?.type === 'absent' && (isOver || waited >= patience)) {
    await notStored(sending, attempt, 'absent');
    if (isOver) throw new Postponed(soonest(sending, gateway), 'Chatwoot broke off');
    return;
  }
  if (waited < patience) {
    const pause = Math.min(Math.max(firstPause, waited), Math.max(1, patience - waited));
    throw new Postponed(later(sending, pause), 'Chatwoot did not say whether it has it');
  }
  // It cannot be read now, which may pass; or never.
  if (gateway?.canRead && waited < despair) throw new Postponed(later(sending, patience), 'Chatwoot cannot be read');
  await appended(sending, (at) => ({ type: 'MessageOutcomeUnknown', data: { ...reportOf(sending, at), attempt: attempt.attempts } }));
}

async function lookFor({ acting: { log }, home }: Sending, gateway: ChatwootGateway, { message, channel, attemptedAt }: Attempt) {
  const { state } = await loadHome(log, home);
  return gateway.find(message, await destinationOf(log, home, state, channel ?? 'UNKNOWN'), attemptedAt);
}

/** When it is of use to hand it over again. */
function soonest(sending: Sending, gateway: ChatwootGateway | null): Instant {
  const rest = gateway?.restsUntil(sending.home.conversation === null ? 'newConversation' : 'conversation') ?? null;
  return rest === null ? later(sending, firstPause) : soon(sending.options, rest);
}

const later = ({ options: { clock } }: Sending, pause: number): Instant => instantOf(new Date(clock.now().getTime() + pause));

const reportOf = ({ request: { message, about } }: Sending, at: Instant) => ({ message, at, about });

const notStored = (sending: Sending, { attempts: attempt }: Attempt, reason: NotStoredReason): Promise<void> =>
  appended(sending, (at) => ({ type: 'MessageNotStored', data: { ...reportOf(sending, at), attempt, reason } }));

/** Chatwoot has it. Its echo may have said so already: then it stays as that said it. */
async function stored(
  sending: Sending,
  { message: externalId, conversation, at, address }: StoredMessage,
  { channel }: Attempt,
): Promise<void> {
  const { acting, home, request } = sending;
  const { author, about } = request;
  const settings = await readSettings(acting.log, home.clinic);
  const pause = milliseconds(settings.assistant.pause) ?? 0;
  const { state } = await loadHome(acting.log, home);
  const sentAt = sentTime(at ?? instantOf(sending.options.clock.now()), state);
  // First what it opened: whoever answers there answers this message.
  if (home.conversation === null)
    await recordOpened(sending, settings, { externalId: conversation, message: externalId, at: sentAt, address, channel });
  await appended(sending, () => ({
    type: 'MessageSent',
    data: {
      message: request.message,
      externalId,
      at: sentAt,
      author,
      staff: null,
      about,
      holdsUntil: author === 'STAFF' ? instantOf(new Date(Date.parse(sentAt) + pause)) : null,
      canReply: null,
      standing: null,
      text: null,
      attachments: [],
    },
  }));
}

/** Chatwoot answers in whole seconds: what was sent within the second of the message before it was not sent before that. */
function sentTime(at: Instant, state: HomeState): Instant {
  const before = conversationOf(state)?.lastMessageAt ?? null;
  return before !== null && before > at && before.slice(0, 19) === at.slice(0, 19) ? before : at;
}

/** Appends what holds whoever wrote meanwhile, unless the message is settled. */
async function appended(sending: Sending, event: (at: Instant) => ConversationEvent): Promise<void> {
  const { acting, home, cause, options, request } = sending;
  const at = instantOf(options.clock.now());
  await appendTo(
    acting.log,
    home,
    (state) => (outboxOf(state).outstanding.some(({ message }) => message === request.message) ? [event(at)] : []),
    { ...cause, occurredAt: at },
  );
}
