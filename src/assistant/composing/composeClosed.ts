import type { ChosenAction } from '../../domain/conversation/action.ts';
import type { Intent } from '../../domain/conversation/intent.ts';
import { composeOffline } from './offlineComposer.ts';
import type { Reply, ReplyQuestion } from './reply.ts';

/** The intent whose fixed words go with an action that a model may choose and not put into words. */
function closedIntent(chosen: ChosenAction): Intent | 'unsure' | null {
  switch (chosen.action) {
    case 'opt_out':
      return 'opt_out';
    case 'move_visit':
      return 'reschedule';
    case 'cancel_visit':
      return 'cancel';
    case 'confirm_visit':
      return 'confirm';
    case 'hand_off': {
      const words: Partial<Record<typeof chosen.reason, Intent>> = {
        medical: 'medical_concern',
        complaint: 'complaint',
        asked: 'human',
        aftercare: 'aftercare',
      };
      return words[chosen.reason] ?? 'unsure';
    }
    case 'answer':
    case 'decline':
    case 'suggest_booking':
    case 'check_availability':
      return null;
    default:
      return chosen satisfies never;
  }
}

/** Tells whether what is said with an action is fixed, whoever chose it. */
export const isClosed = (chosen: ChosenAction): boolean => closedIntent(chosen) !== null;

/** Our own words for an action that a model chose, in place of the model's. */
export function composeClosed(chosen: ChosenAction, { context, understanding }: Pick<ReplyQuestion, 'context' | 'understanding'>): Reply {
  const intent = closedIntent(chosen);
  if (intent === null) return { say: '', actions: [chosen] };
  const asIf = intent === 'unsure' ? { intent: 'other', abstained: true } : { intent, abstained: false };
  const reply = composeOffline({ context, understanding: { ...understanding, ...asIf } as typeof understanding }); // the same intents
  // Why a person is needed is the model's to say; what is done about a visit follows from the visit.
  return chosen.action === 'hand_off' ? { ...reply, actions: [chosen] } : reply;
}
