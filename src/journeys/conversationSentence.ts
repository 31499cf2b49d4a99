import type { AnyEvent } from '../domain/catalogue.ts';
import type { BookingLink } from '../domain/conversation/bookingLink.ts';
import {
  type ConversationEvent,
  conversationSchemas,
  type MessageDeferred,
  type NotStoredReason,
  type SuppressedReason,
} from '../domain/conversation/events.ts';
import type { Author } from '../domain/conversation/message.ts';
import type { Touch, TouchKind } from '../domain/conversation/touch.ts';
import { isErased, known, type Personal } from '../domain/event.ts';
import type { MessagePurpose } from '../domain/messaging/purpose.ts';
import { chosenSentence, classifiedSentence } from './decisionSentence.ts';
import { because, channelNames, quoted, type SentenceContext, time } from './words.ts';

export const isAboutConversation = (event: AnyEvent): event is ConversationEvent => Object.hasOwn(conversationSchemas, event.type);

/** Tells an event of a conversation to people in one sentence. */
export function conversationSentence(event: ConversationEvent, context: SentenceContext): string {
  switch (event.type) {
    case 'ConversationStarted':
      return `A conversation began, by ${channelNames[event.data.channel]}.`;
    case 'MessageReceived':
      return `${event.data.automatic ? 'Her machine answered' : 'Wrote'}${words(event.data)}.`;
    case 'MessageTranscribed':
      return `Said in a voice note: ${quoted(event.data.text)}.`;
    case 'MessageDeleted':
      return 'A message was taken back.';
    case 'TouchRecorded':
      return `Came by ${cameBy(event.data)}.`;
    case 'BookingLinkShared':
      return `The booking link was shared on ${channelNames[event.data.channel]}${linkedTo(event.data, context)}.`;
    case 'BookingLinkOpened':
      return 'Opened the booking link.';
    case 'AvailabilityOffered':
      return `Was offered ${event.data.times.map((one) => time(one, context)).join('; ')}.`;
    case 'MessageRequested':
      return `${authorNames[event.data.author]} is to send ${purposeNames[event.data.about.purpose]}${because(event.data.text)}.`;
    case 'MessageDeferred':
      return `${sentenceCase(purposeNames[event.data.about.purpose])} waits until ${time(event.data.until, context)}: ${deferReasons[event.data.reason]}.`;
    case 'MessageSuppressed':
      return `${sentenceCase(purposeNames[event.data.about.purpose])} was not sent: ${suppressReasons[event.data.reason]}.`;
    case 'MessageRedirected':
      return `${sentenceCase(purposeNames[event.data.about.purpose])} goes ${event.data.into ? 'into another conversation' : 'into a new conversation'}: ${suppressReasons[event.data.reason]}.`;
    case 'MessageAttempted':
      return `${sentenceCase(purposeNames[event.data.about.purpose])} is handed to Chatwoot, for ${channelNames[event.data.channel]}${event.data.template ? ' as a template' : ''}${event.data.attempt > 1 ? ', once more' : ''}.`;
    case 'MessageNotStored':
      return `Chatwoot does not have ${purposeNames[event.data.about.purpose]} yet: ${notStoredReasons[event.data.reason]}.`;
    case 'MessageOutcomeUnknown':
      return `Whether Chatwoot has ${purposeNames[event.data.about.purpose]} is not known.`;
    case 'MessageSent':
      return event.data.about
        ? `${authorNames[event.data.author]} sent ${purposeNames[event.data.about.purpose]}.`
        : `${authorNames[event.data.author]} wrote${words(event.data)}.`;
    case 'MessageDelivered':
      return 'A message of ours arrived.';
    case 'MessageRead':
      return 'A message of ours was read.';
    case 'MessageFailed':
      return `A message of ours did not arrive${because(event.data.reason)}.`;
    case 'HumanTookOver':
      return `A person took over the conversation${event.data.until ? ` until ${time(event.data.until, context)}` : ''}${because(event.data.reason)}.`;
    case 'AssistantResumed':
      return `Karen answers again${because(event.data.reason)}.`;
    case 'ConversationResolved':
      return 'The conversation was resolved.';
    case 'ConversationReopened':
      return 'The conversation was opened again.';
    case 'IntentClassified':
      return classifiedSentence(event, context);
    case 'ActionChosen':
      return chosenSentence(event, context);
    default:
      event satisfies never;
      return 'Something happened in the conversation.';
  }
}

