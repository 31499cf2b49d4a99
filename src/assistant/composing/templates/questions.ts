import { askedText } from '../../conversationContext.ts';
import type { ProcedureFacts } from '../../facts/clinicFacts.ts';
import { wantedTimes } from '../../understanding/wantedTimes.ts';
import { consultationSentence } from '../bookingWords.ts';
import { listed, said, sentence, type Words } from '../words.ts';
import { unknown } from './handOver.ts';
import { bookingLink, type Template, type TemplateQuestion } from './template.ts';
import { ownVisit } from './visits.ts';

export const availability: Template = ({ context, words, procedure }) => ({
  say: words.pick([`Let me look${words.comma}.`, `Happy to find you a time${words.comma}.`, `Here is what I can see${words.comma}.`]),
  actions: [
    {
      action: 'check_availability',
      procedure: procedure?.slug ?? null,
      wanted: wantedTimes(askedText(context), context.now, context.clinic.timeZone),
    },
  ],
});

/** What the file says a procedure costs; the final price is named at the consultation. */
export function priceSentence(procedure: ProcedureFacts, { facts, pick }: Words): string | null {
  if (procedure.priceFrom === null) return null;
  const name = facts.discreet ? 'It' : procedure.name;
  return pick([
    `${name} starts from ${procedure.priceFrom}; the exact price you get at the consultation.`,
    `${name} is from ${procedure.priceFrom}. What it comes to for you is worked out at the consultation.`,
    `Prices for ${facts.discreet ? 'it' : name} begin at ${procedure.priceFrom}, and you get your exact price at the consultation.`,
  ]);
}

export const pricing: Template = (question) => {
  const { words, procedure, uses } = question;
  const { facts } = words;
  // Of deposits, plans and offers the file says nothing; that the consultation is free, it does.
  const asksDeal = uses('asksDeal') && !/consult/i.test(askedText(question.context));
  const price = procedure && priceSentence(procedure, words);
  const place = uses('asksWhere') ? placeSentence(words) : null;
  if (asksDeal) return unknown(price ?? '', question);
  if (procedure !== null) return price === null ? unknown('', question) : { say: said(price, place), actions: [bookingLink(procedure)] };
  const priced = facts.procedures.filter((one) => one.priceFrom !== null);
  if (/consult/i.test(askedText(question.context)))
    // What one costs that is not free, the file does not say.
    return facts.consultation.free
      ? { say: consultationSentence(words), actions: [{ action: 'answer' }] }
      : unknown(consultationSentence(words), question);
  if (priced.length === 0 || facts.discreet) return unknown('', question);
  return {
    say: [
      words.pick(['These are our starting prices:', 'Our prices start from:', 'Here is where our prices begin:']),
      ...priced.map(({ name, priceFrom }) => `• ${name}: ${priceFrom}`),
      words.pick(['Which one are you thinking of?', 'Tell me which one interests you and I tell you more.']),
    ].join('\n'),
    actions: [{ action: 'answer' }],
  };
};

export const procedureInfo: Template = (question) => {
  const { words, procedure, uses } = question;
  const { facts, pick, comma } = words;
  if (procedure === null) return menu(question);
  const honest = uses('asksHurt', 'asksSafe', 'asksLasting', 'asksCount', 'asksResult', 'asksNormal')
    ? pick([
        'How it would be for you is something a clinician tells you honestly at the consultation.',
        'A clinician looks at you first and answers exactly that at the consultation.',
      ])
    : pick([`Good question${comma}.`, `Glad you ask${comma}.`, `Happy to tell you more${comma}.`]);
  const length =
    uses('asksLength') && procedure.length ? `${facts.discreet ? 'It' : procedure.name} takes about ${procedure.length}.` : null;
  const price = uses('asksPrice') ? priceSentence(procedure, words) : null;
  return { say: said(honest, length, price), actions: [bookingLink(procedure)] };
};

/** What the clinic offers; what suits her is said by a clinician. */
function menu(question: TemplateQuestion): ReturnType<Template> {
  const { words } = question;
  const { facts, pick } = words;
  if (facts.discreet || facts.procedures.length === 0)
    return { say: pick(['A clinician tells you what would suit you.']), actions: [bookingLink(null)] };
  const names = listed(facts.procedures.map(({ name }) => name));
  return {
    say: said(
      pick([`We offer ${names}.`, `At ${facts.name} you can have ${names}.`]),
      pick([
        'Which one are you curious about?',
        'Tell me what you would like to change, and a clinician tells you at the consultation what suits you.',
      ]),
    ),
    actions: [{ action: 'answer' }],
  };
}

export const clinicInfo: Template = (question) => {
  const { words, uses } = question;
  const { facts } = words;
  if (uses('asksOwnTime')) return ownVisit(question);
  const place = uses('asksWhere', 'asksWhichPlace') ? placeSentence(words) : null;
  if (place === null || /\bpark/i.test(askedText(question.context))) return unknown(place ?? '', question);
  return { say: said(place, facts.place?.mapUrl ? `The map: ${facts.place.mapUrl}` : null), actions: [{ action: 'answer' }] };
};

export const placeSentence = ({ facts, pick }: Words): string | null =>
  facts.place &&
  pick([`You find us at ${facts.place.text}.`, `We are at ${facts.place.text}.`, `${facts.name} is at ${facts.place.text}.`]);

/** What the file says of preparing; of a consultation only what to bring (domain.md 1, safety rule e). */
export const preCare: Template = (question) => {
  const { context, words, procedure } = question;
  const { facts, pick } = words;
  const [next] = context.visits;
  const isConsultation = next?.kind === 'CONSULTATION' && (procedure === null || next.procedure === procedure.slug);
  const its = procedure ?? facts.procedures.find(({ slug }) => slug === next?.procedure) ?? null;
  const bring = facts.bring && `Please bring ${facts.bring}.`;
  const basics = isConsultation || its?.basics == null ? null : sentence(its.basics);
  if (isConsultation)
    return {
      say: said(pick(['For the consultation there is nothing to prepare.', 'You need not prepare anything for the consultation.']), bring),
      actions: [{ action: 'answer' }],
    };
  if (basics === null) return unknown(bring ?? '', question);
  return {
    say: said(
      facts.discreet || its === null ? null : `For ${its.name}:`,
      basics,
      bring,
      pick(['Anything more your clinician tells you before the visit.', 'Your clinician goes through the rest with you.']),
    ),
    actions: [{ action: 'answer' }],
  };
};
