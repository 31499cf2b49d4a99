import type { AnyEvent } from '../../domain/catalogue.ts';
import { type ContactState, evolveContact, type OwnedIdentifier, unknownContact } from '../../domain/contact/contact.ts';
import { type ContactEvent, contactSchemas } from '../../domain/contact/events.ts';
import type { IdentifierKind } from '../../domain/contact/identifier.ts';
import { known } from '../../domain/event.ts';
import type { Instant } from '../../domain/ids.ts';
import { parseStreamName } from '../../domain/stream.ts';
import type { ReadModel } from '../readModel.ts';
import { searchTokens } from './searchTokens.ts';

const isContactEvent = (event: AnyEvent): event is ContactEvent => Object.hasOwn(contactSchemas, event.type);

/** A contact as she stands, and since when she is known. */
export interface ContactRow {
  readonly contact: ContactState;
  readonly createdAt: Instant;
}

const byAge = (a: OwnedIdentifier, b: OwnedIdentifier): number =>
  a.since < b.since ? -1 : a.since > b.since ? 1 : a.hash < b.hash ? -1 : 1;

/** The identifiers of a kind, those in use first, then by age. */
export function identifiersOf({ contact }: ContactRow, kind?: IdentifierKind): readonly OwnedIdentifier[] {
  if (contact.status === 'unknown') return [];
  const some = contact.identifiers.filter((one) => kind === undefined || one.kind === kind);
  return some.toSorted((a, b) => Number(a.retired !== null) - Number(b.retired !== null) || byAge(a, b));
}

/** The value shown for a kind: the oldest that is in use; null when there is none or it was erased. */
export function shownIdentifier(row: ContactRow, kind: IdentifierKind): string | null {
  const first = identifiersOf(row, kind).find((one) => one.retired === null);
  return first ? known(first.value) : null;
}

export const shownName = ({ contact }: ContactRow): string | null => (contact.status === 'unknown' ? null : known(contact.name));

const valuesOf = (row: ContactRow, kind: IdentifierKind): string[] => identifiersOf(row, kind).flatMap((one) => known(one.value) ?? []);

/** Contacts: the row is the contact's own state. */
export const contacts: ReadModel<ContactRow> = {
  name: 'contacts',
  version: 3,
  table: 'contact',
  key: { id: 'uuid' },
  keys({ event, stream, metadata }) {
    const id = isContactEvent(event) ? parseStreamName(stream)?.id : null;
    return id ? [{ clinic: metadata.clinic, key: [id] }] : [];
  },
  evolve(row, { event, metadata }) {
    if (!isContactEvent(event)) return row ?? null;
    const contact = evolveContact(row?.contact ?? unknownContact, event);
    return contact.status === 'unknown' ? null : { contact, createdAt: row?.createdAt ?? metadata.occurredAt };
  },
  columns: {
    name: { type: 'text', read: shownName },
    phone: { type: 'text', read: (row) => shownIdentifier(row, 'PHONE') },
    email: { type: 'text', read: (row) => shownIdentifier(row, 'EMAIL') },
    first_channel: { type: 'text', read: ({ contact }) => (contact.status === 'unknown' ? 'UNKNOWN' : contact.firstChannel) },
    created_at: { type: 'timestamptz', read: (row) => row.createdAt },
  },
  children: {
    table: 'contact_search',
    parent: 'contact',
    columns: { token: 'text' },
    rows: (row) =>
      searchTokens({ names: [shownName(row) ?? ''], emails: valuesOf(row, 'EMAIL'), phones: valuesOf(row, 'PHONE') }).map((token) => ({
        token,
      })),
  },
};
