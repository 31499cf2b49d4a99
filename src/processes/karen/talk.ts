import type { AskedMessage, Turn } from '../../assistant/conversationContext.ts';
import type { MessageState } from '../../domain/conversation/messageState.ts';
import { isErased, known } from '../../domain/event.ts';
import type { Instant, MessageId } from '../../domain/ids.ts';
import type { MessagePurpose } from '../../domain/messaging/purpose.ts';

/** What is older than a day is answered by people, in milliseconds: nobody waits for it any more. */
const answerable = 86_400_000;

/** Turns that Karen remembers. */
const mostTurns = 20;

/**
 * The messages of hers that are not answered: the one that is asked about, and what she wrote around it.
 * Not what was written before a person's latest words, which that person has read.
 */
export function openMessages(messages: readonly MessageState[], about: MessageId, now: Instant): readonly AskedMessage[] {
  const staffAt = messages.findLast(({ author, status }) => author === 'STAFF' && status !== 'FAILED')?.at ?? null;
  const isOpen = (one: MessageState): boolean => one.decision === null || isOutdated(one, messages);
  return messages.flatMap((one): AskedMessage[] => {
    const { message, at, text, attachments, status } = one;
    if (one.direction !== 'INBOUND' || one.automatic || status === 'DELETED' || isErased(text) || !isOpen(one)) return [];
    const isFresh = Date.parse(now) - Date.parse(at) < answerable && (staffAt === null || at > staffAt);
    if (message !== about && !isFresh) return [];
    return [{ message, at, text, hasAttachments: (known(attachments) ?? []).length > 0 }];
  });
}

/** Whether it was decided about in vain: every reply since was outdated by what she wrote in the meantime, and never went out. */
function isOutdated({ at }: MessageState, messages: readonly MessageState[]): boolean {
  const replies = messages.filter((one) => one.author === 'KAREN' && one.at >= at && talk.includes(one.about?.purpose));
  return replies.length > 0 && replies.every(({ status, reason }) => status === 'SUPPRESSED' && reason === 'outdated');
}

const talk: readonly (MessagePurpose | undefined)[] = ['REPLY', 'BOOKING_LINK'];

/** What was said besides these messages, by whom, oldest first. What never went out was not said. */
export const turnsBefore = (messages: readonly MessageState[], asked: readonly AskedMessage[]): readonly Turn[] =>
  messages
    .flatMap((one): Turn[] => {
      const text = known(one.text);
      const isAsked = asked.some(({ message }) => message === one.message);
      if (text === null || isAsked || one.status === 'SUPPRESSED' || one.status === 'FAILED') return [];
      return [{ by: speakers[one.author], at: one.at, text, purpose: one.about?.purpose ?? null }];
    })
    .slice(-mostTurns);

const speakers: Readonly<Record<MessageState['author'], Turn['by']>> = { PATIENT: 'her', KAREN: 'karen', SYSTEM: 'karen', STAFF: 'staff' };
