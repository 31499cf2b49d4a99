import type { Channel } from '../channel.ts';
import type { Money } from '../clinic/settings.ts';
import type { MatchedBy } from '../contact/identity.ts';
import type { DomainEvent, EventSchemas, Personal } from '../event.ts';
import type { ContactId, ConversationId, Instant, MessageId } from '../ids.ts';
import type { CarriageReason, Defer, RefusalReason, Suppress } from '../messaging/decision.ts';
import type { Told } from '../told.ts';
import { type AvailabilityOffered, availabilitySchemas } from './availability.ts';
import { type BookingLinkOpened, type BookingLinkShared, bookingLinkSchemas } from './bookingLink.ts';
import type { ActionChosen, IntentClassified } from './decisionEvents.ts';
import type { Attachment, Author, MessageAbout } from './message.ts';
import type { Standing } from './owner.ts';
import type { Touch } from './touch.ts';
import type { UnwantedReason } from './unwanted.ts';

// Events of the stream `conversation-<clinic>.<id>`

/** The first that is known of a conversation of Chatwoot. It belongs to this contact for good; `externalId` is Chatwoot's own id. */
export type ConversationStarted = DomainEvent<
  'ConversationStarted',
  {
    readonly conversation: ConversationId;
    readonly contact: ContactId;
    readonly matchedBy: MatchedBy;
    readonly channel: Channel;
    readonly inbox: number | null;
    readonly externalId: string;
    readonly at: Instant;
    readonly standing: Told<Standing> | null;
    /** Her address on the channel as Chatwoot has it, its `source_id`: often a phone number. */
    readonly address: Personal<string | null>;
  }
>;

export type MessageReceived = DomainEvent<
  'MessageReceived',
  {
    readonly message: MessageId;
    readonly externalId: string;
    readonly at: Instant;
    /** A machine answered for her, such as an out-of-office reply: it gets no answer. */
    readonly automatic: boolean;
    /** The message of ours that she answered, by tapping a button of it or by quoting it. */
    readonly inReplyTo: MessageId | null;
    readonly text: Personal<string | null>;
    readonly attachments: Personal<readonly Attachment[]>;
  }
>;

/** Chatwoot wrote down what she said in a voice note. */
export type MessageTranscribed = DomainEvent<
  'MessageTranscribed',
  { readonly message: MessageId; readonly at: Instant; readonly text: Personal<string> }
>;

/** Taken back, by her or by staff: its words are shown no more. */
export type MessageDeleted = DomainEvent<'MessageDeleted', { readonly message: MessageId; readonly at: Instant }>;

/** What brought her here that day. */
export type TouchRecorded = DomainEvent<'TouchRecorded', Touch>;

/** An outbound message is wanted, with all that has to be known to ask about it again; what became of it is said by one of the next events. */
export type MessageRequested = DomainEvent<
  'MessageRequested',
  {
    readonly message: MessageId;
    readonly at: Instant;
    readonly author: Exclude<Author, 'PATIENT'>;
    /** The subject of the token of the member of staff who wrote it. */
    readonly staff: string | null;
    readonly about: MessageAbout;
    /** The clinic's template that would carry it now; null for free text. */
    readonly template: string | null;
    /** Also what a template comes to, in the same sense. */
    readonly text: Personal<string | null>;
    /** What a template's parameters are filled with, by name. */
    readonly values: Personal<Readonly<Record<string, string>> | null>;
    /** How many messages of hers it answers: once she wrote another it is outdated. Null where it is no answer. */
    readonly answers: number | null;
    /** The one answer that the law wants in spite of a withdrawal. */
    readonly legallyRequired: boolean;
    /** When it is meant to go out; null: now. */
    readonly due: Instant | null;
    /** After it the message is of no use; null: the visit's start says so, or nothing. */
    readonly usefulUntil: Instant | null;
    /** The message of another conversation in whose place it goes. */
    readonly insteadOf: MessageId | null;
    /** It says that a person takes over: it goes out although she has by then. */
    readonly handsOver?: true;
  }
>;

/** It waits; `reason` is the policy's. */
export type MessageDeferred = DomainEvent<
  'MessageDeferred',
  {
    readonly message: MessageId;
    readonly at: Instant;
    readonly about: MessageAbout;
    readonly until: Instant;
    readonly reason: Defer['reason'];
  }
>;

/** Why a message is never sent: the policy's word, that it is not wanted any more, or that a person sees to it. */
export type SuppressedReason = Suppress['reason'] | UnwantedReason | 'leftToStaff';

