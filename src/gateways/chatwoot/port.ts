import type { ClinicSlug, Instant, MessageId } from '../../domain/ids.ts';

/** A message as it is handed to Chatwoot. */
export interface OutboundMessage {
  /** Our id of it: it comes back in webhooks and is found again by reading. */
  readonly stamp: MessageId;
  /** What she reads, or what the template comes to. */
  readonly text: string;
  /** WhatsApp's, with the values in the order of its parameters; null for free text. */
  readonly template: {
    readonly name: string;
    readonly language: string;
    readonly category: string;
    readonly values: readonly string[];
  } | null;
}

/** Somebody for whom a conversation is opened: by one of her addresses she is looked for, and made known to Chatwoot if need be. */
export interface Recipient {
  readonly phone: string | null;
  readonly email: string | null;
  readonly name: string | null;
}

export type Destination =
  /** Chatwoot's id of a conversation. */
  | { readonly type: 'conversation'; readonly conversation: string }
  | { readonly type: 'newConversation'; readonly inbox: number; readonly recipient: Recipient };

/** A message as Chatwoot has it. */
export interface StoredMessage {
  readonly conversation: string;
  /** Chatwoot's id of the message; null where its answer did not say. */
  readonly message: string | null;
  /** When it took it, in whole seconds. */
  readonly at: Instant | null;
  /** Her address on the channel, where a conversation was opened. */
  readonly address: string | null;
}

/** What is known of a message after it was handed over. */
export type PostOutcome =
  | { readonly type: 'stored'; readonly stored: StoredMessage }
  /** Chatwoot does not take it, however often it is asked; `why` is its own word. */
  | { readonly type: 'refused'; readonly why: string }
  /** It surely does not have it: nobody took the request, or it was turned away unread. */
  | { readonly type: 'notSent'; readonly reason: 'unreachable' | 'tooMany' | 'unauthorised' }
  /** No answer that says so either way. `isOver`: the request has ended, so that what is not stored by now is never stored by it. */
  | { readonly type: 'unknown'; readonly isOver: boolean };

/** What reading says of a message that may have been stored. */
export type Lookup =
  | { readonly type: 'found'; readonly stored: StoredMessage }
  | { readonly type: 'absent' }
  | { readonly type: 'unknown' };

/** Why messages wait for a Chatwoot. */
export type ChatwootTrouble =
  /** It does not answer, or not so that a message is stored. */
  | 'away'
  /** It does not take the token with which messages are sent. */
  | 'botToken'
  /** It does not take the token with which conversations are read and opened. */
  | 'userToken';

/**
 * A clinic's Chatwoot. It has no idempotency key (integrations.md 4): whoever hands a message over says so in the log before, and looks for
 * the stamp before doing it again. No call fails; each ends by itself.
 */
export interface ChatwootGateway {
  /** Whether it may be read, and conversations opened: that takes a token of a user. */
  readonly canRead: boolean;
  /** Asks whether it is of use to hand a message over now: null, or when it is. After a failure one caller at a time finds out. */
  restsUntil(to: Destination['type']): Instant | null;
  /** What is wrong as of the last call; null: nothing is. What is to be sent waits for it. */
  trouble(): ChatwootTrouble | null;
  /** Is told that the server sent something by itself: one that could not be reached may be there again. */
  heardFrom(): void;
  /** Hands a message over, once; what was surely not sent is tried again, briefly. */
  post(message: OutboundMessage, to: Destination): Promise<PostOutcome>;
  /** Looks for a message where it was to go, back to a moment. */
  find(stamp: MessageId, to: Destination, since: Instant): Promise<Lookup>;
}

/** The Chatwoot of a clinic; null where nothing can be sent: its address, its account or the token of its bot is not known. */
export type ChatwootOf = (clinic: ClinicSlug) => ChatwootGateway | null;
