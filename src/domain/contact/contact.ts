import type { Channel } from '../channel.ts';
import { isErased, type Personal } from '../event.ts';
import type { ContactId, IdentifierHash, Instant } from '../ids.ts';
import { type ConsentLedger, evolveConsents, noConsents } from '../messaging/consent.ts';
import type { ContactEvent, DuplicateSuspected } from './events.ts';
import type { IdentifierKind } from './identifier.ts';

// State

export interface OwnedIdentifier {
  readonly kind: IdentifierKind;
  readonly hash: IdentifierHash;
  readonly value: Personal<string>;
  readonly since: Instant;
  readonly retired: Instant | null;
}

export type ContactState =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'known';
      readonly id: ContactId;
      readonly name: Personal<string | null>;
      readonly namedAt: Instant;
      readonly firstChannel: Channel;
      readonly identifiers: readonly OwnedIdentifier[];
      /** `<other>/<hash>` of every suspicion already recorded. */
      readonly suspicions: readonly string[];
      readonly consents: ConsentLedger;
    };

export const unknownContact: ContactState = { status: 'unknown' };

/** The channels that an identifier of theirs shows her to use. */
const channelOf: Partial<Record<IdentifierKind, Channel>> = {
  WHATSAPP: 'WHATSAPP',
  INSTAGRAM: 'INSTAGRAM',
  FACEBOOK: 'FACEBOOK',
  WIDGET: 'WEB_WIDGET',
};

// Evolve

export function evolveContact(state: ContactState, event: ContactEvent): ContactState {
  if (event.type === 'ContactCreated') {
    const { contact, name, namedAt, channel } = event.data;
    return { status: 'known', id: contact, name, namedAt, firstChannel: channel, identifiers: [], suspicions: [], consents: noConsents };
  }
  if (state.status === 'unknown') return state;
  switch (event.type) {
    case 'IdentifierAdded': {
      const { kind, hash, value, at } = event.data;
      const others = state.identifiers.filter((one) => one.hash !== hash);
      // Chatwoot told of her before it told where she came from.
      const firstChannel = state.firstChannel === 'UNKNOWN' ? (channelOf[kind] ?? 'UNKNOWN') : state.firstChannel;
      return { ...state, firstChannel, identifiers: [...others, { kind, hash, value, since: at, retired: null }] };
    }
    case 'IdentifierRetired': {
      const { hash, at } = event.data;
      return { ...state, identifiers: state.identifiers.map((one) => (one.hash === hash ? { ...one, retired: at } : one)) };
    }
    case 'ContactDetailsCorrected':
      return { ...state, name: event.data.name, namedAt: event.data.namedAt };
    case 'DuplicateSuspected':
      return { ...state, suspicions: [...state.suspicions, suspicionKey(event.data)] };
    case 'ConsentGiven':
    case 'ConsentWithdrawn':
      return { ...state, consents: evolveConsents(state.consents, event) };
    default:
      event satisfies never;
      return state;
  }
}

/** What a person said about being written to; nothing while nobody knows her. */
export const consentsOf = (state: ContactState): ConsentLedger => (state.status === 'unknown' ? noConsents : state.consents);

/** The hashes of the phones that a contact is known by. */
export const phonesIn = (state: ContactState): readonly IdentifierHash[] =>
  state.status === 'unknown' ? [] : state.identifiers.filter((one) => one.kind === 'PHONE' && one.retired === null).map((one) => one.hash);

const suspicionKey = (of: { readonly other: ContactId; readonly hash: IdentifierHash }): string => `${of.other}/${of.hash}`;

// Decide

/** What a sender says of a person: her name, and an identifier that is claimed for her. */
export interface ContactReport {
  readonly contact: ContactId;
  readonly name: string | null;
  /** When the source said it. */
  readonly at: Instant;
  /** When the source said her name, where that is known to be another time. */
  readonly namedAt?: Instant;
  /** The source is about just that: this is her name from here on. */
  readonly renamed?: boolean;
  readonly channel: Channel;
  readonly identifiers: readonly { readonly kind: IdentifierKind; readonly hash: IdentifierHash; readonly value: string }[];
  /** Identifiers of the same report that belong to somebody else. */
  readonly contested: readonly { readonly kind: IdentifierKind; readonly hash: IdentifierHash; readonly owner: ContactId }[];
}

/**
 * Creates the contact if there is none (also when only her claim survived a crash), and records what the report adds.
 * A name is corrected by a surer saying, of equally sure ones by a later one only, so that every order of arrival ends with the same name.
 * `[]` means "already so".
 */
export function learnContact(report: ContactReport, state: ContactState): ContactEvent[] {
  const events: ContactEvent[] = [];
  const { contact, name, at, namedAt = at, renamed = false } = report;
  if (state.status === 'unknown') {
    events.push({ type: 'ContactCreated', data: { contact, name, namedAt, channel: report.channel } });
  } else if (name !== null && overrules({ name, at: namedAt, renamed, sure: namesOneOnly(report.identifiers) }, state)) {
    events.push({ type: 'ContactDetailsCorrected', data: { name, namedAt } });
  }
  const owned = state.status === 'known' ? state.identifiers : [];
  for (const { kind, hash, value } of report.identifiers) {
    if (!owned.some((one) => one.hash === hash && one.retired === null))
      events.push({ type: 'IdentifierAdded', data: { kind, hash, value, at } });
  }
  const suspicions = state.status === 'known' ? state.suspicions : [];
  for (const { kind, hash, owner } of report.contested) {
    const other = owner;
    if (!suspicions.includes(suspicionKey({ other, hash }))) {
      events.push({ type: 'DuplicateSuspected', data: { other, kind, hash, reason: 'identifierOfAnother' } });
    }
  }
  return events;
}

/** Records that two contacts may be one; `[]` when that is on record. */
export const suspectDuplicate = (suspicion: DuplicateSuspected['data'], state: ContactState): ContactEvent[] =>
  state.status === 'known' && state.suspicions.includes(suspicionKey(suspicion)) ? [] : [{ type: 'DuplicateSuspected', data: suspicion }];

/** Whether there is more than an e-mail, which a family may share. */
const namesOneOnly = (identifiers: readonly { readonly kind: IdentifierKind }[]): boolean =>
  identifiers.some(({ kind }) => kind !== 'EMAIL');

/**
 * What came with her phone or channel overrules what came with an e-mail alone, which may be her daughter's word.
 * Else the later saying wins, at one instant the name that sorts first; any name is better than none.
 * That she was renamed is news although she is called so already: an older saying may still be on its way, with a time that is not its own.
 */
function overrules(
  said: { name: string; at: Instant; renamed: boolean; sure: boolean },
  state: Extract<ContactState, { status: 'known' }>,
): boolean {
  if (state.name === null) return true;
  if (isErased(state.name)) return false;
  if (said.name === state.name) return said.renamed && said.at > state.namedAt;
  const sure = namesOneOnly(state.identifiers.filter((one) => one.retired === null));
  if (said.sure !== sure) return said.sure;
  return said.at > state.namedAt || (said.at === state.namedAt && said.name < state.name);
}
