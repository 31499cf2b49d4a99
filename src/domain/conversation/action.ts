import type { BookingId, Instant } from '../ids.ts';
import type { OptOutScope } from '../messaging/optOut.ts';

/** Everything that Karen may do about a message, by the names that her models use. */
export const actionNames = [
  'answer',
  'suggest_booking',
  'check_availability',
  'confirm_visit',
  'move_visit',
  'cancel_visit',
  'decline',
  'hand_off',
  'opt_out',
] as const;

export type ActionName = (typeof actionNames)[number];

/** Why a person is asked to take over. */
export const handOffReasons = [
  'medical',
  'complaint',
  'asked',
  'unsure',
  'unknown',
  'aftercare',
  'visit',
  'attachment',
  'language',
  'refused',
] as const;

export type HandOffReason = (typeof handOffReasons)[number];

/** Why a person is needed, as the rest of a sentence. */
export const handOffWords: Readonly<Record<HandOffReason, string>> = {
  medical: 'a medical concern is for a clinician',
  complaint: 'a complaint is for a person',
  asked: 'she asked for a person',
  unsure: 'it was not understood',
  unknown: 'the clinic’s file does not say it',
  aftercare: 'aftercare is for a clinician',
  visit: 'only a person can change that visit',
  attachment: 'what came is not in words',
  language: 'it is in a language that Karen does not write',
  refused: 'she may not be written to',
};

/** Parts of a day, by the clinic's clock. */
export const dayParts = ['morning', 'afternoon', 'evening'] as const;

export type DayPart = (typeof dayParts)[number];

/** When she would like to come; `until` is exclusive. */
export interface WantedTimes {
  readonly from: Instant;
  readonly until: Instant;
  /** Null: at any time of the day. */
  readonly part: DayPart | null;
}

/** An action that was chosen, with all that it takes to carry it out; nothing personal. */
export type ChosenAction =
  | { readonly action: 'answer' | 'decline' }
  | {
      readonly action: 'suggest_booking';
      readonly procedure: string | null;
      /** The free time that she picked. */
      readonly startsAt: Instant | null;
    }
  | { readonly action: 'check_availability'; readonly procedure: string | null; readonly wanted: WantedTimes | null }
  | { readonly action: 'confirm_visit' | 'move_visit' | 'cancel_visit'; readonly booking: BookingId; readonly appointmentVersion: number }
  | { readonly action: 'hand_off'; readonly reason: HandOffReason }
  | ({ readonly action: 'opt_out' } & OptOutScope);

/** A chosen action as people read it: its name and what tells it from others of that name. */
export function actionText(chosen: ChosenAction): string {
  switch (chosen.action) {
    case 'suggest_booking':
      return written(chosen.action, { procedure: chosen.procedure, start: chosen.startsAt });
    case 'check_availability':
      return written(chosen.action, { procedure: chosen.procedure, from: chosen.wanted?.from ?? null, part: chosen.wanted?.part ?? null });
    case 'hand_off':
      return written(chosen.action, { reason: chosen.reason });
    case 'opt_out':
      return written(chosen.action, { channels: chosen.channels, purpose: chosen.purpose });
    case 'answer':
    case 'decline':
    case 'confirm_visit':
    case 'move_visit':
    case 'cancel_visit':
      return chosen.action;
    default:
      return chosen satisfies never;
  }
}

const written = (name: ActionName, parameters: Readonly<Record<string, string | null>>): string =>
  [name, ...Object.entries(parameters).flatMap(([key, value]) => (value === null ? [] : [`${key}=${value}`]))].join(' ');
