import type { Instant } from '../../../src/domain/ids.ts';
import type { MessageQuestion, MessagingSettings, OpenConversation } from '../../../src/domain/messaging/question.ts';

/** An instant of the example's days, in the clinic's time (Jamaica, five hours behind UTC all year). */
export const jamaica = (text: string): Instant => new Date(`${text}:00-05:00`).toISOString() as Instant;

/** Noon on a Wednesday. */
export const noon = jamaica('2026-10-14T12:00');

export const hoursBefore = (hours: number, moment: Instant = noon): Instant =>
  new Date(Date.parse(moment) - hours * 3_600_000).toISOString() as Instant;

export const clinic: MessagingSettings = {
  timeZone: 'America/Jamaica',
  locale: 'en-JM',
  quietHours: { from: '21:00', to: '08:00' },
  fallbackChannels: ['WHATSAPP', 'EMAIL', 'SMS'],
  messageTemplates: [
    {
      purpose: 'REMINDER',
      channel: 'WHATSAPP',
      name: 'visit_reminder',
      language: 'en',
      category: 'utility',
      parameters: ['name', 'procedure', 'when'],
    },
    { purpose: 'MARKETING', channel: 'WHATSAPP', name: 'spring_offer', language: 'en', category: 'marketing', parameters: ['name'] },
  ],
  messagePrices: [
    { channel: 'WHATSAPP', category: 'utility', amount: 0.02, currency: 'USD' },
    { channel: 'WHATSAPP', category: 'marketing', amount: 0.06, currency: 'USD' },
    { channel: 'SMS', category: 'utility', amount: 0.05, currency: 'USD' },
  ],
  discreet: false,
  chatwoot: {
    inboxes: [
      { id: 3, channel: 'WHATSAPP' },
      { id: 6, channel: 'EMAIL' },
      { id: 7, channel: 'SMS' },
    ],
  },
};

/** Her WhatsApp conversation, in which she wrote an hour ago unless a test says otherwise. */
export const whatsApp = (change: Partial<OpenConversation> = {}): OpenConversation => ({
  id: 'c-whatsapp',
  channel: 'WHATSAPP',
  lastInboundAt: hoursBefore(1),
  canReply: true,
  address: '18765550142',
  visitorLeft: false,
  ...change,
});

export const instagram = (change: Partial<OpenConversation> = {}): OpenConversation =>
  whatsApp({ id: 'c-instagram', channel: 'INSTAGRAM', address: '1789', ...change });

export const widget = (change: Partial<OpenConversation> = {}): OpenConversation =>
  whatsApp({ id: 'c-widget', channel: 'WEB_WIDGET', address: 'b7c1', ...change });

/** A reminder that Karen wants to send at noon to somebody who wrote on WhatsApp an hour ago and said nothing of consent. */
export const question = (change: Partial<MessageQuestion> = {}): MessageQuestion => ({
  purpose: 'REMINDER',
  author: 'KAREN',
  reply: false,
  legallyRequired: false,
  conversation: whatsApp(),
  otherConversations: [],
  phone: null,
  email: null,
  consents: {},
  clinic,
  patientZone: null,
  appointmentStart: null,
  due: null,
  latestUseful: null,
  now: noon,
  ...change,
});
