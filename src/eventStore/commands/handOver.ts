import type { KnownConversation } from '../../domain/conversation/conversation.ts';
import type { ConversationEvent } from '../../domain/conversation/events.ts';
import { type HandOver, handOff } from '../../domain/conversation/handOver.ts';
import { ownerOf } from '../../domain/conversation/owner.ts';
import type { ClinicSlug, ConversationId } from '../../domain/ids.ts';
import { idFrom } from '../codec/envelope.ts';
import type { Cause, Log } from '../commandHandler.ts';
import { conversationStream } from './conversationIds.ts';
import { appendTo, conversationOf, homeNamed, loadHome } from './messageHome.ts';
import { raiseTask } from './raiseTask.ts';

/**
 * Gives a conversation to staff, and raises a task where no person has it yet: who hands it over need not be who takes it.
 * The task stands before the conversation is given, so that a crash between the two leaves nobody unheard; asked for again it is the same one.
 * Gives the conversation as it is then; null when there is none.
 */
export async function handOffToStaff(
  log: Log,
  clinic: ClinicSlug,
  conversation: ConversationId,
  by: Omit<HandOver, 'at'>,
  cause: Cause,
): Promise<KnownConversation | null> {
  const { state } = await loadHome(log, homeNamed(conversationStream(clinic, conversation)));
  const known = conversationOf(state);
  if (known === null) return null;
  if (ownerOf(known) !== 'STAFF' && handOff({ ...by, at: cause.occurredAt }, known).length > 0) {
    const { contact, hold, resumedAt } = known;
    const id = idFrom(clinic, 'hand off', conversation, hold?.at ?? '', resumedAt ?? '');
    const reason = 'A member of staff gave a conversation to a person.';
    await raiseTask(log, clinic, { kind: 'HAND_OFF', reason, contact, booking: null, conversation }, { ...cause, id });
  }
  return handOver(log, clinic, conversation, handOff, by, cause);
}

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
