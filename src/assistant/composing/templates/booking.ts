import { askedText } from '../../conversationContext.ts';
import { wantedTimes } from '../../understanding/wantedTimes.ts';
import { said, type Words } from '../words.ts';
import { placeSentence, priceSentence } from './questions.ts';
import { bookingLink, type Template } from './template.ts';

/** The link, or free times where she said when; with the price and the place where she asked for them in the same breath. */
export const booking: Template = ({ understanding: { picked }, words, procedure, context, uses }) => {
  const slug = procedure?.slug ?? null;
  if (picked !== null)
    return {
      say: words.pick([`Good choice${words.comma}.`, `Perfect${words.comma}.`, `That works${words.comma}.`]),
      actions: [{ action: 'suggest_booking', procedure: slug, startsAt: picked.startsAt }],
    };
  const upcoming = context.visits.find((one) => one.procedure === slug);
  const already = upcoming ? `You already have ${words.visit(upcoming)}; if you would like another, here is how.` : null;
  const price = uses('asksPrice') && procedure !== null ? priceSentence(procedure, words) : null;
  const place = uses('asksWhere') ? placeSentence(words) : null;
  const wanted = wantedTimes(askedText(context), context.now, context.clinic.timeZone);
  return {
    say: said(opening(procedure?.name ?? null, words), already, price, place),
    actions: [wanted === null ? bookingLink(procedure) : { action: 'check_availability', procedure: slug, wanted }],
  };
};

const opening = (name: string | null, { comma, pick, facts }: Words): string =>
  name === null || facts.discreet
    ? pick([`I'd love to get you booked${comma}.`, `Let's find you a time${comma}.`, `With pleasure${comma}.`])
    : pick([`${name} it is${comma}!`, `Happy to help you with ${name}${comma}.`, `Let's get you in for ${name}${comma}.`]);
