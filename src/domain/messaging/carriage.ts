import { mayContact } from './consent.ts';
import type { CarriageReason, RefusalReason } from './decision.ts';
import { consentFor } from './purpose.ts';
import type { MessageQuestion } from './question.ts';
import { recipientCountry } from './recipientCountry.ts';
import { type MessageTemplate, templateFor } from './template.ts';
import type { Way } from './ways.ts';

/** As what a way carries the message: free text, or a template of the clinic. */
export type Carriage =
  | { readonly as: 'text'; readonly reason: CarriageReason }
  | { readonly as: 'template'; readonly template: MessageTemplate; readonly reason: CarriageReason };

const hour = 3_600_000;
/** Meta's customer service window: WhatsApp, Instagram and Messenger (domain.md 3). */
const window = 24 * hour;
/** Meta's tag HUMAN_AGENT on Instagram and Messenger, for what a person writes. */
const humanAgentWindow = 7 * 24 * hour;

/** Asks the law and the channel whether a way may carry the message, and as what. */
export function carriageOf(way: Way, question: MessageQuestion): Carriage | RefusalReason {
  const refused = consentRefusal(way, question);
  if (refused !== null) return refused;
  switch (way.channel) {
    case 'WHATSAPP':
      return wroteWithin(window, way, question) ? text('windowOpen') : byTemplate(way, question);
    case 'INSTAGRAM':
    case 'FACEBOOK':
      return onMeta(way, question);
    case 'WEB_WIDGET':
      if (way.type === 'conversation' && way.conversation.visitorLeft) return 'visitorLeft';
      return takesReplies(way) ? text('visitorPresent') : 'cannotReply';
    case 'EMAIL':
    case 'SMS':
    case 'API':
      return takesReplies(way) ? text('noWindow') : 'cannotReply';
    case 'DIRECT':
    case 'UNKNOWN':
      return 'notAMessageChannel';
    default:
      way.channel satisfies never;
      return 'notAMessageChannel';
  }
}

function consentRefusal(way: Way, { consents, purpose, legallyRequired, conversation }: MessageQuestion): RefusalReason | null {
  const needed = consentFor(purpose);
  if (mayContact(consents, way.channel, needed)) return null;
  // Where she asked, and nowhere else; no law requires an advertisement.
  const answersThere = legallyRequired && way.type === 'conversation' && way.conversation.id === conversation?.id;
  if (answersThere && needed === 'TRANSACTIONAL') return null;
  return mayContact(consents, way.channel, 'TRANSACTIONAL') ? 'noMarketingConsent' : 'optedOut';
}

/** No templates here, and after a day only a person may write. */
function onMeta(way: Way, question: MessageQuestion): Carriage | RefusalReason {
  if (wroteWithin(window, way, question)) return text('windowOpen');
  // The tag is for answering her; Meta counts an advertisement under it as abuse.
  const byPerson = question.author === 'STAFF' && consentFor(question.purpose) === 'TRANSACTIONAL';
  return byPerson && wroteWithin(humanAgentWindow, way, question) ? text('humanAgentWindow') : 'windowClosed';
}

function byTemplate(way: Way, { purpose, clinic, phone }: MessageQuestion): Carriage | RefusalReason {
  const template = templateFor(purpose, way.channel, clinic);
  if (template === null) return 'noTemplate';
  if (consentFor(purpose) === 'MARKETING') {
    const address = way.type === 'conversation' ? (way.conversation.address ?? phone) : way.value;
    const country = address === null ? null : recipientCountry(address);
    if (country === null) return 'countryUnknown';
    if (country === 'US') return 'marketingToUnitedStates';
  }
  return { as: 'template', template, reason: 'outsideWindow' };
}

function wroteWithin(span: number, way: Way, { now }: MessageQuestion): boolean {
  if (way.type !== 'conversation' || way.conversation.lastInboundAt === null || !way.conversation.canReply) return false;
  return Date.parse(now) - Date.parse(way.conversation.lastInboundAt) < span;
}

const takesReplies = (way: Way): boolean => way.type === 'newConversation' || way.conversation.canReply;

const text = (reason: CarriageReason): Carriage => ({ as: 'text', reason });
