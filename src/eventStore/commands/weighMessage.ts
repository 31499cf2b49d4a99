import { type Appointment, appointmentOf } from '../../domain/booking/appointment.ts';
import type { ClinicSettings } from '../../domain/clinic/settings.ts';
import type { ContactState } from '../../domain/contact/contact.ts';
import type { IdentifierKind } from '../../domain/contact/identifier.ts';
import { canReply, type KnownConversation } from '../../domain/conversation/conversation.ts';
import type { MessageRequested } from '../../domain/conversation/events.ts';
import type { Verdict } from '../../domain/conversation/nextStep.ts';
import { unwanted } from '../../domain/conversation/unwanted.ts';
import { known } from '../../domain/event.ts';
import type { BookingId, ClinicSlug, ContactId, ConversationId, Instant } from '../../domain/ids.ts';
import { becauseNoMeans } from '../../domain/messaging/because.ts';
import type { SendTemplate, SendText } from '../../domain/messaging/decision.ts';
import { decideMessage } from '../../domain/messaging/policy.ts';
import type { MessageQuestion, OpenConversation } from '../../domain/messaging/question.ts';
import { streamName } from '../../domain/stream.ts';
import { type Log, load } from '../commandHandler.ts';
import { folds } from '../folds.ts';
import { conversationStream } from './conversationIds.ts';
import { readBooking } from './joinBookings.ts';
import { readConsents, readFamily } from './readFamily.ts';

/** What only rows say of people: they may lag, and what the law asks for is read from the streams that they name. */
export interface People {
  /** The conversations of contacts, the one last written in first. */
  conversationsOf(clinic: ClinicSlug, contacts: readonly ContactId[]): Promise<readonly ConversationId[]>;
}

/** Who is written to, and where the message stands. */
export interface Addressee {
  readonly clinic: ClinicSlug;
  readonly contact: ContactId;
  /** As it was read; null where the message belongs to none. */
  readonly conversation: KnownConversation | null;
}

/** How long a visitor of the website is taken to be there after her last message; what is written later, she reads nowhere. */
const visitorStays = 30 * 60_000;

/** Reads the clinic's settings. Throws while it has none. */
export async function readSettings(log: Log, clinic: ClinicSlug): Promise<ClinicSettings> {
  const { state } = await load(log, clinic, streamName('clinic', clinic), folds.clinic);
  if (state.status === 'unknown') throw new Error(`the clinic ${clinic} is not configured`);
  return state.settings;
}

/**
 * Finds out what may become of a message that is wanted: whether it still is, and what the policy says of it. Consents, visit and conversations
 * are read from their streams, now.
 */
export async function weighMessage(
  log: Log,
  people: People,
  { clinic, contact, conversation }: Addressee,
  request: MessageRequested['data'],
  now: Instant,
): Promise<Verdict> {
  const [settings, family, consents, appointment] = await Promise.all([
    readSettings(log, clinic),
    readFamily(log, clinic, contact),
    readConsents(log, clinic, contact),
    visitOf(log, clinic, request.about.booking),
  ]);
  const reason = unwanted(request, { conversation, appointment });
  if (reason !== null) return { type: 'unwanted', reason };
  const relatives = [contact, ...family.filter((one) => one !== contact)];
  const states = await Promise.all(
    relatives.map(async (one) => (await load(log, clinic, streamName('contact', clinic, one), folds.contact)).state),
  );
  const isByPerson = request.author === 'STAFF';
  const question: MessageQuestion = {
    purpose: request.about.purpose,
    author: request.author,
    // What a person writes is not held back: she is awake, and answers for the hour herself.
    reply: request.answers !== null || isByPerson,
    legallyRequired: request.legallyRequired,
    conversation: conversation && openConversation(conversation, isByPerson, now),
    otherConversations: [],
    phone: addressIn(states, 'PHONE'),
    email: addressIn(states, 'EMAIL'),
    consents,
    clinic: settings,
    patientZone: appointment?.timeZone ?? null,
    appointmentStart: appointment?.startsAt ?? null,
    due: request.due,
    latestUseful: request.usefulUntil,
    now,
  };
  const first = decideMessage(question);
  if (first.type === 'sendText' || first.type === 'sendTemplate' || first.type === 'defer') return filledIn(request, first);
  // Where it belongs, nothing carries it: her other conversations are asked.
  const otherConversations = await othersOf(log, people, clinic, relatives, conversation, now);
  return filledIn(request, otherConversations.length === 0 ? first : decideMessage({ ...question, otherConversations }));
}

async function visitOf(log: Log, clinic: ClinicSlug, booking: BookingId | null): Promise<Appointment | null> {
  // A join that a crash left half done is followed as well: what it went into says what holds.
  for (let at = booking; at !== null; ) {
    const { state } = await readBooking(log, clinic, at);
    if (state.joinedInto === null) return appointmentOf(state);
    at = state.joinedInto;
  }
  return null;
}

async function othersOf(
  log: Log,
  people: People,
  clinic: ClinicSlug,
  relatives: readonly ContactId[],
  own: KnownConversation | null,
  now: Instant,
): Promise<readonly OpenConversation[]> {
  const ids = (await people.conversationsOf(clinic, relatives)).filter((id) => id !== own?.id);
  const states = await Promise.all(
    ids.map(async (id) => (await load(log, clinic, conversationStream(clinic, id), folds.conversation)).state),
  );
  return states.flatMap((state) => (state.status === 'known' ? [openConversation(state, false, now)] : []));
}

function openConversation(state: KnownConversation, isByPerson: boolean, now: Instant): OpenConversation {
  const { id, channel, lastInboundAt, address } = state;
  const silence = lastInboundAt === null ? Number.POSITIVE_INFINITY : Date.parse(now) - Date.parse(lastInboundAt);
  return {
    id,
    channel,
    lastInboundAt,
    canReply: canReply(state),
    address: known(address),
    visitorLeft: channel === 'WEB_WIDGET' && !isByPerson && silence > visitorStays,
  };
}

/** The address in use, her own before those of whom she turned out to be. */
function addressIn(states: readonly ContactState[], kind: IdentifierKind): string | null {
  const identifiers = states.flatMap((state) => (state.status === 'unknown' ? [] : state.identifiers));
  const inUse = identifiers.filter((one) => one.kind === kind && one.retired === null);
  return inUse.map(({ value }) => known(value)).find((value) => value !== null) ?? null;
}

/** A template with a parameter left blank is refused by the channel, long after Chatwoot has taken it (integrations.md 4): a person sees to it. */
function filledIn({ values, about }: MessageRequested['data'], verdict: Verdict): Verdict {
  const way: SendText | SendTemplate | null =
    verdict.type === 'useChannel' ? verdict.send : verdict.type === 'sendText' || verdict.type === 'sendTemplate' ? verdict : null;
  if (way?.type !== 'sendTemplate') return verdict;
  const given = values === null ? {} : (known(values) ?? {});
  const blank = way.template.parameters.filter((name) => !given[name]?.trim());
  if (blank.length === 0) return verdict;
  const missing = `the template ${way.template.name} needs ${blank.join(' and ')}, which it does not say`;
  return { type: 'staffTask', reason: 'noTemplate', passedOver: [], because: becauseNoMeans(about.purpose, missing) };
}