/** It is never sent. */
export type MessageSuppressed = DomainEvent<
  'MessageSuppressed',
  {
    readonly message: MessageId;
    readonly at: Instant;
    readonly about: MessageAbout;
    readonly reason: SuppressedReason;
    /** What a person is told who sees to it instead, in a sentence with nothing personal; null where nobody has to. */
    readonly task: string | null;
  }
>;

/** It goes elsewhere, as another message of this contact: into another conversation, or (null) one that is opened for it. */
export type MessageRedirected = DomainEvent<
  'MessageRedirected',
  {
    readonly message: MessageId;
    readonly at: Instant;
    readonly about: MessageAbout;
    readonly into: ConversationId | null;
    readonly as: MessageId;
    /** Why it does not go here. */
    readonly reason: RefusalReason | 'noChannel';
  }
>;

/**
 * From here on Chatwoot may have it: said before it is handed over, so that whoever comes after a crash looks before handing it over again.
 * It says how it goes, and what that costs.
 */
export type MessageAttempted = DomainEvent<
  'MessageAttempted',
  {
    readonly message: MessageId;
    readonly at: Instant;
    readonly about: MessageAbout;
    /** 1 for the first. */
    readonly attempt: number;
    /**
     * Who makes it: an id of its own each time. A store takes the same event twice for one that was asked for again, so without it two programs
     * that come to the same attempt would both be told that it is theirs.
     */
    readonly by: string;
    readonly channel: Channel;
    readonly reason: CarriageReason;
    readonly template: string | null;
    /** By the clinic's price list, an upper bound; null: not on the list. */
    readonly cost: Money | null;
  }
>;

/** Why Chatwoot does not have what was to be handed to it. */
export type NotStoredReason =
  /** Nobody took the request. */
  | 'unreachable'
  /** The rate limiter turned it away. */
  | 'tooMany'
  /** The token is not taken (any more). */
  | 'unauthorised'
  /** No answer came, and longer after than a request lives the message was not to be found. */
  | 'absent';

/** Chatwoot does not have what was attempted: it is asked about again. */
export type MessageNotStored = DomainEvent<
  'MessageNotStored',
  {
    readonly message: MessageId;
    readonly at: Instant;
    readonly about: MessageAbout;
    readonly attempt: number;
    readonly reason: NotStoredReason;
  }
>;

/** No answer came, and it cannot be found out whether Chatwoot has the message: it is not handed over again. */
export type MessageOutcomeUnknown = DomainEvent<
  'MessageOutcomeUnknown',
  { readonly message: MessageId; readonly at: Instant; readonly about: MessageAbout; readonly attempt: number }
>;

/** Chatwoot has the message: ours, or one that somebody else wrote there. */
export type MessageSent = DomainEvent<
  'MessageSent',
  {
    readonly message: MessageId;
    readonly externalId: string | null;
    readonly at: Instant;
    readonly author: Exclude<Author, 'PATIENT'>;
    /** Chatwoot's id of the member of staff who wrote it. */
    readonly staff: string | null;
    /** Null for what was not asked for by us. */
    readonly about: MessageAbout | null;
    /** Until when the assistant leaves the conversation to the person who wrote it; null where no person did. */
    readonly holdsUntil: Instant | null;
    /** Chatwoot's `can_reply` then; null where it said nothing. */
    readonly canReply: boolean | null;
    readonly standing: Told<Standing> | null;
    /** Null where the request said it. */
    readonly text: Personal<string | null>;
    readonly attachments: Personal<readonly Attachment[]>;
  }
>;

export type MessageDelivered = DomainEvent<'MessageDelivered', Report>;
export type MessageRead = DomainEvent<'MessageRead', Report>;
/** The channel refused it, often long after Chatwoot took it. */
export type MessageFailed = DomainEvent<
  'MessageFailed',
  Report & {
    readonly canReply: boolean | null;
    /** The channel's words; they may hold a number. */
    readonly reason: Personal<string | null>;
  }
>;

/** What was told of an outbound message later. */
export interface Report {
  readonly message: MessageId;
  readonly at: Instant;
  readonly about: MessageAbout | null;
}

/** A person answers from here on; `until` null: until somebody gives the conversation back. */
export type HumanTookOver = DomainEvent<
  'HumanTookOver',
  {
    readonly at: Instant;
    readonly until: Instant | null;
    /** She wrote a message, or was asked to take over. */
    readonly because: 'wrote' | 'asked';
    readonly staff: string | null;
    readonly reason: Personal<string | null>;
  }
>;

