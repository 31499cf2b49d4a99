import type { ContactId, IdentifierHash } from '../ids.ts';
import type { ClaimState } from './claims.ts';
import type { IdentifierKind } from './identifier.ts';

/** How a booking or a message found its contact; the names of the API's enum `MatchedBy`. */
export type MatchedBy = 'TOKEN' | 'CHANNEL_ID' | 'PHONE' | 'EMAIL' | 'NEW';

/** An identifier at hand, with what its claim says. */
export interface Evidence {
  readonly kind: IdentifierKind;
  readonly hash: IdentifierHash;
  readonly claim: ClaimState;
}

/** The order in which identifiers are asked: channel ids, phone, e-mail. */
export const identifierRank: Readonly<Record<IdentifierKind, number>> = {
  WHATSAPP: 0,
  INSTAGRAM: 0,
  FACEBOOK: 0,
  WIDGET: 0,
  CHATWOOT: 0,
  PHONE: 1,
  EMAIL: 2,
};

const matchedBy = (kind: IdentifierKind): MatchedBy => (kind === 'PHONE' || kind === 'EMAIL' ? kind : 'CHANNEL_ID');

/** Who the person is, as far as her identifiers say; null contact: nobody we know. */
export interface Resolution {
  readonly contact: ContactId | null;
  readonly matchedBy: MatchedBy;
}

/**
 * The first identifier that somebody owns names the contact.
 * An e-mail does not match an owner whose known phones are all other than the phone at hand: families share addresses.
 * @param phonesOf the hashes of the phones that a contact is known by
 */
export function resolveIdentity(evidence: readonly Evidence[], phonesOf: (contact: ContactId) => readonly IdentifierHash[]): Resolution {
  const ordered = evidence.toSorted((a, b) => identifierRank[a.kind] - identifierRank[b.kind]);
  const phone = ordered.find((one) => one.kind === 'PHONE' && one.claim.status !== 'shared');
  for (const { kind, claim } of ordered) {
    if (claim.status !== 'claimed') continue;
    if (kind === 'EMAIL' && phone) {
      const phones = phonesOf(claim.contact);
      if (phones.length > 0 && !phones.includes(phone.hash)) continue;
    }
    return { contact: claim.contact, matchedBy: matchedBy(kind) };
  }
  return { contact: null, matchedBy: 'NEW' };
}

/** Whom a thing at hand already belongs to, and the identifiers that came with it so far. */
export interface Known {
  readonly contact: ContactId;
  readonly keys: readonly IdentifierHash[];
}

/**
 * Tells whether the thing stays with its contact: what an e-mail says, or nobody, does not overrule her.
 * It does not stay when there is a phone at hand that is not hers, and none of hers ever came with it:
 * then an address that a family shares was all that named her.
 */
export function staysWith(
  { contact, keys }: Known,
  found: Resolution,
  evidence: readonly Evidence[],
  phones: readonly IdentifierHash[],
): boolean {
  if (found.contact === contact) return true;
  if (found.matchedBy !== 'EMAIL' && found.matchedBy !== 'NEW') return false;
  const phone = evidence.find((one) => one.kind === 'PHONE' && one.claim.status !== 'shared');
  return !phone || phones.length === 0 || phones.includes(phone.hash) || phones.some((hers) => keys.includes(hers));
}

/**
 * The phone at hand that keeps us from taking whoever booked for the contact whose link it was: somebody else's, or a new one
 * although she is known by another. Null when nothing does. An e-mail keeps nobody apart: families share it.
 * @param phones by which she is known
 */
export function phoneOfAnother<One extends Evidence>(
  contact: ContactId,
  evidence: readonly One[],
  phones: readonly IdentifierHash[],
): One | null {
  const phone = evidence.find((one) => one.kind === 'PHONE' && one.claim.status !== 'shared');
  if (!phone) return null;
  if (phone.claim.status === 'claimed') return phone.claim.contact === contact ? null : phone;
  return phones.length > 0 && !phones.includes(phone.hash) ? phone : null;
}
