import type { Channel } from '../../domain/channel.ts';
import { consentsOf, type OwnedIdentifier } from '../../domain/contact/contact.ts';
import type { ClinicSlug, ContactId, Instant } from '../../domain/ids.ts';
import { type Alias, type Aliases, oneSince } from '../../domain/merges/aliases.ts';
import type { ConsentLedger } from '../../domain/messaging/consent.ts';
import { joinConsents } from '../../domain/messaging/joinConsents.ts';
import { type ContactRow, identifiersOf, shownIdentifier, shownName } from './model.ts';

/** A contact who was merged into another, directly or through others. */
export interface MergedContact extends Alias {
  readonly id: ContactId;
  readonly row: ContactRow;
}

/** A contact as she is shown: by the id that she has now, merges followed. */
export interface ContactRecord {
  readonly clinic: ClinicSlug;
  readonly id: ContactId;
  readonly name: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly firstChannel: Channel;
  readonly createdAt: Instant;
}

/** All that is known of a contact, by the id that she has now, with all who were merged into her, the nearest first. */
export interface Person {
  readonly clinic: ClinicSlug;
  readonly id: ContactId;
  readonly row: ContactRow;
  readonly merged: readonly MergedContact[];
}

// What people see is all that is known of her. Rows are not rewritten by a merge: they are put together here, and come apart as they were.

const rowsOf = ({ row, merged }: Person): readonly ContactRow[] => [row, ...merged.map((one) => one.row)];

const firstKnown = <T>(of: Person, read: (row: ContactRow) => T | null): T | null =>
  rowsOf(of).reduce<T | null>((found, row) => found ?? read(row), null);

/** What is shown of a person: hers, else what is known of whoever was merged into her. */
export const shownContact = (of: Person): ContactRecord => ({
  clinic: of.clinic,
  id: of.id,
  name: firstKnown(of, shownName),
  phone: firstKnown(of, (row) => shownIdentifier(row, 'PHONE')),
  email: firstKnown(of, (row) => shownIdentifier(row, 'EMAIL')),
  firstChannel: firstChannelOf(of),
  createdAt: of.row.createdAt,
});

/** All her identifiers, those in use first, then by age; of one that two had, the one in use. */
export function allIdentifiersOf(of: Person): readonly OwnedIdentifier[] {
  const all = rowsOf(of).flatMap((row) => identifiersOf(row));
  const sorted = all.toSorted((a, b) => rankOf(a) - rankOf(b) || compare(a.since, b.since) || compare(a.hash, b.hash));
  return [...new Map(sorted.toReversed().map((one) => [one.hash, one])).values()].toReversed();
}

const rankOf = ({ retired }: OwnedIdentifier): number => Number(retired !== null);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The channel by which whichever of them was known first came. The list's filter says the same in SQL. */
function firstChannelOf(of: Person): Channel {
  const people = [{ id: of.id, row: of.row }, ...of.merged].toSorted(
    (a, b) => compare(a.row.createdAt, b.row.createdAt) || compare(a.id, b.id),
  );
  const channels = people.map(({ row: { contact } }) => (contact.status === 'unknown' ? 'UNKNOWN' : contact.firstChannel));
  return channels.find((one) => one !== 'UNKNOWN') ?? 'UNKNOWN';
}

/** What she said about being written to, whichever of the contacts that she is said it. */
export function allConsentsOf({ id, row, merged }: Person): ConsentLedger {
  const aliases: Aliases = Object.fromEntries(merged.map(({ id: contact, into, at }) => [contact, { into, at }]));
  const members = [
    { contact: id, ledger: consentsOf(row.contact) },
    ...merged.map((one) => ({ contact: one.id, ledger: consentsOf(one.row.contact) })),
  ];
  return joinConsents(members, (one, other) => oneSince(aliases, one, other));
}
