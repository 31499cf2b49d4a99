import type { Channel } from '../channel.ts';
import type { Identifier } from '../contact/identifier.ts';
import type { NameSource } from '../contact/nameSource.ts';
import type { Instant, MessageId } from '../ids.ts';
import type { Told } from '../told.ts';
import type { Attachment, Author } from './message.ts';
import type { Standing } from './owner.ts';
import type { Touch } from './touch.ts';

/** A person as a body of Chatwoot names her; identifiers are normalised, the conversation's own channel first. */
export interface ReportedPerson {
  readonly name: string | null;
  readonly identifiers: readonly Identifier[];
  /** When the body said so. */
  readonly at: Instant;
  /** When her name was said, where that is known to be another time. */
  readonly namedAt: Instant;
  readonly namedBy: NameSource;
}

interface AnyMessageReport {
  /** Chatwoot's own id of the message. */
  readonly externalId: string;
  /** When Chatwoot took it. */
  readonly at: Instant;
  readonly text: string | null;
  readonly attachments: readonly Attachment[];
  readonly deletedAt: Instant | null;
}

/** A message that she wrote. */
export interface InboundReport extends AnyMessageReport {
  readonly direction: 'INBOUND';
  readonly automatic: boolean;
  /** What a voice note says, once Chatwoot has written it down. */
  readonly transcript: string | null;
  /** Chatwoot's id of the message that she answered. */
  readonly inReplyTo: string | null;
}

/** A message to her that stands in Chatwoot, whoever put it there. */
export interface OutboundReport extends AnyMessageReport {
  readonly direction: 'OUTBOUND';
  readonly author: Exclude<Author, 'PATIENT'>;
  /** Chatwoot's id of the member of staff. */
  readonly staff: string | null;
  /** Our own id of it, where it carries our stamp. */
  readonly stamp: MessageId | null;
  readonly outcome: 'SENT' | 'DELIVERED' | 'READ' | 'FAILED';
  /** When the outcome was told. */
  readonly outcomeAt: Instant;
  /** The channel's words about a failure. */
  readonly failure: string | null;
  readonly canReply: boolean | null;
}

export type MessageReport = InboundReport | OutboundReport;

export type TouchReport = Omit<Touch, 'touch' | 'channel'>;

/** One body of Chatwoot about one conversation, read: the command that `recordConversation` carries out. */
export interface ConversationReport {
  /** Chatwoot's own id of the conversation, unique within the account. */
  readonly externalId: string;
  readonly channel: Channel;
  readonly inbox: number | null;
  /** Her address on the channel as Chatwoot has it. */
  readonly address: string | null;
  readonly startedAt: Instant;
  /** When the body was made. */
  readonly at: Instant;
  readonly person: ReportedPerson;
  readonly standing: Told<Standing>;
  /** What was done to the conversation, where the body is about just that; any other only says how it stands. */
  readonly done: 'RESOLVED' | 'REOPENED' | null;
  /** The message that the body is about, and the one that it repeats; by age. */
  readonly messages: readonly MessageReport[];
  readonly touches: readonly TouchReport[];
}
