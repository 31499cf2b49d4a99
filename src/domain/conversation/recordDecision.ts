import type { Instant } from '../ids.ts';
import type { ConversationState } from './conversation.ts';
import type { ActionChosen, IntentClassified } from './decisionEvents.ts';
import type { ConversationEvent } from './events.ts';
import { ownerOf } from './owner.ts';

/** What Karen made of her latest messages. */
export interface RecordDecision {
  readonly classified: IntentClassified['data'];
  /** Null where she only listens. */
  readonly chosen: ActionChosen['data'] | null;
  /** When the latest of the messages was written. */
  readonly writtenAt: Instant;
  /** What she writes meanwhile may be waited for, and be answered together with this. */
  readonly mayWait: boolean;
}

/**
 * Records what was understood, and what is done about it, by how things stand now: a person who has taken over meanwhile answers herself,
 * and is told of what is urgent all the same. `[]` when she has written more since and that may be waited for: then it is decided anew.
 */
export function recordDecision({ classified, chosen, writtenAt, mayWait }: RecordDecision, state: ConversationState): ConversationEvent[] {
  if (state.status === 'unknown') return [];
  if (mayWait && state.lastInboundAt !== null && state.lastInboundAt > writtenAt) return [];
  const understood: ConversationEvent = { type: 'IntentClassified', data: classified };
  if (chosen === null) return [understood];
  if (ownerOf(state) === 'ASSISTANT') return [understood, { type: 'ActionChosen', data: chosen }];
  const kept = chosen.chosen.filter(({ action }) => action === 'hand_off' || action === 'opt_out');
  if (kept.length === 0) return [understood];
  return [understood, { type: 'ActionChosen', data: { ...chosen, chosen: kept, introduces: false, reply: null } }];
}
