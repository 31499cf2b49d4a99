import type { DecidedBy, PassedOver, Spent } from '../../domain/conversation/decisionEvents.ts';
import type { Intent } from '../../domain/conversation/intent.ts';
import type { OptOutScope } from '../../domain/messaging/optOut.ts';
import type { FreeTime } from '../ports.ts';

/** What her messages were taken to ask for, with all that was read off them by rule. */
export interface Understanding {
  readonly intent: Intent;
  /** Named in them, or spoken of just before. */
  readonly procedure: string | null;
  readonly confidence: number;
  readonly abstained: boolean;
  readonly by: DecidedBy;
  readonly spent: Spent | null;
  /** Why the model over the network did not decide; null when it did, or was not to be asked. */
  readonly passedOver: PassedOver | null;
  /** How far her wish for no more messages reaches; null where she has none. */
  readonly stop: OptOutScope | null;
  /** The one of the offered times that she took. */
  readonly picked: FreeTime | null;
  /** Why Karen cannot answer whatever it asks for. */
  readonly unanswerable: 'attachment' | 'language' | null;
}

/** Intents that no model answers: what is said is fixed, and what follows is done by rule. */
export const closedIntents: readonly Intent[] = [
  'medical_concern',
  'opt_out',
  'complaint',
  'human',
  'reschedule',
  'cancel',
  'confirm',
  'aftercare',
];
