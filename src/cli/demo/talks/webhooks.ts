import { fullName } from '../calcomBodies.ts';
import type { Talk, TalkChannel } from './talk.ts';

/** A body as Chatwoot posts it; the thing that it is about stands at the top (integrations.md 3.3). */
export interface ChatwootWebhook {
  readonly event: string;
  readonly [key: string]: unknown;
}

/** A message as Chatwoot has stored it. */
export interface StoredMessage {
  readonly id: number;
  readonly by: 'patient' | 'bot';
  /** Null: a voice note without words. */
  readonly content: string | null;
  readonly contentAttributes: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

const channels: Readonly<Record<TalkChannel, { readonly inbox: number; readonly type: string }>> = {
  WHATSAPP: { inbox: 3, type: 'Channel::Whatsapp' },
  INSTAGRAM: { inbox: 4, type: 'Channel::Instagram' },
  WEB_WIDGET: { inbox: 5, type: 'Channel::WebWidget' },
};

const seconds = (date: Date): number => Math.floor(date.getTime() / 1_000);

/** Says that a message is there, whoever wrote it. */
export function messageCreated(talk: Talk, message: StoredMessage, account: number): ChatwootWebhook {
  const { inbox, type } = channels[talk.channel];
  const { id, by, content, contentAttributes, at } = message;
  const isHers = by === 'patient';
  return {
    account: { id: account, name: 'Demo' },
    additional_attributes: {},
    content_attributes: contentAttributes,
    content_type: 'text',
    content,
    conversation: {
      additional_attributes: talk.arrival.by === 'page' ? { referer: talk.arrival.url } : {},
      can_reply: true,
      channel: type,
      contact_inbox: { id: talk.ids.conversation, contact_id: talk.ids.contact, inbox_id: inbox, source_id: addressOf(talk) },
      id: talk.ids.conversation,
      inbox_id: inbox,
      messages: [],
      labels: [],
      meta: { sender: { ...contactOf(talk), type: 'contact' }, assignee: null },
      status: 'pending',
      custom_attributes: {},
      last_activity_at: seconds(at),
      timestamp: seconds(at),
      created_at: seconds(at),
      updated_at: at.getTime() / 1_000,
    },
    created_at: at.toISOString(),
    id,
    inbox: { id: inbox, name: talk.channel },
    message_type: isHers ? 'incoming' : 'outgoing',
    private: false,
    sender: isHers ? contactOf(talk) : { id: 1, name: 'Karen', type: 'agent_bot' },
    source_id: null,
    ...(content === null ? { attachments: [voiceNote(id)] } : {}),
    event: 'message_created',
  };
}

/** What the first message of a click-to-WhatsApp advertisement carries. */
export const referralOf = ({ arrival }: Talk): Readonly<Record<string, unknown>> =>
  arrival.by === 'advertisement'
    ? {
        referral: {
          source_url: `https://fb.me/${arrival.ad}`,
          source_id: arrival.ad,
          source_type: 'ad',
          headline: arrival.headline,
        },
      }
    : {};

/** Instagram gives neither number nor address, and a visitor of the website is a visitor until she says more. */
const contactOf = ({ person, channel, ids }: Talk) => ({
  additional_attributes: {},
  custom_attributes: {},
  email: null,
  id: ids.contact,
  identifier: null,
  name: fullName(person),
  phone_number: channel === 'WHATSAPP' ? person.phone : null,
  thumbnail: '',
  blocked: false,
});

/** What the channel calls her: WhatsApp by the digits of her number, the others by an id of their own. */
function addressOf({ person, channel, ids }: Talk): string {
  if (channel === 'WHATSAPP') return (person.phone ?? '').replace('+', '');
  return channel === 'INSTAGRAM' ? `6120${ids.contact}` : `0c9d1f6e-0000-4000-8000-${String(ids.contact).padStart(12, '0')}`;
}

const voiceNote = (message: number) => ({
  id: message,
  message_id: message,
  file_type: 'audio',
  data_url: `https://chat.example.com/voice-notes/${message}.ogg`,
});
