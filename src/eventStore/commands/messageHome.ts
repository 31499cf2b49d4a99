import type { ConversationState, KnownConversation } from '../../domain/conversation/conversation.ts';
import type { ConversationEvent, MessageRequested } from '../../domain/conversation/events.ts';
import { emptyOutbox, type Outbox } from '../../domain/conversation/outbox.ts';
import type { ClinicSlug, ContactId, ConversationId, MessageId } from '../../domain/ids.ts';
import { parseStreamName } from '../../domain/stream.ts';
import { idFrom } from '../codec/envelope.ts';
import { type Cause, type Decided, type Fold, handle, type Loaded, type Log, load } from '../commandHandler.ts';
import { folds } from '../folds.ts';

/** The state of a stream in which messages of ours stand: a conversation, or what is written to somebody who has none. */
export type HomeState = ConversationState | Outbox;

/** Such a stream, by its name. */
export interface MessageHome {
  readonly clinic: ClinicSlug;
  readonly stream: string;
  /** Null where she has no conversation: the stream is named after her. */
  readonly conversation: ConversationId | null;
}

/** Reads the name of a stream in which messages of ours stand. Throws for any other. */
export function homeNamed(stream: string): MessageHome {
  const name = parseStreamName(stream);
  if (!name?.id || (name.category !== 'conversation' && name.category !== 'outreach')) throw new Error(`no message stands in ${stream}`);
  return { clinic: name.clinic, stream, conversation: name.category === 'conversation' ? (name.id as ConversationId) : null }; // such a stream is named by one
}

/** How such a stream is folded: its name says of which kind its state is. */
export const foldOf = ({ conversation }: MessageHome): Fold<HomeState, ConversationEvent> =>
  (conversation === null ? folds.outreach : folds.conversation) as Fold<HomeState, ConversationEvent>; // it never sees a state of the other kind

export const loadHome = (log: Log, home: MessageHome): Promise<Loaded<HomeState>> => load(log, home.clinic, home.stream, foldOf(home));

/** What we send from there. */
export function outboxOf(state: HomeState): Outbox {
  if (!('status' in state)) return state;
  return state.status === 'known' ? state : emptyOutbox;
}

/** The conversation, where it is one. */
export const conversationOf = (state: HomeState): KnownConversation | null =>
  'status' in state && state.status === 'known' ? state : null;

/** Whose conversation it is, or who has none. */
export function contactOf({ stream, conversation }: MessageHome, state: HomeState): ContactId | null {
  if (conversation !== null) return conversationOf(state)?.contact ?? null;
  return (parseStreamName(stream)?.id ?? null) as ContactId | null; // the stream is named by one
}

/** The stream was written to since it was read. */
export class Outrun extends Error {
  override readonly name = 'Outrun';
}

/**
 * Appends events that were decided by the stream as it was read, or none: who decides by other streams too has to look at all of them again.
 * Fails with {@link Outrun}.
 */
export const appendAsRead = (
  log: Log,
  home: MessageHome,
  loaded: Loaded<HomeState>,
  events: readonly ConversationEvent[],
  cause: Cause,
): Promise<Decided<HomeState, ConversationEvent>> =>
  handle(log, {
    clinic: home.clinic,
    stream: home.stream,
    fold: foldOf(home),
    loaded,
    cause,
    step: 'message',
    subject: (state) => contactOf(home, state),
    decide(state) {
      if (state !== loaded.state) throw new Outrun(`${home.stream} was written to meanwhile`);
      return events;
    },
  });

/** Appends events that hold whatever was written to the stream meanwhile. */
export const appendTo = (
  log: Log,
  home: MessageHome,
  decide: (state: HomeState) => readonly ConversationEvent[],
  cause: Cause,
): Promise<Decided<HomeState, ConversationEvent>> =>
  handle(log, {
    clinic: home.clinic,
    stream: home.stream,
    fold: foldOf(home),
    cause,
    step: 'message',
    subject: (state) => contactOf(home, state),
    decide,
  });

const pageSize = 100;

/** The request of a message, from the end of its stream on: it is not long ago. Null when the stream holds none. */
export async function readRequest(log: Log, { stream }: MessageHome, message: MessageId): Promise<MessageRequested['data'] | null> {
  const id = idFrom(stream, `MessageRequested ${message}`);
  for (let from: number | undefined; ; ) {
    const page = await log.store.readStream(log.viewer, stream, {
      direction: 'backwards',
      limit: pageSize,
      ...(from === undefined ? {} : { from }),
    });
    const found = page.find((one) => one.id === id);
    if (found) {
      const [logged] = await log.codec.decode([found]);
      return logged?.event.type === 'MessageRequested' ? logged.event.data : null;
    }
    const oldest = page.at(-1)?.revision ?? 0;
    if (oldest === 0) return null;
    from = oldest - 1;
  }
}
