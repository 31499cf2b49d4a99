import type { Channel } from '../channel.ts';
import { emailIdentifier } from '../contact/identifier.ts';
import type { Refusal } from './decision.ts';
import type { MessageQuestion, OpenConversation } from './question.ts';

/** One way to reach her: a conversation that she has, or a new one, opened by an address. */
export type Way =
  | { readonly type: 'conversation'; readonly channel: Channel; readonly conversation: OpenConversation }
  | {
      readonly type: 'newConversation';
      readonly channel: Channel;
      readonly inbox: number;
      readonly address: 'PHONE' | 'EMAIL';
      readonly value: string;
    };

/**
 * The ways to ask, best first: the conversation that the message belongs to, her other ones on its channel, then the clinic's fallback
 * channels in the clinic's order. A channel that the clinic does not list is not written on unasked, even where a window is open.
 */
export function waysInOrder(question: MessageQuestion): readonly (Way | Refusal)[] {
  const { conversation: own, otherConversations, clinic } = question;
  const others = otherConversations.filter((one) => one.id !== own?.id);
  const on = (channel: Channel): Way[] => others.filter((one) => one.channel === channel).map(into);
  const first = own === null ? [] : [into(own), ...on(own.channel)];
  const fallbacks = clinic.fallbackChannels
    .filter((channel) => channel !== own?.channel)
    .flatMap((channel) => {
      const conversations = on(channel);
      return conversations.length > 0 ? conversations : [opening(channel, question)];
    });
  return [...first, ...fallbacks];
}

const into = (conversation: OpenConversation): Way => ({ type: 'conversation', channel: conversation.channel, conversation });

/** What opens a conversation, by channel; on Instagram, Messenger and the widget only she can (integrations.md 4). */
const addressOf: Partial<Record<Channel, 'PHONE' | 'EMAIL'>> = { WHATSAPP: 'PHONE', SMS: 'PHONE', EMAIL: 'EMAIL' };

function opening(channel: Channel, { phone, email, clinic }: MessageQuestion): Way | Refusal {
  const address = addressOf[channel];
  if (address === undefined) return { channel, reason: 'noConversation' };
  // An address that Cal.com made up for a booking without one is never written to.
  const value = address === 'PHONE' ? phone : (emailIdentifier(email)?.value ?? null);
  if (value === null) return { channel, reason: 'noAddress' };
  const inbox = clinic.chatwoot.inboxes.find((one) => one.channel === channel);
  return inbox ? { type: 'newConversation', channel, inbox: inbox.id, address, value } : { channel, reason: 'noInbox' };
}
