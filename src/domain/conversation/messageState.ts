import { isErased, type Personal } from '../event.ts';
import type { Instant, MessageId } from '../ids.ts';
import type { ChosenAction } from './action.ts';
import type { ActionChosen, IntentClassified } from './decisionEvents.ts';
import type { ConversationEvent } from './events.ts';
import type { Attachment, Author, MessageAbout, MessageDirection, MessageStatus } from './message.ts';

// State

/** What a message of hers was taken to ask for, and what Karen chose to do about it. */
export interface MessageDecision extends Pick<IntentClassified['data'], 'intent' | 'procedure' | 'confidence' | 'abstained' | 'by'> {
  readonly offered: ActionChosen['data']['offered'];
  /** Empty where nothing was to be done, and until it is known. */
  readonly chosen: readonly ChosenAction[];
}

/** One message, as it stands. */
export interface MessageState {
  readonly message: MessageId;
  /** Chatwoot's own id, once it has one. */
  readonly externalId: string | null;
  readonly direction: MessageDirection;
  readonly author: Author;
  /** When Chatwoot took it; before that, when it was wanted. */
  readonly at: Instant;
  readonly status: MessageStatus;
  /** Why it is not, or not yet, where it should be. */
  readonly reason: Personal<string | null>;
  readonly about: MessageAbout | null;
  readonly inReplyTo: MessageId | null;
  readonly automatic: boolean;
  /** What was written, or said in a voice note. */
  readonly text: Personal<string | null>;
  readonly attachments: Personal<readonly Attachment[]>;
  readonly decision: MessageDecision | null;
}

/** How far a message has come: it only moves forward, in whatever order that is told. A channel may deliver what it first refused. */
const rank: Readonly<Record<MessageStatus, number>> = {
  RECEIVED: 0,
  REQUESTED: 0,
  DEFERRED: 1,
  SUPPRESSED: 2,
  SENT: 3,
  FAILED: 4,
  DELIVERED: 5,
  READ: 6,
  DELETED: 7,
};

// Evolve

/** The message after an event of its own; undefined while nothing was said of it but what became of it. */
export function evolveMessage(state: MessageState | undefined, event: ConversationEvent): MessageState | undefined {
  switch (event.type) {
    case 'MessageReceived': {
      const { message, externalId, at, automatic, inReplyTo, text, attachments } = event.data;
      const received = { message, externalId, at, automatic, inReplyTo, text, attachments };
      return (
        state ?? { ...received, direction: 'INBOUND', author: 'PATIENT', status: 'RECEIVED', reason: null, about: null, decision: null }
      );
    }
    case 'MessageTranscribed':
      return state && state.text === null && state.status !== 'DELETED' ? { ...state, text: event.data.text } : state;
    case 'MessageRequested': {
      const { message, at, author, about, text } = event.data;
      return state ?? { ...outbound, message, at, author, about, text, status: 'REQUESTED' };
    }
    case 'MessageDeferred': {
      const { message, at, about, reason } = event.data;
      return moved(state ?? { ...outbound, message, at, about }, 'DEFERRED', reason);
    }
    case 'MessageSuppressed': {
      const { message, at, about, reason } = event.data;
      return moved(state ?? { ...outbound, message, at, about }, 'SUPPRESSED', reason);
    }
    case 'MessageRedirected': {
      const { message, at, about } = event.data;
      return moved(state ?? { ...outbound, message, at, about }, 'SUPPRESSED', 'otherChannel');
    }
    case 'MessageOutcomeUnknown':
      return state && rank[state.status] < rank.SENT ? { ...state, status: 'REQUESTED', reason: 'outcomeUnknown' } : state;
    case 'MessageSent': {
      const { message, externalId, at, author, about, text, attachments } = event.data;
      const asked = state ?? { ...outbound, message, about };
      const said = isErased(text) || text !== null ? text : asked.text;
      return moved({ ...asked, externalId, at, author, about: about ?? asked.about, text: said, attachments }, 'SENT', null);
    }
    case 'MessageDelivered':
      return state && moved(state, 'DELIVERED', null);
    case 'MessageRead':
      return state && moved(state, 'READ', null);
    case 'MessageFailed':
      return state && moved(state, 'FAILED', event.data.reason);
    case 'IntentClassified': {
      const { intent, procedure, confidence, abstained, by } = event.data;
      const { offered = [], chosen = [] } = state?.decision ?? {};
      return state && { ...state, decision: { intent, procedure, confidence, abstained, by, offered, chosen } };
    }
    case 'ActionChosen':
      // It stands in the log right after what was understood, in the same append.
      return state?.decision
        ? { ...state, decision: { ...state.decision, offered: event.data.offered, chosen: event.data.chosen } }
        : state;
    case 'MessageDeleted':
      return state && moved({ ...state, text: null, attachments: [] }, 'DELETED', null);
    default:
      return state;
  }
}

const outbound = {
  externalId: null,
  direction: 'OUTBOUND',
  author: 'KAREN',
  status: 'REQUESTED',
  reason: null,
  inReplyTo: null,
  automatic: false,
  text: null,
  attachments: [],
  decision: null,
} as const;

const moved = (state: MessageState, status: MessageStatus, reason: Personal<string | null>): MessageState =>
  rank[status] > rank[state.status] ? { ...state, status, reason } : state;
