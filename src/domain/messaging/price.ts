import type { Channel } from '../channel.ts';
import type { Money } from '../clinic/settings.ts';
import { consentFor, type MessagePurpose } from './purpose.ts';
import type { MessagingSettings } from './question.ts';

/** WhatsApp's name for free text within the window. */
const service = 'service';

/** The category of free text in the clinic's price list. */
export const textCategory = (purpose: MessagePurpose, channel: Channel): string => {
  if (channel === 'WHATSAPP') return service;
  return consentFor(purpose) === 'MARKETING' ? 'marketing' : 'utility';
};

/** What one message costs by the clinic's price list; null when the list does not say. */
export function priceOf(channel: Channel, category: string, { messagePrices }: MessagingSettings): Money | null {
  const price = messagePrices.find((one) => one.channel === channel && one.category === category);
  return price ? { amount: price.amount, currency: price.currency } : null;
}