const authorNames: Readonly<Record<Exclude<Author, 'PATIENT'>, string>> = { KAREN: 'Karen', STAFF: 'A person', SYSTEM: 'Chatwoot' };

export const purposeNames: Readonly<Record<MessagePurpose, string>> = {
  REPLY: 'a reply',
  BOOKING_LINK: 'the booking link',
  CONFIRMATION: 'the confirmation',
  REQUESTED: 'word that the request is in',
  RESCHEDULED: 'word of the new time',
  RESCHEDULE_REQUESTED: 'the request for another time',
  CANCELLED: 'word of the cancellation',
  REJECTED: 'word that the time is not possible',
  AWAITING_PAYMENT: 'the request for payment',
  REMINDER: 'a reminder',
  CARE: 'care advice',
  FORM: 'the intake form',
  SCREENING: 'the screening questions',
  FOLLOW_UP: 'a follow-up',
  MARKETING: 'an offer',
};

const deferReasons: Readonly<Record<MessageDeferred['data']['reason'], string>> = {
  notYetDue: 'it is not due yet',
  quietHours: 'it is too late or too early in the day',
  beforeQuietHours: 'it is brought forward to before the night',
};

const notStoredReasons: Readonly<Record<NotStoredReason, string>> = {
  unreachable: 'it cannot be reached',
  tooMany: 'it takes no more for a moment',
  unauthorised: 'it does not take the clinic’s token',
  absent: 'no answer came, and it is not to be found there',
};

/** Why a message of ours was not sent. */
export const suppressReasons: Readonly<Record<SuppressedReason, string>> = {
  optedOut: 'she wants no messages there',
  noMarketingConsent: 'she has not agreed to offers',
  windowClosed: 'the channel takes no messages any more this long after her last',
  noTemplate: 'the clinic has no approved template for it',
  marketingToUnitedStates: 'the channel takes no offers to numbers of the United States',
  countryUnknown: 'the country of her number is not known',
  visitorLeft: 'she has left the website',
  cannotReply: 'the conversation takes no reply',
  noAddress: 'no address of hers is known',
  noInbox: 'the clinic has no inbox of that channel',
  noConversation: 'she has no conversation there',
  notAMessageChannel: 'nothing can be sent there',
  noChannel: 'no channel of hers is known',
  tooLate: 'it was too late for it',
  quietHoursUntilTooLate: 'the night lasts until it is too late for it',
  outdated: 'she wrote again before it went out',
  staffAnswers: 'a person has the conversation',
  resolved: 'the conversation was resolved',
  visitMoved: 'the visit has another time by now',
  visitOff: 'the visit does not stand any more',
  erased: 'her data were erased',
  leftToStaff: 'a person sees to it',
};

const touchNames: Readonly<Record<TouchKind, string>> = {
  MESSAGE: 'a message',
  AD_REFERRAL: 'an advertisement',
  REFERER: 'a page of the web',
  LINK_OPENED: 'a link',
  BOOKING: 'a booking',
  SELF_REPORTED: 'what she told of',
};

function cameBy({ kind, source, campaign }: Touch): string {
  const named = [known(source), known(campaign)].filter(Boolean).join(', ');
  return `${touchNames[kind]}${named ? ` (${named})` : ''}`;
}

/** What the link leads to beyond the page itself. */
function linkedTo({ procedure, visit }: BookingLink, context: SentenceContext): string {
  const name = procedure === null ? null : context.procedure(procedure);
  return `${name === null ? '' : ` for ${name}`}${visit === null ? '' : `, at ${time(visit.startsAt, context)}`}`;
}

/** What was written, or that it was something else than words. */
function words({
  text,
  attachments,
}: {
  readonly text: Personal<string | null>;
  readonly attachments: Personal<readonly object[]>;
}): string {
  if (isErased(text) || text) return `: ${quoted(text)}`;
  const count = isErased(attachments) ? 0 : attachments.length;
  return count === 0 ? ' nothing' : count === 1 ? ': an attachment' : `: ${count} attachments`;
}

const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
