import type { Channel } from '../../domain/channel.ts';
import type { ChatwootConversation } from './body.ts';

/** An inbox of the clinic, as its file lists it. */
export interface Inbox {
  readonly id: number;
  readonly channel: Channel;
}

const classes: Readonly<Record<string, Channel>> = {
  'Channel::Whatsapp': 'WHATSAPP',
  'Channel::Instagram': 'INSTAGRAM',
  'Channel::FacebookPage': 'FACEBOOK',
  'Channel::WebWidget': 'WEB_WIDGET',
  'Channel::Email': 'EMAIL',
  'Channel::Sms': 'SMS',
};

/** Marks a WhatsApp number of Twilio, whose other numbers are SMS. */
export const twilioWhatsapp = 'whatsapp:';

/**
 * The channel of a conversation (integrations.md 3.3). Instagram that is connected through a Facebook page is known by the conversation's type;
 * an API inbox, and a class that is not known here, are what the clinic file says of the inbox.
 */
export function channelOf(
  { channel, inbox_id, contact_inbox, additional_attributes }: ChatwootConversation,
  inboxes: readonly Inbox[],
): Channel {
  const listed = inboxes.find(({ id }) => id === inbox_id)?.channel;
  switch (channel) {
    case 'Channel::FacebookPage':
      return additional_attributes?.type === 'instagram_direct_message' ? 'INSTAGRAM' : 'FACEBOOK';
    case 'Channel::TwilioSms':
      return contact_inbox?.source_id?.startsWith(twilioWhatsapp) ? 'WHATSAPP' : 'SMS';
    case 'Channel::Api':
      return listed ?? 'API';
    default:
      return classes[channel ?? ''] ?? listed ?? 'UNKNOWN';
  }
}
