import { setTimeout as delay } from 'node:timers/promises';
import type { Channel } from '../../domain/channel.ts';
import { type ClaimState, claim } from '../../domain/contact/claims.ts';
import { type ContactState, learnContact, phonesIn, suspectDuplicate } from '../../domain/contact/contact.ts';
import type { Identifier } from '../../domain/contact/identifier.ts';
import {
  type Evidence,
  identifierRank,
  type Known,
  type MatchedBy,
  phoneOfAnother,
  resolveIdentity,
  staysWith,
} from '../../domain/contact/identity.ts';
import type { NameSource } from '../../domain/contact/nameSource.ts';
import type { ClinicSlug, ContactId, IdentifierHash, Instant } from '../../domain/ids.ts';
import { vouchedNumber } from '../../domain/merges/proof.ts';
import { streamName } from '../../domain/stream.ts';
import { idFrom } from '../codec/envelope.ts';
import { type Cause, handle, type Loaded, type Log, load } from '../commandHandler.ts';
import { folds } from '../folds.ts';
import { identifierHasher } from '../identifierHash.ts';
import { uniteOnProof } from './uniteOnProof.ts';

/** A person as a sender names her. */
export interface Person {
  readonly name: string | null;
  /** Normalised. */
  readonly identifiers: readonly Identifier[];
  /** When the sender said it. */
  readonly at: Instant;
  /** When her name was said, where that is known to be another time. */
  readonly namedAt?: Instant;
  readonly namedBy: NameSource;
  readonly channel: Channel;
  readonly known: Known | null;
  /** Whom the signed token of a booking link names: it was sent to her, and she comes before all that the form says. */
  readonly linked?: ContactId | null;
}

export interface ResolvedContact {
  readonly contact: ContactId;
  readonly matchedBy: MatchedBy;
  /** The hashes of the identifiers at hand. */
  readonly keys: readonly IdentifierHash[];
}

interface Found extends Evidence {
  readonly value: string;
  /** The claim's stream as it was read. */
  readonly loaded: Loaded<ClaimState>;
}

const claimStream = (clinic: ClinicSlug, hash: IdentifierHash): string => streamName('identifier', clinic, hash);
const contactStream = (clinic: ClinicSlug, contact: ContactId): string => streamName('contact', clinic, contact);

/**
 * Finds the contact whom the person's identifiers name, or makes one, by claims: the first append of IdentifierClaimed decides who owns an identifier.
 * A crash between any two of its appends leaves a claim that the next call, with this cause or another, completes.
 */
export async function resolveContact(log: Log, clinic: ClinicSlug, person: Person, cause: Cause): Promise<ResolvedContact> {
  const { linked = null } = person;
  const hash = await identifierHasher(log.keys, clinic);
  const identifiers = person.identifiers
    .map((one) => ({ ...one, hash: hash(one) }))
    .sort((a, b) => identifierRank[a.kind] - identifierRank[b.kind]);
  for (;;) {
    const evidence = await Promise.all(
      identifiers.map(async (one): Promise<Found> => {
        const loaded = await load(log, clinic, claimStream(clinic, one.hash), folds.claim);
        return { ...one, claim: loaded.state, loaded };
      }),
    );
    const phones = await knownPhones(log, clinic, evidence, person);
    const phonesOf = (contact: ContactId): readonly IdentifierHash[] => phones.get(contact) ?? [];
    const contested = linked && phoneOfAnother(linked, evidence, phonesOf(linked));
    if (linked && contested) return resolveApart(log, clinic, person, linked, contested, cause);
    const found = linked ? ({ contact: linked, matchedBy: 'TOKEN' } as const) : resolveIdentity(evidence, phonesOf);
    const stays = person.known && !linked && staysWith(person.known, found, evidence, phonesOf(person.known.contact));
    const kept = stays ? person.known.contact : null;
    const contact = kept ?? found.contact ?? (idFrom(cause.id, 'contact') as ContactId); // a UUID of ours is an id
    const isNew = kept === null && found.contact === null;
    const settled = await settleClaims(log, clinic, contact, isNew, evidence, cause);
    if (settled) {
      const learnt = await learn(log, clinic, contact, person, settled, cause);
      const vouched = vouchedNumber(contact, settled);
      if (vouched) await uniteOnProof(log, clinic, { contact, learnt, vouched }, cause);
      return { contact, matchedBy: found.matchedBy, keys: identifiers.map((one) => one.hash) };
    }
    // Somebody else claimed first; what she claimed is found by asking again.
    await delay(Math.random() * 5);
  }
}

