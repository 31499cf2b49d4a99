import type { Channel } from '../../domain/channel.ts';
import { consentsOf, type OwnedIdentifier } from '../../domain/contact/contact.ts';
import type { IdentifierKind } from '../../domain/contact/identifier.ts';
import type { ClinicSlug, ContactId } from '../../domain/ids.ts';
import { type Alias, type Aliases, oneSince } from '../../domain/merges/aliases.ts';
import type { ConsentLedger } from '../../domain/messaging/consent.ts';
import { joinConsents } from '../../domain/messaging/joinConsents.ts';
import { type ContactRow, identifiersOf, shownIdentifier, shownName } from './model.ts';

/** A contact who was merged into another, directly or through others. */
export interface MergedContact extends Alias {
  readonly id: ContactId;
  readonly row: ContactRow;
}

/** A contact as read: by the id that she has now, merges followed, with all who were merged into her, the nearest first. */
export interface ContactRecord {
  readonly clinic: ClinicSlug;
  readonly id: ContactId;
  readonly row: ContactRow;
  readonly merged: readonly MergedContact[];
}

// What people see is all that is known of her. Rows are not rewritten by a merge: they are put together here, and come apart as they were.

const rowsOf = ({ row, merged }: ContactRecord): readonly ContactRow[] => [row, ...merged.map((one) => one.row)];

const firstKnown = <T>(of: ContactRecord, read: (row: ContactRow) => T | null): T | null =>
  rowsOf(of).reduce<T | null>((found, row) => found ?? read(row), null);

/** Her name, else that of whoever was merged into her. */
export const nameOf = (of: ContactRecord): string | null => firstKnown(of, shownName);

/** The value shown for a kind: hers, else that of whoever was merged into her. */
export const shownOf = (of: ContactRecord, kind: IdentifierKind): string | null => firstKnown(of, (row) => shownIdentifier(row, kind));

/** All her identifiers, those in use first, then by age; of one that two had, the one in use. */
export function allIdentifiersOf(of: ContactRecord): readonly OwnedIdentifier[] {
  const all = rowsOf(of).flatMap((row) => identifiersOf(row));
  const sorted = all.toSorted((a, b) => rankOf(a) - rankOf(b) || compare(a.since, b.since) || compare(a.hash, b.hash));
  return [...new Map(sorted.toReversed().map((one) => [one.hash, one])).values()].toReversed();
}

const rankOf = ({ retired }: OwnedIdentifier): number => Number(retired !== null);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The channel by which whichever of them was known first came. The list's filter says the same in SQL. */
export function firstChannelOf(of: ContactRecord): Channel {
  const people = [{ id: of.id, row: of.row }, ...of.merged].toSorted(
    (a, b) => compare(a.row.createdAt, b.row.createdAt) || compare(a.id, b.id),
  );
  const channels = people.map(({ row: { contact } }) => (contact.status === 'unknown' ? 'UNKNOWN' : contact.firstChannel));
  return channels.find((one) => one !== 'UNKNOWN') ?? 'UNKNOWN';
}

/** What she said about being written to, whichever of the contacts that she is said it. */
export function allConsentsOf({ id, row, merged }: ContactRecord): ConsentLedger {
  const aliases: Aliases = Object.fromEntries(merged.map(({ id: contact, into, at }) => [contact, { into, at }]));
  const members = [
    { contact: id, ledger: consentsOf(row.contact) },
    ...merged.map((one) => ({ contact: one.id, ledger: consentsOf(one.row.contact) })),
  ];
  return joinConsents(members, (one, other) => oneSince(aliases, one, other));
}
