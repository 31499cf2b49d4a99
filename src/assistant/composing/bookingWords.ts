import { timeWords } from '../../domain/clinic/timeWords.ts';
import type { ChosenAction } from '../../domain/conversation/action.ts';
import type { ConversationContext } from '../conversationContext.ts';
import { type ProcedureFacts, procedureOf } from '../facts/clinicFacts.ts';
import { linkPlace, timesPlace } from './places.ts';
import { said, sentence, type Words } from './words.ts';

type Booking = Extract<ChosenAction, { action: 'suggest_booking' | 'check_availability' }>;

const day = 86_400_000;

/**
 * What stands below Karen's words when she shares the link: the procedure with a benefit, what happens at the consultation, that it is free
 * where the clinic's file says so, and the link. Shorter when she was sent it within a day and asks about nothing new.
 */
export function bookingParagraph(chosen: Booking, context: ConversationContext, words: Words): string {
  const procedure = procedureOf(words.facts, chosen.procedure);
  const isPicked = chosen.action === 'suggest_booking' && chosen.startsAt !== null;
  const explained = isPicked || wasExplained(procedure, context) ? [] : [about(procedure, words), consultationSentence(words)];
  return [said(...explained), wayIn(chosen, context, words)].filter((part) => part !== '').join('\n\n');
}

function wayIn(chosen: Booking, { clinic, turns, now }: ConversationContext, { pick }: Words): string {
  if (chosen.action === 'check_availability') return timesPlace;
  if (chosen.startsAt !== null) {
    const when = timeWords(chosen.startsAt, clinic, now);
    return pick([`Confirm ${when} here and it is yours: ${linkPlace}`, `${when}: tap here to make it yours: ${linkPlace}`]);
  }
  if (turns.some((turn) => turn.purpose === 'BOOKING_LINK' && isRecent(turn.at, now)))
    return pick([`Here is the booking link again: ${linkPlace}`, `You can book any time here: ${linkPlace}`]);
  return pick([
    `Pick the time that suits you here: ${linkPlace}`,
    `Choose your day and time here: ${linkPlace}`,
    `You can book it here whenever you are ready: ${linkPlace}`,
  ]);
}

/** What the procedure does for her, in the clinic's own words. */
const about = (procedure: ProcedureFacts | null, { facts }: Words): string | null =>
  procedure?.benefit ? sentence(`${facts.discreet ? 'it' : procedure.name} ${procedure.benefit}`) : null;

/** What happens at the consultation, how long it takes, and that it is free where it is. */
export function consultationSentence({ facts: { consultation }, pick }: Words): string {
  const { free, length, expect } = consultation;
  const lead = free
    ? pick([
        `It starts with a consultation, which is free${length ? ` and takes ${length}` : ''}.`,
        `First comes a free consultation${length ? ` of ${length}` : ''}.`,
        `You begin with a consultation${length ? ` of ${length}` : ''}, free of charge.`,
      ])
    : pick([
        `It starts with a consultation${length ? ` of ${length}` : ''}.`,
        `First comes a consultation${length ? ` of ${length}` : ''}.`,
      ]);
  return said(lead, expect && sentence(expect));
}

function wasExplained(procedure: ProcedureFacts | null, { turns, now }: ConversationContext): boolean {
  const sent = turns.filter((turn) => turn.purpose === 'BOOKING_LINK' && isRecent(turn.at, now));
  return sent.length > 0 && (!procedure?.benefit || sent.some(({ text }) => text.includes(procedure.benefit ?? procedure.name)));
}

const isRecent = (at: string, now: string): boolean => Date.parse(now) - Date.parse(at) < day;