/**
 * The token says who got the link, the phone who booked, and they are not known to be one (integrations.md 1.8). The booking is hers who
 * got the link; the one who booked is found or made by her own identifiers, and staff are told that the two may be one.
 */
async function resolveApart(
  log: Log,
  clinic: ClinicSlug,
  person: Person,
  linked: ContactId,
  { kind, hash }: Evidence,
  cause: Cause,
): Promise<ResolvedContact> {
  const { contact: other, keys } = await resolveContact(log, clinic, { ...person, linked: null, known: null }, cause);
  await handle(log, {
    clinic,
    stream: contactStream(clinic, linked),
    fold: folds.contact,
    cause,
    step: 'suspect',
    subject: linked,
    decide: (state) => suspectDuplicate({ other, kind, hash, reason: 'linkUsedByAnother' }, state),
  });
  return { contact: linked, matchedBy: 'TOKEN', keys };
}

/** The phones of whoever owns an e-mail at hand, or the thing at hand: needed by the rules about families that share an address. */
async function knownPhones(
  log: Log,
  clinic: ClinicSlug,
  evidence: readonly Found[],
  { known, linked = null }: Person,
): Promise<ReadonlyMap<ContactId, readonly IdentifierHash[]>> {
  const owners = evidence.flatMap(({ kind, claim: state }) => (kind === 'EMAIL' && state.status === 'claimed' ? [state.contact] : []));
  // Where the phone is somebody's, she is found by it, and nothing is asked of the others.
  const freePhone = evidence.some(({ kind, claim: state }) => kind === 'PHONE' && state.status === 'free');
  const asked = new Set([...owners, ...(known && freePhone ? [known.contact] : []), ...(linked && freePhone ? [linked] : [])]);
  const loaded = await Promise.all(
    [...asked].map(async (owner) => {
      const { state } = await load(log, clinic, contactStream(clinic, owner), folds.contact);
      return [owner, phonesIn(state)] as const;
    }),
  );
  return new Map(loaded);
}

/** Claims what is free for the contact, strongest first; null when the first claim of a new contact was lost to somebody else. */
async function settleClaims(
  log: Log,
  clinic: ClinicSlug,
  contact: ContactId,
  isNew: boolean,
  evidence: readonly Found[],
  cause: Cause,
): Promise<readonly Found[] | null> {
  const settled: Found[] = [];
  let first = isNew;
  for (const one of evidence) {
    let state = one.claim;
    if (state.status === 'free') {
      const decided = await handle(log, {
        clinic,
        stream: claimStream(clinic, one.hash),
        fold: folds.claim,
        loaded: one.loaded,
        cause,
        step: `claim ${contact}`,
        subject: contact,
        decide: (before) => claim(contact, one.kind, before),
      });
      state = decided.state;
      if (first && state.status === 'claimed' && state.contact !== contact) return null;
    }
    if (state.status === 'claimed' && state.contact === contact) first = false;
    settled.push({ ...one, claim: state });
  }
  return settled;
}

async function learn(
  log: Log,
  clinic: ClinicSlug,
  contact: ContactId,
  person: Person,
  evidence: readonly Found[],
  cause: Cause,
): Promise<ContactState> {
  const { name, at, namedAt = at, namedBy, channel, linked } = person;
  const isLinked = linked === contact;
  const claimedBy = (one: Found): ContactId | null => (one.claim.status === 'claimed' ? one.claim.contact : null);
  const identifiers = evidence.filter((one) => claimedBy(one) === contact);
  const contested = evidence.flatMap(({ kind, hash, claim: state }) =>
    state.status === 'claimed' && state.contact !== contact ? [{ kind, hash, owner: state.contact }] : [],
  );
  const { state } = await handle(log, {
    clinic,
    stream: contactStream(clinic, contact),
    fold: folds.contact,
    cause,
    step: 'learn',
    subject: contact,
    decide: (before) => learnContact({ contact, name, at, namedAt, namedBy, isLinked, channel, identifiers, contested }, before),
  });
  return state;
}
