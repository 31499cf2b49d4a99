import type { ConversationContext, Visit } from '../../conversationContext.ts';
import { said } from '../words.ts';
import type { Template, TemplateQuestion } from './template.ts';

/** The visit that she speaks of: the one that we asked about, or the only one that she has. */
const visitMeant = ({ situationVisit, visits }: ConversationContext): Visit | null =>
  situationVisit ?? (visits.length === 1 ? (visits[0] ?? null) : null);

const named = ({ booking, appointmentVersion }: Visit) => ({ booking, appointmentVersion });

/** Nobody may guess which visit is meant, or change one that only the clinic can. */
const byPerson = (say: string): ReturnType<Template> => ({ say, actions: [{ action: 'hand_off', reason: 'visit' }] });

export const confirm: Template = ({ context, words: { comma, pick, visit, facts } }) => {
  const meant = visitMeant(context);
  if (meant === null)
    return {
      say: pick([
        `Lovely${comma}, thank you! You'll hear from us here as soon as your booking has reached us.`,
        `Thank you${comma}! Once your booking is in, its confirmation comes to you here.`,
      ]),
      actions: [{ action: 'answer' }],
    };
  const when = visit(meant);
  const bring = facts.bring && `Please bring ${facts.bring}.`;
  return {
    say: said(
      pick([
        `Thank you${comma}, we have you down for ${when}. See you then!`,
        `Perfect${comma}. We look forward to seeing you for ${when}.`,
        `Great${comma}, that's settled: ${when}.`,
      ]),
      bring,
    ),
    // Of a visit that we did not write about, a yes may mean anything: the reminder will ask.
    actions: [context.situationVisit === null ? { action: 'answer' } : { action: 'confirm_visit', ...named(meant) }],
  };
};

export const cancel: Template = (question) => {
  const { context, words } = question;
  const meant = visitMeant(context);
  if (meant === null) return notFound(question);
  const when = words.visit(meant);
  if (meant.manage === null)
    return byPerson(
      words.pick([
        `That's no problem${words.comma}. I have asked the team to cancel ${when}, and they will confirm it here.`,
        `I understand${words.comma}. The team will cancel ${when} for you and tell you here.`,
      ]),
    );
  const { cancel: page, move } = meant.manage;
  return {
    say: `${words.pick([`No problem${words.comma}.`, `I understand${words.comma}.`, `That's alright${words.comma}.`])} You can cancel ${when} here: ${page}\n\nIf another time would suit you better, you can move it here: ${move}`,
    actions: [{ action: 'cancel_visit', ...named(meant) }],
  };
};

export const reschedule: Template = (question) => {
  const { context, words } = question;
  const meant = visitMeant(context);
  if (meant === null) return notFound(question);
  const when = words.visit(meant);
  if (meant.manage === null)
    return byPerson(
      words.pick([
        `Of course${words.comma}. I have asked the team to find another time for ${when}; they will write to you here.`,
        `No problem${words.comma}. Somebody of the team will move ${when} with you here.`,
      ]),
    );
  return {
    say: `${words.pick([`Of course${words.comma}.`, `No problem${words.comma}.`, `Sure${words.comma}.`])} You can choose another time for ${when} here: ${meant.manage.move}`,
    actions: [{ action: 'move_visit', ...named(meant) }],
  };
};

function notFound({ context: { visits }, words: { comma, pick } }: TemplateQuestion): ReturnType<Template> {
  return byPerson(
    visits.length > 1
      ? pick([
          `You have more than one visit with us${comma}, and I don't want to change the wrong one: somebody of the team will ask you here.`,
          `I see several visits of yours${comma}, so a person of the team will sort it out with you here.`,
        ])
      : pick([
          `I can't see a visit of yours from here${comma}, so I have asked somebody of the team to look. They will write to you here.`,
          `I don't find your visit under this chat${comma}. A person of the team will look it up and answer you here.`,
        ]),
  );
}

/** When her own visit is. */
export const ownVisit: Template = (question) => {
  const { context, words } = question;
  if (context.visits.length === 0) return notFound(question);
  const [first, ...others] = context.visits.map(words.visit);
  return {
    say: others.length === 0 ? `You are booked for ${first}.` : `You are booked for ${[first, ...others].join(', and for ')}.`,
    actions: [{ action: 'answer' }],
  };
};
