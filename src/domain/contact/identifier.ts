import type { CountryCode } from 'libphonenumber-js/max';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** What an identifier is; the names of the API's enum `IdentifierKind`. */
export const identifierKinds = ['PHONE', 'EMAIL', 'WHATSAPP', 'INSTAGRAM', 'FACEBOOK', 'WIDGET', 'CHATWOOT'] as const;

export type IdentifierKind = (typeof identifierKinds)[number];

/** An identifier in the one spelling that is compared and hashed. */
export interface Identifier {
  readonly kind: IdentifierKind;
  readonly value: string;
}

/**
 * Reads a phone number as E.164, national spellings in the clinic's country.
 * A leading space is a `+` that a URL swallowed (integrations.md 1.8). Null for what cannot be a number.
 */
export function phoneIdentifier(text: unknown, country: string): Identifier | null {
  if (typeof text !== 'string') return null;
  const spelled = text.startsWith(' ') && /^\s+[1-9]\d{6,}$/.test(text) ? `+${text.trim()}` : text.trim();
  if (!/^\+?[\d\s().\-/]{6,25}$/.test(spelled)) return null;
  // The country comes from the validated clinic file; an unknown one only means that national spellings stay unread.
  const number = parsePhoneNumberFromString(spelled, country as CountryCode);
  return number?.isPossible() ? { kind: 'PHONE', value: number.number } : null;
}

/** Domain of the addresses that Cal.com invents for bookings with a phone and no e-mail (integrations.md 1.7). */
const syntheticDomain = 'sms.cal.com';

/** Reads an e-mail address in lower case; null for a synthetic one or for what is no address. */
export function emailIdentifier(text: unknown): Identifier | null {
  if (typeof text !== 'string') return null;
  const address = text.trim().toLowerCase();
  if (address.length > 254 || !/^[^\s@"]+@[^\s@"]+\.[^\s@".]+$/.test(address)) return null;
  return address.endsWith(`@${syntheticDomain}`) ? null : { kind: 'EMAIL', value: address };
}

/** The phone inside an address that Cal.com invented; null for any other text. */
export function phoneOfSyntheticEmail(text: unknown, country: string): Identifier | null {
  if (typeof text !== 'string') return null;
  const match = /^\+?(\d{7,15})@sms\.cal\.com$/i.exec(text.trim());
  return match?.[1] ? phoneIdentifier(`+${match[1]}`, country) : null;
}
