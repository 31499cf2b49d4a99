import type { RecordConversation } from '../../src/domain/conversation/decide.ts';
import type { MessageRequested } from '../../src/domain/conversation/events.ts';
import type { ConversationReport, InboundReport, OutboundReport } from '../../src/domain/conversation/report.ts';
import type { ContactId, ConversationId, Instant, MessageId } from '../../src/domain/ids.ts';

// Of the shapes that ids have.
export const keisha = '00000000-0000-4000-8000-00000000c001' as ContactId;
const conversation = '00000000-0000-4000-8000-00000000d001' as ConversationId;

/** A moment of the day of these tests. */
export const at = (time: string): Instant => `2026-10-05T${time.length === 5 ? `${time}:00` : time}.000Z` as Instant; // the tests name them well

const begun = at('18:03');

/** A message of hers, as the translator would report it. */
export const inbound = (externalId: string, change: Partial<InboundReport> = {}): InboundReport => ({
  direction: 'INBOUND',
  externalId,
  at: begun,
  text: 'How much is Botox?',
  attachments: [],
  deletedAt: null,
  automatic: false,
  transcript: null,
  inReplyTo: null,
  ...change,
});

/** A message to her, by default one that a member of staff wrote. */
export const outbound = (externalId: string, change: Partial<OutboundReport> = {}): OutboundReport => ({
  direction: 'OUTBOUND',
  externalId,
  at: begun,
  text: 'Hi Keisha, Renee here',
  attachments: [],
  deletedAt: null,
  author: 'STAFF',
  staff: '12',
  stamp: null,
  outcome: 'SENT',
  outcomeAt: change.at ?? begun,
  failure: null,
  canReply: true,
  ...change,
});

/** A report about Keisha's conversation on WhatsApp; tests change what they are about. */
export function conversationReport(change: Partial<ConversationReport> = {}): ConversationReport {
  const when = change.at ?? change.messages?.at(-1)?.at ?? begun;
  return {
    externalId: '1042',
    channel: 'WHATSAPP',
    inbox: 31,
    address: '18765550142',
    startedAt: begun,
    at: when,
    person: {
      name: 'Keisha Brown',
      identifiers: [
        { kind: 'WHATSAPP', value: '+18765550142' },
        { kind: 'CHATWOOT', value: 'chat.example.com/7/501' },
        { kind: 'PHONE', value: '+18765550142' },
      ],
      at: when,
      namedAt: when,
      namedBy: 'PROFILE',
    },
    standing: { value: 'OPEN', at: when },
    done: null,
    messages: [],
    touches: [],
    ...change,
  };
}

/** The id that these tests give a message of Chatwoot. */
export const messageOf = (externalId: string): MessageId => `00000000-0000-4000-8000-${externalId.padStart(12, '0')}` as MessageId; // of a UUID's shape

/** The command that a report with at most one message becomes once its people and things are known by id. */
export function recordCommand(change: Partial<ConversationReport> = {}): RecordConversation {
  const { messages, ...report } = conversationReport(change);
  const [message] = messages;
  return {
    ...report,
    conversation,
    contact: keisha,
    matchedBy: 'CHANNEL_ID',
    pause: 2 * 3_600_000,
    touches: [],
    message: message
      ? message.direction === 'INBOUND'
        ? { ...message, message: messageOf(message.externalId), answers: null }
        : { ...message, message: message.stamp ?? messageOf(message.externalId), asked: null }
      : null,
  };
}

/** A message that Karen wants to send, as it is asked for; tests change what they are about. */
export const requested = (change: Partial<MessageRequested['data']> = {}): MessageRequested => ({
  type: 'MessageRequested',
  data: {
    message: messageOf('900'),
    at: at('18:10'),
    author: 'KAREN',
    staff: null,
    about: { purpose: 'REPLY', booking: null, appointmentVersion: null, careStep: null },
    template: null,
    text: 'Thank you for writing',
    values: null,
    answers: null,
    legallyRequired: false,
    due: null,
    usefulUntil: null,
    insteadOf: null,
    ...change,
  },
});
