import type { Attachment } from '../../domain/conversation/message.ts';
import type { InboundReport, MessageReport, OutboundReport } from '../../domain/conversation/report.ts';
import { stampOf } from '../../domain/conversation/stamp.ts';
import type { Instant } from '../../domain/ids.ts';
import type { ChatwootMessage } from './body.ts';
import { messageMoment, readMoment } from './moment.ts';

/** Most of a text that is kept: the longest that a person writes fits many times, and an event stays far below what a store takes. */
const longestText = 50_000;
const mostAttachments = 20;
const longestUrl = 2_000;

type Kind = 'incoming' | 'outgoing' | 'template';

const kinds: Readonly<Record<string, Kind>> = {
  0: 'incoming',
  1: 'outgoing',
  3: 'template',
  incoming: 'incoming',
  outgoing: 'outgoing',
  template: 'template',
};

/** Who stands as the sender, in one word; null for a rule of Chatwoot, or an app that does not say who used it. */
function senderOf({ sender, sender_type }: ChatwootMessage): 'user' | 'bot' | 'contact' | null {
  const type = (sender?.type ?? sender_type ?? '').toLowerCase().replace('_', '');
  if (type === 'user') return 'user';
  if (type === 'agentbot') return 'bot';
  return type === 'contact' || sender ? 'contact' : null;
}

/**
 * Reads a message of the conversation; null for what no patient sees: private notes, and Chatwoot's own notices of what was done.
 * @param told what was told of it last, where that stands elsewhere in the body: its status and the time of it
 */
export function readMessage(
  message: ChatwootMessage,
  {
    told = message,
    canReply,
  }: { readonly told?: Pick<ChatwootMessage, 'status' | 'updated_at'> | undefined; readonly canReply: boolean | null },
): MessageReport | null {
  const kind = kinds[String(message.message_type)];
  const at = messageMoment(message.created_at, message.updated_at);
  if (!kind || message.private === true || typeof message.id !== 'number' || at === null) return null;
  const attributes = message.content_attributes ?? {};
  const toldAt = readMoment(told.updated_at) ?? at;
  const common = {
    externalId: String(message.id),
    at,
    text: textOf(message),
    attachments: attachmentsOf(message),
    deletedAt: attributes.deleted === true ? toldAt : null,
  };
  return kind === 'incoming'
    ? { ...common, ...inbound(message) }
    : { ...common, ...outbound(message, kind, told.status ?? null, toldAt), canReply };
}

type Inbound = Omit<InboundReport, 'externalId' | 'at' | 'text' | 'attachments' | 'deletedAt'>;

function inbound(message: ChatwootMessage): Inbound {
  const { in_reply_to: answered, email } = message.content_attributes ?? {};
  const sender = senderOf(message);
  const isAutoReply = typeof email === 'object' && email !== null && 'auto_reply' in email && email.auto_reply === true;
  const transcript = message.attachments?.find((one) => one.transcribed_text?.trim())?.transcribed_text?.trim();
  return {
    direction: 'INBOUND',
    automatic: isAutoReply || sender === 'user' || sender === 'bot',
    transcript: transcript?.slice(0, longestText) ?? null,
    inReplyTo: typeof answered === 'number' || (typeof answered === 'string' && answered !== '') ? String(answered) : null,
  };
}

type Outbound = Omit<OutboundReport, 'externalId' | 'at' | 'text' | 'attachments' | 'deletedAt' | 'canReply'>;

function outbound(message: ChatwootMessage, kind: Kind, status: string | null, toldAt: Instant): Outbound {
  const attributes = message.content_attributes ?? {};
  const { external_error: error, external_echo: echo } = attributes;
  const failure = typeof error === 'string' && error !== '' ? error.slice(0, 1_000) : null;
  const stamp = stampOf(attributes);
  const sender = senderOf(message);
  // An app of the channel itself is used by a person, and names nobody (integrations.md 3.3).
  const byPerson = kind === 'outgoing' && stamp === null && (sender === 'user' || echo === true);
  return {
    direction: 'OUTBOUND',
    author: byPerson ? 'STAFF' : stamp !== null || sender === 'bot' ? 'KAREN' : 'SYSTEM',
    staff: byPerson && sender === 'user' && typeof message.sender?.id === 'number' ? String(message.sender.id) : null,
    stamp,
    outcome: failure !== null ? 'FAILED' : outcomeOf(status),
    outcomeAt: toldAt,
    failure,
  };
}

const outcomes: Readonly<Record<string, OutboundReport['outcome']>> = { delivered: 'DELIVERED', read: 'READ', failed: 'FAILED' };

const outcomeOf = (status: string | null): OutboundReport['outcome'] => outcomes[status ?? ''] ?? 'SENT';

/** What was written; of an e-mail without what it quotes. */
function textOf({ content, content_attributes }: ChatwootMessage): string | null {
  const written = emailReply(content_attributes?.email) ?? content ?? '';
  return written.trim() === '' ? null : written.slice(0, longestText);
}

function emailReply(email: unknown): string | null {
  const text = typeof email === 'object' && email !== null && 'text_content' in email ? email.text_content : null;
  const reply = typeof text === 'object' && text !== null && 'reply' in text ? text.reply : null;
  return typeof reply === 'string' && reply.trim() !== '' ? reply : null;
}

const attachmentsOf = ({ attachments }: ChatwootMessage): readonly Attachment[] =>
  (attachments ?? []).slice(0, mostAttachments).map((one) => ({
    kind: one.file_type?.slice(0, 50) || 'file',
    url: one.data_url?.slice(0, longestUrl) || placeOf(one.coordinates_lat, one.coordinates_long),
  }));

/** A place on the map as RFC 5870 writes it. */
const placeOf = (latitude: number | null | undefined, longitude: number | null | undefined): string | null =>
  typeof latitude === 'number' && typeof longitude === 'number' && (latitude !== 0 || longitude !== 0)
    ? `geo:${latitude},${longitude}`
    : null;
