import type { AskedMessage, ConversationContext, Visit } from '../../assistant/conversationContext.ts';
import { firstNameOf } from '../../assistant/facts/firstName.ts';
import type { ClinicSettings } from '../../domain/clinic/settings.ts';
import type { ContactState } from '../../domain/contact/contact.ts';
import type { KnownConversation } from '../../domain/conversation/conversation.ts';
import { optOutContext } from '../../domain/conversation/optOutContext.ts';
import { known } from '../../domain/event.ts';
import type { ContactId, Instant } from '../../domain/ids.ts';
import { type ConsentLedger, mayContact } from '../../domain/messaging/consent.ts';
import { streamName } from '../../domain/stream.ts';
import { type Log, load } from '../../eventStore/commandHandler.ts';
import { readConsents, readFamily } from '../../eventStore/commands/readFamily.ts';
import { folds } from '../../eventStore/folds.ts';
import type { KarenParts } from './parts.ts';
import type { ReadConversation } from './readConversation.ts';
import { turnsBefore } from './talk.ts';
import { readVisits } from './visits.ts';

/** After so long she is told again that an assistant writes, in milliseconds. */
const introductionLasts = 7 * 86_400_000;

/** Takes together what Karen may know when she answers these messages: of the clinic its settings, of people the one who wrote. */
export async function readContext(
  log: Log,
  { desk, upcoming }: Pick<KarenParts, 'desk' | 'upcoming'>,
  settings: ClinicSettings,
  conversation: ReadConversation,
  asked: readonly AskedMessage[],
  now: Instant,
): Promise<ConversationContext> {
  const { state, messages, stopConfirmedAt } = conversation;
  const { slug } = settings;
  const [name, consents, family, offeredTimes] = await Promise.all([
    readName(log, settings, state.contact),
    readConsents(log, slug, state.contact),
    readFamily(log, slug, state.contact),
    desk.offeredTimes(slug, state.id, now),
  ]);
  const visits = await readVisits(log, settings, await upcoming(slug, family, now), family, now);
  const last = asked.at(-1)?.at ?? now;
  return {
    clinic: settings,
    now,
    channel: state.channel,
    firstName: firstNameOf(name),
    introduced: state.introducedAt !== null && Date.parse(now) - Date.parse(state.introducedAt) < introductionLasts,
    mayReply: mayContact(consents, state.channel, 'TRANSACTIONAL'),
    stopConfirmed: stopConfirmedAt !== null && !hasAgreedSince(consents, stopConfirmedAt),
    asked,
    situation: optOutContext(state, last),
    situationVisit: visitWrittenOf(state, visits, last),
    turns: turnsBefore(messages, asked),
    visits,
    offeredTimes,
  };
}

async function readName(log: Log, { slug }: ClinicSettings, contact: ContactId): Promise<string | null> {
  const { state }: { readonly state: ContactState } = await load(log, slug, streamName('contact', slug, contact), folds.contact);
  return state.status === 'known' ? known(state.name) : null;
}

/** Who agreed again and then stops again is told once more that it is done. */
const hasAgreedSince = (consents: ConsentLedger, at: Instant): boolean =>
  Object.values(consents).some(({ given }) => given !== null && given.at > at);

/** The visit that our latest message about one was about, while it stands as we said. */
function visitWrittenOf({ own }: KnownConversation, visits: readonly Visit[], before: Instant): Visit | null {
  const about = own.findLast((one) => one.at <= before && one.about?.booking != null)?.about;
  const visit = visits.find(({ booking }) => booking === about?.booking);
  return visit && (about?.appointmentVersion ?? visit.appointmentVersion) === visit.appointmentVersion ? visit : null;
}
