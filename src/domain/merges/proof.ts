import type { ContactState } from '../contact/contact.ts';
import { phonesIn } from '../contact/contact.ts';
import type { Evidence } from '../contact/identity.ts';
import { known } from '../event.ts';
import type { ContactId } from '../ids.ts';
import type { MergeEvidence } from './merges.ts';

/** A number that WhatsApp gives a contact as her own, and that another contact is known by. */
export interface VouchedNumber {
  readonly owner: ContactId;
  readonly account: MergeEvidence;
  readonly number: MergeEvidence;
}

/**
 * Finds the number that a contact's WhatsApp account is by itself, where another contact owns it as a phone.
 * The phone that Chatwoot keeps beside a business-scoped id proves nothing: staff may have typed it.
 */
export function vouchedNumber(contact: ContactId, evidence: readonly (Evidence & { readonly value: string })[]): VouchedNumber | null {
  const account = evidence.find(({ kind, claim }) => kind === 'WHATSAPP' && claim.status === 'claimed' && claim.contact === contact);
  const number = evidence.find(({ kind, value }) => kind === 'PHONE' && value === account?.value);
  if (!account || number?.claim.status !== 'claimed' || number.claim.contact === contact) return null;
  return {
    owner: number.claim.contact,
    account: { kind: account.kind, hash: account.hash },
    number: { kind: number.kind, hash: number.hash },
  };
}

/**
 * Tells whether the number's owner is the contact herself: it is all the phones that the owner is known by, the owner has no WhatsApp
 * account, and both go by one name. A family may share a number, and a network passes it on: then the names differ.
 */
export function isSamePerson(contact: ContactState, owner: ContactState, { number }: VouchedNumber): boolean {
  if (contact.status === 'unknown' || owner.status === 'unknown') return false;
  const [phone, ...others] = phonesIn(owner);
  const hasAccount = owner.identifiers.some(({ kind, retired }) => kind === 'WHATSAPP' && retired === null);
  const [one, other] = [contact, owner].map(({ name }) => comparedName(known(name) ?? ''));
  return phone === number.hash && others.length === 0 && !hasAccount && one !== '' && one === other;
}

/** People write one name in any case, with and without accents. */
const comparedName = (name: string): string =>
  (
    name
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).join(' ');
