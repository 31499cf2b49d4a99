import type { Instant } from '../ids.ts';
import { latest } from '../told.ts';
import type { KnownConversation } from './conversation.ts';
import type { ConversationEvent } from './events.ts';

/** Who asked for the conversation to change hands, and why. */
export interface HandOver {
  readonly at: Instant;
  /** The subject of her token; null when it was not a person who asked. */
  readonly staff: string | null;
  readonly reason: string | null;
}

/** Not before what is known of the conversation: Chatwoot's clock may be ahead of ours. */
const after = (at: Instant, { hold }: KnownConversation): Instant => latest(at, hold?.at ?? null) ?? at;

/**
 * Gives the conversation to staff until somebody gives it back; once a person has written, her message holds it for the clinic's pause.
 * `[]` when it is held that way already.
 */
export function handOff({ at, staff, reason }: HandOver, state: KnownConversation): ConversationEvent[] {
  const { hold, resumedAt } = state;
  const isHeld = hold !== null && hold.until === null && (resumedAt === null || resumedAt < hold.at);
  return isHeld ? [] : [{ type: 'HumanTookOver', data: { at: after(at, state), until: null, because: 'asked', staff, reason } }];
}

/** Gives the conversation back to the assistant. `[]` when no person holds it. */
export function resumeAssistant({ at, staff, reason }: HandOver, state: KnownConversation): ConversationEvent[] {
  const { hold, resumedAt } = state;
  const isHeld = hold !== null && (resumedAt === null || resumedAt < hold.at);
  return isHeld ? [{ type: 'AssistantResumed', data: { at: after(at, state), because: 'asked', staff, reason } }] : [];
}
