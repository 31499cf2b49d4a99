import type { ChosenAction } from './action.ts';
import type { ConversationState } from './conversation.ts';
import type { ActionChosen, IntentClassified } from './decisionEvents.ts';
import type { ConversationEvent } from './events.ts';
import { ownerOf } from './owner.ts';

/** What Karen made of her latest messages. */
export interface RecordDecision {
  readonly classified: IntentClassified['data'];
  readonly chosen: Omit<ActionChosen['data'], 'answers'>;
  /** How many messages she had written when they were read (`inbound`). */
  readonly answers: number;
  /** What she writes meanwhile may be waited for, and be answered together with this. */
  readonly mayWait: boolean;
  /** She answered what a care plan had asked: that is put down there, and needs no word of Karen's. */
  readonly isAnswered: boolean;
}

/**
 * Records what was understood, and what is done about it, by how things stand now: a person who has taken over meanwhile answers herself,
 * and is told of what is urgent all the same. `[]` when she has written more since and that may be waited for: then it is decided anew.
 */
export function recordDecision(
  { classified, chosen, answers, mayWait, isAnswered }: RecordDecision,
  state: ConversationState,
): ConversationEvent[] {
  if (state.status === 'unknown') return [];
  if (mayWait && state.inbound > answers) return [];
  const understood: ConversationEvent = { type: 'IntentClassified', data: classified };
  if (isAnswered) return [understood];
  if (ownerOf(state) === 'ASSISTANT') return [understood, { type: 'ActionChosen', data: { ...chosen, answers } }];
  const kept = chosen.chosen.filter(isUrgent);
  if (kept.length === 0) return [understood];
  return [understood, { type: 'ActionChosen', data: { ...chosen, answers, chosen: kept, introduces: false, reply: null } }];
}

/** Who has the conversation may be away; a danger, a complaint and her wish to be left alone are not left lying there. */
export const isUrgent = (chosen: ChosenAction): boolean =>
  chosen.action === 'opt_out' || (chosen.action === 'hand_off' && (chosen.reason === 'medical' || chosen.reason === 'complaint'));
