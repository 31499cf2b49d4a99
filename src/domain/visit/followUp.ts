import type { KnownConversation } from '../conversation/conversation.ts';
import { ownerOf } from '../conversation/owner.ts';
import { milliseconds } from '../duration.ts';
import { type Instant, instantOf } from '../ids.ts';

/** When a follow-up falls due that the clinic wants so long after a moment; null where it wants none. */
export function followUpTime(after: string | null, moment: Instant): Instant | null {
  const wait = after === null ? null : milliseconds(after);
  return wait === null ? null : instantOf(new Date(Date.parse(moment) + wait));
}

/**
 * Tells whether an inquiry is still unanswered by her: what Karen wrote is the last word there, nobody else has the conversation,
 * and she was not followed up there before.
 */
export function isUnanswered(conversation: KnownConversation, writtenAt: Instant): boolean {
  const { lastInboundAt, lastMessageAt, own } = conversation;
  if (ownerOf(conversation) !== 'ASSISTANT') return false;
  if (lastInboundAt === null || lastInboundAt > writtenAt) return false;
  // Who has booked meanwhile was written to since.
  if (lastMessageAt !== null && lastMessageAt > writtenAt) return false;
  return !own.some(({ about }) => about?.purpose === 'FOLLOW_UP');
}

/** Words the one message after a booking link to which she did not write again. */
export const noReplyFollowUp = (patient: string, clinicName: string, bookingUrl: string): string =>
  `Hi ${patient}, do you still have a question for ${clinicName}? Just write it here. If you would like to come, choose a time here: ${bookingUrl}`;
