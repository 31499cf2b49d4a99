import type { Channel } from '../../domain/channel.ts';
import { emailIdentifier, type Identifier, type IdentifierKind, phoneIdentifier } from '../../domain/contact/identifier.ts';
import type { ChatwootAccount } from '../../eventStore/commands/conversationIds.ts';
import type { ChatwootContact } from './body.ts';
import { twilioWhatsapp } from './channel.ts';

/** A contact of Chatwoot, and where she is written to. */
export interface NamedContact {
  readonly contact: ChatwootContact;
  /** Null for a body that is about no conversation. */
  readonly channel: Channel | null;
  /** Her address on the channel as Chatwoot has it. */
  readonly address: string | null;
}

/** The identifiers of a contact, normalised: her id on the channel, her number in Chatwoot, then phone and e-mail. */
export function identifiersOf(
  { contact, channel, address }: NamedContact,
  account: ChatwootAccount,
  country: string,
): readonly Identifier[] {
  const number = contact.id ?? null;
  return [
    channelIdentifier(channel, address),
    number === null ? null : ({ kind: 'CHATWOOT', value: chatwootName(account, number) } as const),
    phoneIdentifier(contact.phone_number, country) ?? phoneOf(channel, address),
    emailIdentifier(contact.email) ?? (channel === 'EMAIL' ? emailIdentifier(address) : null),
  ].filter((one) => one !== null);
}

const chatwootName = ({ host, account }: ChatwootAccount, contact: number): string =>
  [...(host === '' ? [] : [host]), account, contact].join('/');

/** Channels that give a person an id of their own; an API inbox makes one up, and SMS and e-mail have the number and the address. */
const kinds: Partial<Record<Channel, IdentifierKind>> = {
  WHATSAPP: 'WHATSAPP',
  INSTAGRAM: 'INSTAGRAM',
  FACEBOOK: 'FACEBOOK',
  WEB_WIDGET: 'WIDGET',
};

function channelIdentifier(channel: Channel | null, address: string | null): Identifier | null {
  const kind = channel === null ? undefined : kinds[channel];
  if (!kind || address === null || !/^[!-~]{1,200}$/.test(address)) return null;
  return { kind, value: kind === 'WHATSAPP' ? (whatsappNumber(address) ?? address) : address };
}

/**
 * The number of a WhatsApp address: digits without a plus, and with Twilio `whatsapp:+1876...`.
 * A user name has a business-scoped id such as `JM.1349...`: its digits are no number (integrations.md 3.3).
 */
function whatsappNumber(address: string): string | null {
  const digits = /^(?:whatsapp:)?\+?([1-9]\d{6,14})$/.exec(address)?.[1];
  return digits === undefined ? null : `+${digits}`;
}

/** The phone that an address is by itself. */
function phoneOf(channel: Channel | null, address: string | null): Identifier | null {
  if (address === null || (channel !== 'WHATSAPP' && channel !== 'SMS')) return null;
  const number = whatsappNumber(address);
  // E.164 already, so that no country is needed to read it.
  return number === null ? null : phoneIdentifier(number, '');
}

/** What she calls herself; null for the number or the address that Chatwoot puts in the place of a name. */
export function nameOf({ contact, address }: NamedContact): string | null {
  const name = contact.name?.trim().slice(0, 200) ?? '';
  const isAddress = name === '' || name === address || name === contact.email || phoneIdentifier(name, '') !== null;
  return isAddress ? null : name;
}

/** Her address without Twilio's mark. */
export const plainAddress = (address: string | null): string | null =>
  address?.startsWith(twilioWhatsapp) ? address.slice(twilioWhatsapp.length) : address;
