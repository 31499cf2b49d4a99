import type { Channel } from '../channel.ts';
import type { Instant, MessageId } from '../ids.ts';
import type { ConversationEvent } from './events.ts';
import type { Author, MessageAbout } from './message.ts';

// State

/** A message of ours, as far as what comes back must find it: Chatwoot's id is known once it was sent. */
export interface OwnMessage {
  readonly message: MessageId;
  readonly externalId: string | null;
  readonly at: Instant;
  readonly author: Exclude<Author, 'PATIENT'>;
  readonly about: MessageAbout | null;
}

/** A message that is wanted, and of which it is not settled what becomes of it. */
export interface OutstandingMessage {
  readonly message: MessageId;
  /** It is asked about again then; null: now. */
  readonly deferredUntil: Instant | null;
  /** How often it was to be handed to Chatwoot. */
  readonly attempts: number;
  /** Since when it may be on its way to Chatwoot, or there; null: surely not. */
  readonly attemptedAt: Instant | null;
  /** Of the last attempt. */
  readonly channel: Channel | null;
  /** How often no answer came, and it was not to be found there. */
  readonly absences: number;
}

/** What we send into a conversation, or to somebody who has none. */
export interface Outbox {
  /** The latest messages of ours, oldest first. */
  readonly own: readonly OwnMessage[];
  /** In the order in which they were wanted. Not bounded: what is forgotten would never be sent. */
  readonly outstanding: readonly OutstandingMessage[];
}

export const emptyOutbox: Outbox = { own: [], outstanding: [] };

/** Messages of ours that a reply or a report may still be about. */
const keptMessages = 50;

/** The message as it waits; undefined once it is settled what became of it, or when nobody asked for it. */
export const outstandingIn = ({ outstanding }: Outbox, message: MessageId): OutstandingMessage | undefined =>
  outstanding.find((one) => one.message === message);

// Evolve

export function evolveOutbox(outbox: Outbox, event: ConversationEvent): Outbox {
  switch (event.type) {
    case 'MessageRequested': {
      const { message, at, author, about } = event.data;
      const wanted = { message, deferredUntil: null, attempts: 0, attemptedAt: null, channel: null, absences: 0 };
      return {
        own: keepOwn(outbox.own, { message, externalId: null, at, author, about }),
        outstanding: [...outbox.outstanding, wanted],
      };
    }
    case 'MessageDeferred':
      return changed(outbox, event.data.message, { deferredUntil: event.data.until });
    case 'MessageAttempted': {
      const { message, attempt, at, channel } = event.data;
      return changed(outbox, message, { attempts: attempt, attemptedAt: at, channel, deferredUntil: null });
    }
    case 'MessageNotStored': {
      const { message, attempt, reason } = event.data;
      const before = outstandingIn(outbox, message);
      // What is said of an earlier attempt says nothing of the one that is under way.
      if (before?.attempts !== attempt) return outbox;
      return changed(outbox, message, { attemptedAt: null, absences: before.absences + (reason === 'absent' ? 1 : 0) });
    }
    case 'MessageSent': {
      const { message, externalId, at, author, about } = event.data;
      const asked = outbox.own.find((one) => one.message === message);
      const own =
        asked || about ? keepOwn(outbox.own, { message, externalId, at, author, about: about ?? asked?.about ?? null }) : outbox.own;
      return { own, outstanding: without(outbox.outstanding, message) };
    }
    case 'MessageSuppressed':
    case 'MessageRedirected':
    case 'MessageOutcomeUnknown':
    case 'MessageFailed':
      return { ...outbox, outstanding: without(outbox.outstanding, event.data.message) };
    default:
      return outbox;
  }
}

const changed = (outbox: Outbox, message: MessageId, change: Partial<OutstandingMessage>): Outbox => ({
  ...outbox,
  outstanding: outbox.outstanding.map((one) => (one.message === message ? { ...one, ...change } : one)),
});

const without = (all: readonly OutstandingMessage[], message: MessageId): readonly OutstandingMessage[] =>
  all.some((one) => one.message === message) ? all.filter((one) => one.message !== message) : all;

const byTime = (a: { readonly at: Instant }, b: { readonly at: Instant }): number => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0);

const keepOwn = (own: readonly OwnMessage[], one: OwnMessage): readonly OwnMessage[] =>
  [...own.filter(({ message }) => message !== one.message), one].toSorted(byTime).slice(-keptMessages);
