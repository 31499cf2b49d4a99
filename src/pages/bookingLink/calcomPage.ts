import { linkNameOf } from '../../domain/channel.ts';
import { eventTypePage } from '../../domain/clinic/calcomPage.ts';
import type { ClinicSettings } from '../../domain/clinic/settings.ts';
import type { ContactState } from '../../domain/contact/contact.ts';
import type { IdentifierKind } from '../../domain/contact/identifier.ts';
import type { ConversationState, KnownConversation } from '../../domain/conversation/conversation.ts';
import { known } from '../../domain/event.ts';
import { wallAt } from '../../domain/messaging/localTime.ts';
import type { BookingLinkToken } from '../../eventStore/bookingLinkToken.ts';

/** What a link leads to: the clinic's page on Cal.com, and with what it is filled in. */
export interface Destination {
  readonly settings: ClinicSettings;
  /** As it came: Cal.com gives it back with the booking. */
  readonly journey: string;
  readonly token: BookingLinkToken;
  readonly conversation: ConversationState;
  readonly contact: ContactState;
}

/** The clinic's page as anybody may see it. */
export const plainPage = ({ calcom }: ClinicSettings): string => calcom.directUrl;

/**
 * The address of the clinic's page, her name and addresses filled in, the metadata of contract.md with it.
 * Cal.com's own parameters: `name`, `email`, a question's slug, `metadata[key]`, and `slot` with `date` and `month` (integrations.md 1.8).
 */
export function filledPage({ settings, journey, token, conversation, contact }: Destination): string {
  const visit = conversation.status === 'known' ? (conversation.links.find(({ link }) => link === token.link)?.visit ?? null) : null;
  const form = visit && eventTypePage(settings.calcom, visit.eventType);
  const page = new URL(form ?? plainPage(settings));
  const put = (name: string, value: string | null): void => {
    if (value !== null) page.searchParams.set(name, value);
  };
  put('name', contact.status === 'known' ? known(contact.name) : null);
  put('email', identifierOf(contact, 'EMAIL'));
  put('attendeePhoneNumber', identifierOf(contact, 'PHONE'));
  put('procedure', settings.procedures.find(({ slug }) => slug === token.procedure)?.name ?? null);
  if (visit && form) {
    const day = new Date(wallAt(Date.parse(visit.startsAt), settings.timeZone)).toISOString();
    put('month', day.slice(0, 7));
    put('date', day.slice(0, 10));
    put('slot', visit.startsAt);
  }
  // For a clinic whose form has the hidden question: it comes back where metadata is lost.
  put('journey', journey);
  for (const [name, value] of metadata(settings, journey, token, conversation)) put(`metadata[${name}]`, value);
  return page.href;
}

const identifierOf = (contact: ContactState, kind: IdentifierKind): string | null => {
  const own = contact.status === 'known' ? contact.identifiers.filter((one) => one.kind === kind && one.retired === null) : [];
  const last = own.at(-1);
  return last ? known(last.value) : null;
};

type Entries = readonly (readonly [name: string, value: string | null])[];

/** The journey's token, and beside it unsigned what an operator would like to see in Cal.com (contract.md, "Metadata on a booking link"). */
function metadata({ chatwoot }: ClinicSettings, journey: string, token: BookingLinkToken, conversation: ConversationState): Entries {
  const talk = conversation.status === 'known' ? conversation : null;
  return [
    ['journey', journey],
    ['channel', linkNameOf(token.channel)],
    ['cw_account_id', chatwoot.accountId === null ? null : String(chatwoot.accountId)],
    ['cw_conversation_id', talk?.externalId ?? null],
    ...campaign(talk?.cameBy ?? null),
  ];
}

/** Of what is known of her arrival, what a link may carry. */
const carried = ['utm_medium', 'utm_term', 'utm_content', 'gclid', 'fbclid'];

function campaign(cameBy: KnownConversation['cameBy']): Entries {
  const details = known(cameBy?.details ?? null) ?? {};
  return [
    ['utm_source', known(cameBy?.source ?? null)],
    ['utm_campaign', known(cameBy?.campaign ?? null)],
    ...carried.map((name) => [name, details[name] ?? null] as const),
  ];
}
