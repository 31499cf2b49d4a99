import type { ChosenAction } from '../../domain/conversation/action.ts';
import { wallAt } from '../../domain/messaging/localTime.ts';
import type { ConversationContext } from '../conversationContext.ts';
import { bookingParagraph } from './bookingWords.ts';
import type { Reply } from './reply.ts';
import type { Words } from './words.ts';

export interface LaidOut {
  readonly text: string;
  /** It says that an assistant writes. */
  readonly introduces: boolean;
}

/** The whole message: at the start of a conversation that an assistant writes, then what is said, then what the actions add. */
export function layOut({ say, actions }: Reply, context: ConversationContext, words: Words): LaidOut {
  // Who asks to be left alone is told that she is, and nothing else.
  const introduces = !context.introduced && !actions.some(({ action }) => action === 'opt_out');
  const opening = [introduces ? introduction(context, words) : '', say].filter((part) => part !== '').join(' ');
  const paragraphs = actions.flatMap((chosen) => added(chosen, context, words));
  return { text: [opening, ...paragraphs].filter((part) => part !== '').join('\n\n'), introduces };
}

function added(chosen: ChosenAction, context: ConversationContext, words: Words): readonly string[] {
  switch (chosen.action) {
    case 'suggest_booking':
    case 'check_availability':
      return [bookingParagraph(chosen, context, words)];
    case 'answer':
    case 'decline':
    case 'confirm_visit':
    case 'move_visit':
    case 'cancel_visit':
    case 'hand_off':
    case 'opt_out':
      return [];
    default:
      return chosen satisfies never;
  }
}

function introduction({ now, clinic, firstName }: ConversationContext, { facts, pick }: Words): string {
  const name = firstName === null ? '' : ` ${firstName}`;
  return pick([
    `Hi${name}! I'm ${facts.assistant}, the AI assistant of ${facts.name}.`,
    `Hello${name}, this is ${facts.assistant}, ${facts.name}'s AI assistant.`,
    `Good ${partOfDay(now, clinic.timeZone)}${firstName === null ? '' : `, ${firstName}`}! ${facts.assistant} here, the AI assistant of ${facts.name}.`,
  ]);
}

function partOfDay(now: string, timeZone: string): string {
  const hour = new Date(wallAt(Date.parse(now), timeZone)).getUTCHours();
  return hour < 12 ? 'morning' : hour < 17 ? 'afternoon' : 'evening';
}
