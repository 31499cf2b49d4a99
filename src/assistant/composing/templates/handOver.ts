import type { HandOffReason } from '../../../domain/conversation/action.ts';
import type { Reply } from '../reply.ts';
import { said } from '../words.ts';
import type { Template } from './template.ts';

const to = (reason: HandOffReason, say: string): Reply => ({ say, actions: [{ action: 'hand_off', reason }] });

/** An acknowledgement and nothing more: what to do about it is said by a clinician. */
export const medicalConcern: Template = ({ words: { comma, pick } }) =>
  to(
    'medical',
    `${pick([
      `Thank you for telling me${comma}. This is for a clinician, so I have passed it to the team right now and somebody will answer you here.`,
      `I'm glad you told me${comma}. A clinician has to answer that, not me: the team has your message now and will write to you here.`,
      `Thank you${comma}. I have sent this straight to the clinical team, and one of them will answer you here.`,
    ])} If it feels like an emergency, please don't wait for us: call the emergency services or go to the nearest hospital.`,
  );

export const complaint: Template = ({ words: { comma, pick } }) =>
  to(
    'complaint',
    pick([
      `I'm sorry to hear that${comma}. I have passed it to the team, and a person will write to you here.`,
      `I'm sorry${comma}, that is not how it should be. Somebody of the team has your message now and will answer you here.`,
      `Thank you for being honest with us${comma}, and I'm sorry. A person of the team will take this up with you here.`,
    ]),
  );

/** Also to whom asks whether this is a bot: the honest answer, and a person. */
export const human: Template = ({ context, uses, words: { comma, pick, facts } }) =>
  to(
    'asked',
    uses('asksBot')
      ? said(
          context.introduced && `I'm ${facts.assistant}, an AI assistant and not a person${comma}.`,
          pick(['Somebody of the team will write to you here.', 'I have asked a person of the team to answer you here.']),
        )
      : pick([
          `Of course${comma}. I have asked somebody of the team to write to you here.`,
          `No problem at all${comma}. A person of the team will answer you here.`,
          `Sure${comma}, I'll get you a person: somebody of the team will write to you here.`,
        ]),
  );

/** The clinic's file says nothing of aftercare, and what is usual elsewhere may be wrong for her. */
export const aftercare: Template = ({ words: { comma, pick } }) =>
  to(
    'aftercare',
    pick([
      `Good that you ask${comma}. What to do after a treatment you should hear from the person who treats you, so I have passed your question on; the answer comes here.`,
      `I'd rather not guess about aftercare${comma}: I have asked the team, and somebody will answer you here.`,
      `Aftercare is for our clinicians to explain${comma}. They have your question now and will answer you here.`,
    ]),
  );

export const attachment: Template = ({ words: { comma, pick } }) =>
  to(
    'attachment',
    pick([
      `Thank you${comma}. I can only read text, so I have asked somebody of the team to look at what you sent. They will write to you here.`,
      `I got that${comma}, but I can only read text: a person of the team will have a look and answer you here.`,
    ]),
  );

const passedOn: Readonly<Record<string, string>> = {
  es: 'Gracias por escribirnos. Una persona del equipo le responderá aquí.',
  fr: 'Merci de nous avoir écrit. Une personne de l’équipe vous répondra ici.',
  pt: 'Obrigado por escrever. Uma pessoa da equipe vai responder aqui.',
};

/** @param language that of her message, as `otherLanguageOf` tells it */
export const otherLanguage = (language: string): Reply =>
  to('language', [passedOn[language], 'Thank you for your message. A person of the team will answer you here.'].filter(Boolean).join(' '));

export const unsure: Template = ({ words: { comma, pick } }) =>
  to(
    'unsure',
    pick([
      `I want to get this right${comma}, so I have asked somebody of the team to answer you here.`,
      `I'm not sure that I understood you${comma}. A person of the team will have a look and answer you here.`,
      `Let me pass that to a person${comma}: somebody of the team will write to you here.`,
    ]),
  );

/** @param lead what can be said all the same; may be empty */
export const unknown = (lead: string, { words: { pick } }: Parameters<Template>[0]): Reply =>
  to(
    'unknown',
    [
      lead,
      pick([
        `I don't have that in front of me, so I have asked the team; the answer comes here.`,
        `That one I'd rather leave to the team: I have passed it on and they will answer you here.`,
        `That is a question for the team: somebody will tell you here.`,
      ]),
    ]
      .filter((part) => part !== '')
      .join(' '),
  );
