import type { Template } from './template.ts';

export const smallTalk: Template = ({ context, uses, words: { comma, pick, facts } }) => {
  const answer = (say: string): ReturnType<Template> => ({ say, actions: [{ action: 'answer' }] });
  if (uses('defers'))
    return answer(
      pick([
        `Take all the time you need${comma}. I'm here when you are ready.`,
        `No rush at all${comma}. Just write to me whenever it suits you.`,
        `Of course${comma}. I'm right here when you want to go on.`,
      ]),
    );
  if (uses('praises'))
    return answer(pick([`Thank you so much${comma}, that means a lot to us!`, `That's lovely to hear${comma}!`, `Aw, thank you${comma}!`]));
  if (uses('thanks'))
    return answer(pick([`You're most welcome${comma}!`, `Anytime${comma}!`, `My pleasure${comma}. Is there anything else?`]));
  if (uses('greets'))
    return answer(
      context.introduced
        ? pick([
            `Hello again${comma}! How can I help?`,
            `Good to hear from you${comma}! What can I do for you?`,
            `Hi${comma}! What would you like to know?`,
          ])
        : pick([
            'I can tell you about our treatments and prices, and help you to book a visit. What would you like to know?',
            'Ask me about treatments, prices or times, or tell me what you would like to book. How can I help?',
            'How can I help you today? I know our treatments and prices, and I can get you booked.',
          ]),
    );
  return answer(
    pick([
      `Alright${comma}. If you would like to know about a treatment or book a visit with ${facts.name}, just tell me.`,
      `Got you${comma}. I'm here for anything about our treatments, prices or times.`,
      `I hear you${comma}! Tell me when I can help you with a treatment or a visit.`,
    ]),
  );
};

/** One sentence, and friendly: Karen speaks of the clinic and of nothing else (domain.md 3, AI policy). */
export const offTopic: Template = ({ words: { pick, facts } }) => ({
  say: pick([
    `I can only help with treatments and visits at ${facts.name}.`,
    `That's outside of what I can help with here: I'm only here for treatments and visits at ${facts.name}.`,
    `Sorry, I can only talk about ${facts.name}, its treatments and your visits.`,
  ]),
  actions: [{ action: 'decline' }],
});

const channelWords: Readonly<Record<string, string>> = {
  WHATSAPP: 'on WhatsApp',
  INSTAGRAM: 'on Instagram',
  FACEBOOK: 'on Messenger',
  EMAIL: 'by e-mail',
  SMS: 'by SMS',
};

/** The one confirmation that the law asks for, and nothing beside it; nothing at all when she had it before. */
export const optOut: Template = ({ context, understanding: { stop }, words: { facts } }) => {
  const { channels, purpose } = stop ?? ({ channels: 'this', purpose: 'TRANSACTIONAL' } as const);
  const actions = [{ action: 'opt_out', channels, purpose }] as const;
  if (context.stopConfirmed) return { say: '', actions };
  const here = channels === 'this' ? (channelWords[context.channel] ?? 'here') : 'on any channel';
  const say =
    purpose === 'MARKETING'
      ? `Done: ${facts.name} sends you no more offers ${here}. You still hear from us about your own visits.`
      : `Done: ${facts.name} sends you no more messages ${here}. If you ever need us, just write and a person will answer.`;
  return { say, actions };
};
