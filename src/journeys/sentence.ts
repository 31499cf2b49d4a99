import type { BookingFacts, Missed } from '../domain/booking/events.ts';
import type { AnyEvent } from '../domain/catalogue.ts';
import type { Channel } from '../domain/channel.ts';
import type { ClinicSettings } from '../domain/clinic/settings.ts';
import type { IdentifierKind } from '../domain/contact/identifier.ts';
import type { Evidence } from '../domain/conversation/touch.ts';
import type { Instant } from '../domain/ids.ts';
import { careSentence, isAboutCarePlan } from './careSentence.ts';
import { conversationSentence, isAboutConversation } from './conversationSentence.ts';
import { isAboutVisit, visitSentence } from './visitSentence.ts';
import { because, channelNames, named, quoted, type SentenceContext, time } from './words.ts';

/** The words of a clinic; plain ones while it has no settings. */
export function sentenceContext(settings: ClinicSettings | null): SentenceContext {
  const procedures = new Map(settings?.procedures.map(({ slug, name }) => [slug, name]));
  return {
    timeZone: settings?.timeZone ?? 'UTC',
    locale: settings?.locale ?? 'en',
    procedure: (slug) => procedures.get(slug) ?? null,
  };
}

/** Tells an event to people in one sentence. An erased field is told as that, never as nothing. */
export function sentence(event: AnyEvent, context: SentenceContext): string {
  if (isAboutConversation(event)) return conversationSentence(event, context);
  if (isAboutCarePlan(event)) return careSentence(event, context);
  if (isAboutVisit(event)) return visitSentence(event, context);
  switch (event.type) {
    case 'ClinicConfigured':
      return 'The clinic’s settings changed.';
    case 'CarePlanTemplatePublished':
      return `The care plan for ${event.data.template.name} was published as version ${event.data.version}.`;
    case 'ContactCreated':
      return `${named(event.data.name, 'A person without a name')} became known, by ${channelNames[event.data.channel]}.`;
    case 'IdentifierAdded':
      return `${identifierNames[event.data.kind]} ${quoted(event.data.value)} became known.`;
    case 'IdentifierRetired':
      return `${identifierNames[event.data.kind]} is no longer used.`;
    case 'ContactDetailsCorrected':
      return `The name is now ${named(event.data.name, 'unknown')}${event.data.namedBy === 'FORM' ? ', as given with a booking' : ''}.`;
    case 'DuplicateSuspected':
      return `Perhaps the same person as another contact: ${lower(identifierNames[event.data.kind])} belongs to that one.`;
    case 'ConsentGiven':
      return `Agreed to ${purposeNames[event.data.purpose]}${on(event.data.channel)}: ${quoted(event.data.wording)}.`;
    case 'ConsentWithdrawn':
      return `Wants no more ${purposeNames[event.data.purpose]}${on(event.data.channel)}: ${quoted(event.data.wording)}.`;
    case 'IdentifierClaimed':
      return `${identifierNames[event.data.kind]} was claimed for a contact.`;
    case 'IdentifierShared':
      return `${identifierNames[event.data.kind]} is shared and matches nobody: ${event.data.reason}.`;
    case 'IdentifierReleased':
      return `An identifier was released: ${event.data.reason}.`;
    case 'ContactsMerged':
      return `Two contacts turned out to be one person${event.data.rule === 'STAFF' ? because(event.data.reason) : mergeRules[event.data.rule]}.`;
    case 'ContactsSplit':
      return `Two contacts turned out to be two persons after all${because(event.data.reason)}.`;
    case 'BookingUidClaimed':
    case 'BookingSeatListed':
    case 'BookingsJoined':
      return 'A Cal.com uid was put to a booking.';
    case 'BookingRequested':
      return `Asked for ${visit(event.data, context)}; the clinic has to say yes.`;
    case 'PaymentAwaited':
      return `Booked ${visit(event.data, context)}; the payment is awaited.`;
    case 'BookingScheduled':
      return `Booked ${visit(event.data, context)}.`;
    case 'BookingRescheduled':
      return `Moved the visit: now ${visit(event.data, context)}${because(event.data.reason)}.`;
    case 'RescheduleRequested':
      return `The clinic asked for another time for the visit${at(event.data.startsAt, context)}${because(event.data.reason)}.`;
    case 'BookingCancelled':
      return `The visit${at(event.data.startsAt, context)} was cancelled${because(event.data.reason)}.`;
    case 'BookingRejected':
      return `The clinic said no to the visit${at(event.data.startsAt, context)}${because(event.data.reason)}.`;
    case 'BookingDetailsLearnt':
      return 'More became known about the booking.';
    case 'BookingLinked':
      return `Booked by the link that was shared on ${channelNames[event.data.channel]}.`;
    case 'BookingAttributed':
      return attributions[event.data.evidence](channelNames[event.data.channel]);
    case 'BookingDiscovered':
      return `Cal.com had more than its webhooks told: ${event.data.missed.map((one) => missedNames[one]).join(', ')}.`;
    case 'ReadinessChanged':
      return `Before the visit: the health form is ${howFar[event.data.form]}, the screening is ${howFar[event.data.screening]}.`;
    case 'BookingPaid':
      return 'The visit was paid.';
    case 'BookingNoShow':
      return `Marked as not having come${because(event.data.reason ?? null)}.`;
    case 'BookingNoShowCleared':
      return `No longer marked as not having come${because(event.data.reason ?? null)}.`;
    case 'BookingCompleted':
      return `The time of the visit is over${because(event.data.reason ?? null)}.`;
    case 'BookingJoinedInto':
      return 'The booking turned out to be part of another.';
    case 'BookingAbsorbed':
      return 'Another booking turned out to be part of this one.';
    case 'StaffTaskRaised':
      return `Somebody should see to it: ${lower(event.data.reason)}`;
    case 'StaffTaskDone':
      return `A task was done${because(event.data.note)}.`;
    default:
      event satisfies never;
      return 'Something happened.';
  }
}

