import type { DomainEvent, EventSchemas } from '../event.ts';
import type { ContactId } from '../ids.ts';
import type { IdentifierKind } from './identifier.ts';

// Events of the stream `identifier-<clinic>.<hash>`

export type IdentifierClaimed = DomainEvent<'IdentifierClaimed', { readonly contact: ContactId; readonly kind: IdentifierKind }>;
/** Family phone, clinic number, placeholder e-mail: matches nobody. */
export type IdentifierShared = DomainEvent<'IdentifierShared', { readonly kind: IdentifierKind; readonly reason: string }>;
/** Retired or erased: the next claim may have it. */
export type IdentifierReleased = DomainEvent<'IdentifierReleased', { readonly reason: string }>;

export type ClaimEvent = IdentifierClaimed | IdentifierShared | IdentifierReleased;

export const claimSchemas: EventSchemas<ClaimEvent> = {
  IdentifierClaimed: { version: 1, personal: {} },
  IdentifierShared: { version: 1, personal: {} },
  IdentifierReleased: { version: 1, personal: {} },
};

// State

export type ClaimState =
  | { readonly status: 'free' }
  | { readonly status: 'claimed'; readonly contact: ContactId }
  | { readonly status: 'shared' };

export const freeIdentifier: ClaimState = { status: 'free' };

export function evolveClaim(state: ClaimState, event: ClaimEvent): ClaimState {
  switch (event.type) {
    case 'IdentifierClaimed':
      return { status: 'claimed', contact: event.data.contact };
    case 'IdentifierShared':
      return { status: 'shared' };
    case 'IdentifierReleased':
      return { status: 'free' };
    default:
      event satisfies never;
      return state;
  }
}

// Decide

/** Claims a free identifier; one that is owned or shared stays as it is. */
export const claim = (contact: ContactId, kind: IdentifierKind, state: ClaimState): ClaimEvent[] =>
  state.status === 'free' ? [{ type: 'IdentifierClaimed', data: { contact, kind } }] : [];

/** Takes an identifier out of matching for good. */
export const share = (kind: IdentifierKind, reason: string, state: ClaimState): ClaimEvent[] =>
  state.status === 'shared' ? [] : [{ type: 'IdentifierShared', data: { kind, reason } }];
