import type { ClinicSlug, ContactId, ConversationId, Instant, LinkId, MessageId, TouchId } from '../../domain/ids.ts';
import { startOfWallDay, wallAt } from '../../domain/messaging/localTime.ts';
import { streamName } from '../../domain/stream.ts';
import { idFrom } from '../codec/envelope.ts';

/** A Chatwoot account: its numbers name things only together with it (integrations.md 3.3). */
export interface ChatwootAccount {
  /** Empty while the clinic file names none. */
  readonly host: string;
  readonly account: number;
}

// UUIDs of ours are ids. They follow from Chatwoot's numbers, so that nothing has to be looked up, and a crash leaves nothing to guess.

export const conversationId = (clinic: ClinicSlug, { host, account }: ChatwootAccount, externalId: string): ConversationId =>
  idFrom(clinic, 'conversation', host, account, externalId) as ConversationId;

/** The id of a message that was not asked for by us. */
export const messageId = (clinic: ClinicSlug, { host, account }: ChatwootAccount, externalId: string): MessageId =>
  idFrom(clinic, 'message', host, account, externalId) as MessageId;

/** The id of what brought her to a conversation, or by a link, on a day as the clinic's wall clock has it. */
export function touchId(clinic: ClinicSlug, place: ConversationId | LinkId, at: Instant, timeZone: string): TouchId {
  const day = new Date(startOfWallDay(wallAt(Date.parse(at), timeZone))).toISOString().slice(0, 10);
  return idFrom(clinic, 'touch', place, day) as TouchId;
}

export const conversationStream = (clinic: ClinicSlug, conversation: ConversationId): string =>
  streamName('conversation', clinic, conversation);

/** The messages of a contact who has no conversation yet. */
export const outreachStream = (clinic: ClinicSlug, contact: ContactId): string => streamName('outreach', clinic, contact);