const attributions: Readonly<Record<Evidence, (channel: string) => string>> = {
  SIGNED_TOKEN: (channel) => `Put down to ${channel}, where the link was shared.`,
  METADATA: (channel) => `Put down to ${channel}, as the link by which it was booked says.`,
  PLATFORM: (channel) => `Put down to ${channel}, where she last wrote before it.`,
  SELF_REPORTED: (channel) => `Put down to ${channel}, as she says.`,
  INFERRED: (channel) => `Put down to ${channel}: nothing else is known to have brought it.`,
};

const missedNames: Readonly<Record<Missed, string>> = {
  BOOKING: 'the booking itself',
  STATUS: 'what became of it',
  ATTENDANCE: 'whether the patient came',
  TIME: 'its time',
  DETAILS: 'its details',
};

const howFar = { READY: 'done', WAITING: 'awaited', HELD: 'held until a clinician has looked' } as const;

const identifierNames: Readonly<Record<IdentifierKind, string>> = {
  PHONE: 'The phone number',
  EMAIL: 'The e-mail address',
  WHATSAPP: 'The WhatsApp account',
  INSTAGRAM: 'The Instagram account',
  FACEBOOK: 'The Facebook account',
  WIDGET: 'The website visitor’s id',
  CHATWOOT: 'The Chatwoot contact',
};

const mergeRules = { WHATSAPP_NUMBER: ': the number of the one is the WhatsApp number of the other, and both go by one name' } as const;

const purposeNames = { TRANSACTIONAL: 'messages about her bookings', MARKETING: 'offers' } as const;

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

const on = (channel: Channel | null): string => (channel === null ? ' on any channel' : ` on ${channelNames[channel]}`);

/** "a botox consultation on Wednesday, 14 October 2026, 10:00 with Dr. Simone Campbell". */
function visit({ kind, procedure, startsAt, practitioner }: BookingFacts, context: SentenceContext): string {
  const name = procedure === null ? null : context.procedure(procedure);
  const what = [name, kind === 'CONSULTATION' ? consultation(name) : name ? 'treatment' : 'visit'].filter(Boolean).join(' ');
  const whom = practitioner === null ? '' : ` with ${practitioner}`;
  return `${/^[aeiou]/i.test(what) ? 'an' : 'a'} ${what}${startsAt ? ` on ${time(startsAt, context)}` : ''}${whom}`;
}

/** "Skin consultation" says it already. */
const consultation = (name: string | null): string => (name && /consultation$/i.test(name) ? '' : 'consultation');

const at = (startsAt: Instant | null, context: SentenceContext): string => (startsAt === null ? '' : ` on ${time(startsAt, context)}`);
