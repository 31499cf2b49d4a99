import type { Channel } from '../channel.ts';
import { isErased, type Personal } from '../event.ts';
import type { ContactId, IdentifierHash, Instant } from '../ids.ts';
import { type ConsentLedger, evolveConsents, noConsents } from '../messaging/consent.ts';
import type { ContactEvent, DuplicateSuspected } from './events.ts';
import type { IdentifierKind } from './identifier.ts';
import { type NameSource, sureness } from './nameSource.ts';

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
      /** Null where an event of before sources were kept named her. */
      readonly namedBy: NameSource | null;
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
    const { contact, name, namedAt, namedBy = null, channel } = event.data;
    const nothing = { identifiers: [], suspicions: [], consents: noConsents };
    return { status: 'known', id: contact, name, namedAt, namedBy, firstChannel: channel, ...nothing };
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
      return { ...state, name: event.data.name, namedAt: event.data.namedAt, namedBy: event.data.namedBy ?? null };
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
  readonly namedBy: NameSource;
  /** The report came by a link that was sent to her: it is about her, whatever else it holds. */
  readonly isLinked?: boolean;
  readonly channel: Channel;
  readonly identifiers: readonly { readonly kind: IdentifierKind; readonly hash: IdentifierHash; readonly value: string }[];
  /** Identifiers of the same report that belong to somebody else. */
  readonly contested: readonly { readonly kind: IdentifierKind; readonly hash: IdentifierHash; readonly owner: ContactId }[];
}

/**
 * Creates the contact if there is none (also when only her claim survived a crash), and records what the report adds.
 * A name is corrected by a surer source, of equally sure ones by a later saying only: a booking's full name is not lost to a channel's handle,
 * and every order of arrival ends with the same name.
 * `[]` means "already so".
 */
export function learnContact(report: ContactReport, state: ContactState): ContactEvent[] {
  const events: ContactEvent[] = [];
  const { contact, name, at, namedAt = at } = report;
  const namedBy = sourceOf(report);
  if (state.status === 'unknown') {
    events.push({ type: 'ContactCreated', data: { contact, name, namedAt, namedBy, channel: report.channel } });
  } else if (name !== null && overrules({ name, namedAt, namedBy }, state)) {
    events.push({ type: 'ContactDetailsCorrected', data: { name, namedAt, namedBy } });
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

/** What came with an e-mail alone may be her daughter's word, whoever says it; what came by her own link, with nothing of another's, is hers. */
const sourceOf = ({ namedBy, identifiers, contested, isLinked = false }: ContactReport): NameSource =>
  namesOneOnly(identifiers) || (isLinked && contested.length === 0) ? namedBy : 'SHARED_EMAIL';

type Named = Extract<ContactState, { status: 'known' }>;

/** Where the event does not say it, what she is known by does: a channel or phone names one person, and no source was surer then. */
const sourceIn = ({ namedBy, identifiers }: Named): NameSource =>
  namedBy ?? (namesOneOnly(identifiers.filter((one) => one.retired === null)) ? 'PROFILE' : 'SHARED_EMAIL');

/**
 * The surer source overrules; else the later saying, at one instant the name that sorts first; any name is better than none.
 * That a surer source says the name that she has already is news: less sure ones may still say another.
 * So is a correction to it: an older saying may still be on its way, with a time that is not its own.
 */
function overrules(said: { readonly name: string; readonly namedAt: Instant; readonly namedBy: NameSource }, state: Named): boolean {
  if (state.name === null) return true;
  if (isErased(state.name)) return false;
  const surer = sureness(said.namedBy) - sureness(sourceIn(state));
  if (surer !== 0) return surer > 0;
  if (said.name === state.name) return said.namedBy === 'CORRECTION' && said.namedAt > state.namedAt;
  return said.namedAt > state.namedAt || (said.namedAt === state.namedAt && said.name < state.name);
}
