import type { ContactId, Instant } from '../ids.ts';

/** Whom a contact was merged into, and when. */
export interface Alias {
  readonly into: ContactId;
  readonly at: Instant;
}

/** Who was merged into whom, by the contact that was merged. One stream decides them all, so there is no circle. */
export type Aliases = Readonly<Record<string, Alias>>;

/** A contact, whom she was merged into, whom that one was merged into, and so on to the one whom people see. */
function lineOf(aliases: Aliases, contact: ContactId): readonly ContactId[] {
  const line = [contact];
  for (let alias = aliases[contact]; alias; alias = aliases[alias.into]) line.push(alias.into);
  return line;
}

/** Whom a contact was merged into, directly or through others, the nearest first. */
export const mergedInto = (aliases: Aliases, contact: ContactId): readonly ContactId[] => lineOf(aliases, contact).slice(1);

/** Who a contact is by now. */
export const canonicalOf = (aliases: Aliases, contact: ContactId): ContactId => mergedInto(aliases, contact).at(-1) ?? contact;

/** All who are the same person as a contact by now: first who she is, then those who were merged into her, the nearest first. */
export function familyOf(aliases: Aliases, contact: ContactId): readonly ContactId[] {
  const canonical = canonicalOf(aliases, contact);
  const lines = (Object.keys(aliases) as ContactId[]) // its keys are contacts
    .map((id) => ({ id, line: lineOf(aliases, id) }))
    .filter(({ line }) => line.at(-1) === canonical)
    .toSorted((a, b) => a.line.length - b.line.length || (a.id < b.id ? -1 : 1));
  return [canonical, ...lines.map(({ id }) => id)];
}

/** Since when two contacts are one person: the latest merge between them; null when they are two. */
export function oneSince(aliases: Aliases, one: ContactId, other: ContactId): Instant | null {
  const [ones, others] = [lineOf(aliases, one), lineOf(aliases, other)];
  const meeting = ones.find((id) => others.includes(id));
  if (meeting === undefined) return null;
  const between = [...ones.slice(0, ones.indexOf(meeting)), ...others.slice(0, others.indexOf(meeting))];
  return between
    .flatMap((id) => aliases[id]?.at ?? [])
    .reduce<Instant | null>((last, at) => (last !== null && last >= at ? last : at), null);
}