/** The assistant answers again; `pauseOver` follows from the hold and what she wrote, `asked` ends the hold. */
export type AssistantResumed = DomainEvent<
  'AssistantResumed',
  {
    readonly at: Instant;
    readonly because: 'pauseOver' | 'asked';
    readonly staff: string | null;
    readonly reason: Personal<string | null>;
  }
>;

export type ConversationResolved = DomainEvent<'ConversationResolved', { readonly at: Instant }>;
export type ConversationReopened = DomainEvent<'ConversationReopened', { readonly at: Instant }>;

export type ConversationEvent =
  | ConversationStarted
  | MessageReceived
  | MessageTranscribed
  | MessageDeleted
  | TouchRecorded
  | BookingLinkShared
  | BookingLinkOpened
  | AvailabilityOffered
  | MessageRequested
  | MessageDeferred
  | MessageSuppressed
  | MessageRedirected
  | MessageAttempted
  | MessageNotStored
  | MessageOutcomeUnknown
  | MessageSent
  | MessageDelivered
  | MessageRead
  | MessageFailed
  | HumanTookOver
  | AssistantResumed
  | ConversationResolved
  | ConversationReopened
  | IntentClassified
  | ActionChosen;

const words = { text: true, attachments: true } as const;

export const conversationSchemas: EventSchemas<ConversationEvent> = {
  ConversationStarted: { version: 1, personal: { address: true } },
  MessageReceived: { version: 1, personal: words },
  MessageTranscribed: { version: 1, personal: { text: true } },
  MessageDeleted: { version: 1, personal: {} },
  TouchRecorded: { version: 1, personal: { source: true, campaign: true, details: true } },
  ...bookingLinkSchemas,
  ...availabilitySchemas,
  MessageRequested: {
    version: 2,
    personal: { text: true, values: true },
    upcasters: {
      1: (data) => ({
        ...data,
        staff: null,
        values: null,
        answers: null,
        legallyRequired: false,
        due: null,
        usefulUntil: null,
        insteadOf: null,
      }),
    },
  },
  MessageDeferred: { version: 1, personal: {} },
  MessageSuppressed: { version: 2, personal: {}, upcasters: { 1: (data) => ({ ...data, task: null }) } },
  MessageRedirected: { version: 1, personal: {} },
  MessageAttempted: { version: 1, personal: {} },
  MessageNotStored: { version: 1, personal: {} },
  MessageOutcomeUnknown: { version: 1, personal: {} },
  MessageSent: { version: 1, personal: words },
  MessageDelivered: { version: 1, personal: {} },
  MessageRead: { version: 1, personal: {} },
  MessageFailed: { version: 1, personal: { reason: true } },
  HumanTookOver: { version: 1, personal: { reason: true } },
  AssistantResumed: { version: 1, personal: { reason: true } },
  ConversationResolved: { version: 1, personal: {} },
  ConversationReopened: { version: 1, personal: {} },
  IntentClassified: { version: 1, personal: {} },
  ActionChosen: { version: 1, personal: { reply: true } },
};

/**
 * Names what an event says happened. Chatwoot tells one thing in several deliveries, each with a cause of its own:
 * of two events by one name the stream keeps the first, so that a message is one however often and in whatever body it comes.
 */
export function conversationEventName({ type, data }: ConversationEvent): string {
  switch (type) {
    case 'ConversationStarted':
      return type;
    case 'MessageReceived':
    case 'MessageTranscribed':
    case 'MessageDeleted':
    case 'MessageRequested':
    case 'MessageSuppressed':
    case 'MessageRedirected':
    case 'MessageOutcomeUnknown':
    case 'MessageSent':
    case 'MessageDelivered':
    case 'MessageRead':
    case 'MessageFailed':
    case 'IntentClassified':
    case 'ActionChosen':
      return `${type} ${data.message}`;
    case 'MessageDeferred':
      return `${type} ${data.message} ${data.until}`;
    case 'MessageAttempted':
      return `${type} ${data.message} ${data.attempt} ${data.by}`;
    case 'MessageNotStored':
      return `${type} ${data.message} ${data.attempt}`;
    case 'TouchRecorded':
      return `${type} ${data.touch} ${data.kind} ${data.at}`;
    case 'BookingLinkShared':
      return `${type} ${data.link}`;
    case 'BookingLinkOpened':
      return `${type} ${data.link} ${data.at}`;
    case 'AvailabilityOffered':
      return `${type} ${data.offer}`;
    case 'HumanTookOver':
    case 'AssistantResumed':
      return `${type} ${data.at} ${data.because}`;
    case 'ConversationResolved':
    case 'ConversationReopened':
      return `${type} ${data.at}`;
    default:
      return type satisfies never;
  }
}
