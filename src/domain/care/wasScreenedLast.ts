import type { ConversationState } from '../conversation/conversation.ts';
import type { Instant, MessageId } from '../ids.ts';
import type { MessagePurpose } from '../messaging/purpose.ts';

/** Messages that a mere "yes" or "no" may answer. */
const asking: readonly MessagePurpose[] = ['SCREENING', 'REMINDER', 'CONFIRMATION', 'RESCHEDULED', 'BOOKING_LINK', 'FOLLOW_UP'];

/**
 * Tells whether a message of hers answers screening questions: those that it quotes, else those that we last asked in its conversation.
 * Where nothing was asked there, they were asked elsewhere. What was asked at the same instant has no order that means anything: there a
 * mere "yes" is to the visit, and the questions are asked again.
 */
export function wasScreenedLast(state: ConversationState, at: Instant, inReplyTo: MessageId | null): boolean {
  if (state.status === 'unknown') return true;
  const quoted = state.own.find(({ message }) => message === inReplyTo);
  const asked = state.own.filter((one) => one.at <= at && one.about !== null && asking.includes(one.about.purpose));
  const latest = asked.at(-1);
  const last = quoted ?? asked.find((one) => one.at === latest?.at && one.about?.purpose !== 'SCREENING') ?? latest;
  return (last?.about?.purpose ?? 'SCREENING') === 'SCREENING';
}
