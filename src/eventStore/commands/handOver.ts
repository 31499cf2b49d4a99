import type { KnownConversation } from '../../domain/conversation/conversation.ts';
import type { ConversationEvent } from '../../domain/conversation/events.ts';
import type { HandOver } from '../../domain/conversation/handOver.ts';
import type { ClinicSlug, ConversationId } from '../../domain/ids.ts';
import type { Cause, Log } from '../commandHandler.ts';
import { conversationStream } from './conversationIds.ts';
import { appendTo, conversationOf, homeNamed } from './messageHome.ts';

/** Hands a conversation over, to staff or back to the assistant, as `decide` says. Gives it as it is then; null when there is none. */
export async function handOver(
  log: Log,
  clinic: ClinicSlug,
  conversation: ConversationId,
  decide: (by: HandOver, state: KnownConversation) => readonly ConversationEvent[],
  by: Omit<HandOver, 'at'>,
  cause: Cause,
): Promise<KnownConversation | null> {
  const { state } = await appendTo(
    log,
    homeNamed(conversationStream(clinic, conversation)),
    (before) => {
      const known = conversationOf(before);
      return known ? decide({ ...by, at: cause.occurredAt }, known) : [];
    },
    cause,
  );
  return conversationOf(state);
}
