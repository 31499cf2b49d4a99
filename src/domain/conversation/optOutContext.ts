import type { Instant } from '../ids.ts';
import type { OptOutContext } from '../messaging/optOut.ts';
import type { MessagePurpose } from '../messaging/purpose.ts';
import type { ConversationState } from './conversation.ts';

const contexts: Partial<Record<MessagePurpose, Exclude<OptOutContext, null>>> = {
  BOOKING_LINK: 'booking_link_sent',
  CONFIRMATION: 'confirmed_booking',
  RESCHEDULED: 'confirmed_booking',
  REMINDER: 'reminder_sent',
};

/** What we last sent before a message, as far as it changes what "cancel" means. */
export function optOutContext(state: ConversationState, at: Instant): OptOutContext {
  if (state.status === 'unknown') return null;
  const before = state.own.filter((one) => one.at <= at).toReversed();
  for (const { about } of before) {
    const context = about && contexts[about.purpose];
    if (context) return context;
  }
  return null;
}
