import type { Channel } from '../channel.ts';
import type { DomainEvent, EventSchemas, Personal } from '../event.ts';
import type { ContactId, IdentifierHash, Instant } from '../ids.ts';
import { type ConsentEvent, consentSchemas } from '../messaging/consent.ts';
import type { IdentifierKind } from './identifier.ts';
import type { NameSource } from './nameSource.ts';

/** A person whom the clinic knows, with the identifier by which she came. */
export type ContactCreated = DomainEvent<
  'ContactCreated',
  {
    readonly contact: ContactId;
    readonly name: Personal<string | null>;
    /** When the source said so; of equally sure ones the later overrules, in whatever order they arrive. */
    readonly namedAt: Instant;
    /** Absent from events of before sources were kept. */
    readonly namedBy?: NameSource;
    readonly channel: Channel;
  }
>;

export type IdentifierAdded = DomainEvent<
  'IdentifierAdded',
  { readonly kind: IdentifierKind; readonly hash: IdentifierHash; readonly value: Personal<string>; readonly at: Instant }
>;

/** The contact no longer uses the identifier; it stays in her history. */
export type IdentifierRetired = DomainEvent<
  'IdentifierRetired',
  { readonly kind: IdentifierKind; readonly hash: IdentifierHash; readonly at: Instant }
>;

export type ContactDetailsCorrected = DomainEvent<
  'ContactDetailsCorrected',
  {
    readonly name: Personal<string | null>;
    readonly namedAt: Instant;
    /** Absent from events of before sources were kept. */
    readonly namedBy?: NameSource;
  }
>;

/** Why two contacts may be one person. */
export type SuspicionReason =
  /** The identifier came with this contact's booking or message but belongs to the other. */
  | 'identifierOfAnother'
  /** This contact's booking link was used with a phone that is not hers: she has another, or gave the link to somebody. */
  | 'linkUsedByAnother';

/** Nobody is merged on a suspicion: staff look at it. */
export type DuplicateSuspected = DomainEvent<
  'DuplicateSuspected',
  {
    readonly other: ContactId;
    readonly kind: IdentifierKind;
    readonly hash: IdentifierHash;
    readonly reason: SuspicionReason;
  }
>;

export type ContactEvent =
  | ContactCreated
  | IdentifierAdded
  | IdentifierRetired
  | ContactDetailsCorrected
  | DuplicateSuspected
  | ConsentEvent;

export const contactSchemas: EventSchemas<ContactEvent> = {
  ContactCreated: { version: 1, personal: { name: true } },
  IdentifierAdded: { version: 1, personal: { value: true } },
  IdentifierRetired: { version: 1, personal: {} },
  ContactDetailsCorrected: { version: 1, personal: { name: true } },
  DuplicateSuspected: { version: 1, personal: {} },
  ...consentSchemas,
};
