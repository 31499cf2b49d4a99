import type { ActionName } from '../../domain/conversation/action.ts';
import type { ConversationContext } from '../conversationContext.ts';

/**
 * Picks what Karen may do by the state of the conversation: nothing but a person where she may not write, and changes only of visits that she
 * has; a yes is taken only to a visit that we wrote to her about.
 */
export function selectActionsForContext({
  mayReply,
  situationVisit,
  visits,
}: Pick<ConversationContext, 'mayReply' | 'situationVisit' | 'visits'>): readonly ActionName[] {
  if (!mayReply) return ['hand_off', 'opt_out'];
  return [
    'answer',
    'suggest_booking',
    'check_availability',
    ...(situationVisit !== null ? (['confirm_visit'] as const) : []),
    ...(visits.length > 0 ? (['move_visit', 'cancel_visit'] as const) : []),
    'decline',
    'hand_off',
    'opt_out',
  ];
}
