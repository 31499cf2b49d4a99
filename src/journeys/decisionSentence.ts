import { type ChosenAction, handOffWords } from '../domain/conversation/action.ts';
import type { ActionChosen, DecisionStage, IntentClassified, PassedOver } from '../domain/conversation/decisionEvents.ts';
import type { Intent } from '../domain/conversation/intent.ts';
import { type SentenceContext, time } from './words.ts';

/** Tells what a message was taken to ask for, how surely, and by what. */
export function classifiedSentence({ data }: IntentClassified, context: SentenceContext): string {
  const { intent, procedure, confidence, abstained, by } = data;
  if (abstained) return `Could not be understood by ${stageNames[by.stage]}.`;
  const about = procedure === null ? '' : ` (${context.procedure(procedure) ?? procedure})`;
  return `Understood as ${intentNames[intent]}${about}, ${Math.round(confidence * 100)} % sure, by ${stageNames[by.stage]}.`;
}

/** Tells what Karen chose to do, and why another model than the first one decided. */
export function chosenSentence({ data }: ActionChosen, context: SentenceContext): string {
  const { chosen, passedOver, by } = data;
  const did = chosen.length === 0 ? 'do nothing' : listed(chosen.map((one) => deed(one, context)));
  const why = passedOver === null ? '' : `, since the model ${passedOverName(passedOver)}`;
  return `Karen chose to ${did}, by ${stageNames[by.stage]}${why}.`;
}

const stageNames: Readonly<Record<DecisionStage, string>> = {
  rule: 'a rule',
  offline: 'the model on this machine',
  openai: 'the model over the network',
};

const intentNames: Readonly<Record<Intent, string>> = {
  medical_concern: 'a medical concern',
  opt_out: 'a wish for no more messages',
  complaint: 'a complaint',
  human: 'a wish to speak to a person',
  reschedule: 'a wish for another time',
  cancel: 'a wish to cancel',
  confirm: 'a yes to her visit',
  booking: 'a wish to book',
  availability: 'a question about free times',
  pre_care: 'a question about what to do before a visit',
  aftercare: 'a question about what to do after a treatment',
  pricing: 'a question about prices',
  procedure_info: 'a question about a treatment',
  clinic_info: 'a question about the clinic',
  small_talk: 'small talk',
  other: 'something that is not the clinic’s business',
};

function deed(chosen: ChosenAction, context: SentenceContext): string {
  switch (chosen.action) {
    case 'answer':
      return 'answer';
    case 'decline':
      return 'decline what is off the topic';
    case 'suggest_booking':
      return `share the booking link${chosen.startsAt === null ? '' : ` for ${time(chosen.startsAt, context)}`}`;
    case 'check_availability':
      return 'offer free times';
    case 'confirm_visit':
      return 'take her yes to the visit';
    case 'move_visit':
      return 'help her to move the visit';
    case 'cancel_visit':
      return 'help her to cancel the visit';
    case 'hand_off':
      return `hand over to a person: ${handOffWords[chosen.reason]}`;
    case 'opt_out':
      return chosen.purpose === 'MARKETING' ? 'stop offers' : 'stop messages';
    default:
      return chosen satisfies never;
  }
}

const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and to ${parts.at(-1)}`;

function passedOverName(reason: PassedOver): string {
  if (reason.startsWith('unsafe:')) return `gave an answer that may not be sent (${reason.slice('unsafe:'.length)})`;
  const names: Readonly<Record<string, string>> = {
    tooSlow: 'did not answer in time',
    failed: 'failed',
    resting: 'had failed several times',
    overBudget: 'has used up this month’s budget',
  };
  return names[reason] ?? 'was not asked';
}
