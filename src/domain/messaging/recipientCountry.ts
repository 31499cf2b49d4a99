import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/**
 * The country of a WhatsApp address as Chatwoot has it: digits with or without `+`, `whatsapp:+...`, or a business-scoped id (`JM.1349`, `IN.ENT.1349`).
 * By the area code, since +1 876 and +1 658 are Jamaica and not the United States (domain.md 3); null when it cannot be told.
 */
export function recipientCountry(address: string): string | null {
  const scoped = /^([A-Z]{2})\.[A-Za-z0-9.]+$/.exec(address);
  if (scoped) return scoped[1] ?? null;
  const digits = address.replace(/^whatsapp:/, '').replace(/\D/g, '');
  return parsePhoneNumberFromString(`+${digits}`)?.country ?? null;
}
