import { setTimeout as delay } from 'node:timers/promises';
import type { Channel } from '../../domain/channel.ts';
import { type ClaimState, claim } from '../../domain/contact/claims.ts';
import { type ContactState, learnContact } from '../../domain/contact/contact.ts';
import type { Identifier } from '../../domain/contact/identifier.ts';
import { type Evidence, identifierRank, type Known, type MatchedBy, resolveIdentity, staysWith } from '../../domain/contact/identity.ts';
import type { ClinicSlug, ContactId, IdentifierHash, Instant } from '../../domain/ids.ts';
import { streamName } from '../../domain/stream.ts';
import { idFrom } from '../codec/envelope.ts';
import { type Cause, handle, type Loaded, type Log, load } from '../commandHandler.ts';
import { folds } from '../folds.ts';
import { identifierHasher } from '../identifierHash.ts';

/** A person as a sender names her. */
export interface Person {
  readonly name: string | null;
  /** Normalised. */
  readonly identifiers: readonly Identifier[];
  /** When the sender said it. */
  readonly at: Instant;
  /** When her name was said, where that is known to be another time. */
  readonly namedAt?: Instant;
  /** The sender is about just that: this is her name from here on. */
  readonly renamed?: boolean;
  readonly channel: Channel;
  readonly known: Known | null;
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
    const phones = await knownPhones(log, clinic, evidence, person.known);
    const phonesOf = (contact: ContactId): readonly IdentifierHash[] => phones.get(contact) ?? [];
    const found = resolveIdentity(evidence, phonesOf);
    const kept = person.known && staysWith(person.known, found, evidence, phonesOf(person.known.contact)) ? person.known.contact : null;
    const contact = kept ?? found.contact ?? (idFrom(cause.id, 'contact') as ContactId); // a UUID of ours is an id
    const isNew = kept === null && found.contact === null;
    const settled = await settleClaims(log, clinic, contact, isNew, evidence, cause);
    if (settled) {
      await learn(log, clinic, contact, person, settled, cause);
      return { contact, matchedBy: found.matchedBy, keys: identifiers.map((one) => one.hash) };
    }
    // Somebody else claimed first; what she claimed is found by asking again.
    await delay(Math.random() * 5);
  }
}

/** The phones of whoever owns an e-mail at hand, or the thing at hand: needed by the rules about families that share an address. */
async function knownPhones(
  log: Log,
  clinic: ClinicSlug,
  evidence: readonly Found[],
  known: Known | null,
): Promise<ReadonlyMap<ContactId, readonly IdentifierHash[]>> {
  const owners = evidence.flatMap(({ kind, claim: state }) => (kind === 'EMAIL' && state.status === 'claimed' ? [state.contact] : []));
  // Where the phone is somebody's, she is found by it, and nothing is asked of the others.
  const freePhone = evidence.some(({ kind, claim: state }) => kind === 'PHONE' && state.status === 'free');
  const asked = new Set(known && freePhone ? [...owners, known.contact] : owners);
  const loaded = await Promise.all(
    [...asked].map(async (owner) => {
      const { state } = await load(log, clinic, contactStream(clinic, owner), folds.contact);
      return [owner, phonesIn(state)] as const;
    }),
  );
  return new Map(loaded);
}

const phonesIn = (state: ContactState): readonly IdentifierHash[] =>
  state.status === 'unknown' ? [] : state.identifiers.filter((one) => one.kind === 'PHONE' && one.retired === null).map((one) => one.hash);

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
): Promise<void> {
  const { name, at, namedAt = at, renamed = false, channel } = person;
  const claimedBy = (one: Found): ContactId | null => (one.claim.status === 'claimed' ? one.claim.contact : null);
  const identifiers = evidence.filter((one) => claimedBy(one) === contact);
  const contested = evidence.flatMap(({ kind, hash, claim: state }) =>
    state.status === 'claimed' && state.contact !== contact ? [{ kind, hash, owner: state.contact }] : [],
  );
  await handle(log, {
    clinic,
    stream: contactStream(clinic, contact),
    fold: folds.contact,
    cause,
    step: 'learn',
    subject: contact,
    decide: (state) => learnContact({ contact, name, at, namedAt, renamed, channel, identifiers, contested }, state),
  });
}
