import type { ContactId, Instant } from '../ids.ts';
import { type ConsentLedger, type ConsentRecord, isWithdrawn, type Said } from './consent.ts';

/** What one of several contacts who are one person said about being written to. */
export interface MembersConsents {
  readonly contact: ContactId;
  readonly ledger: ConsentLedger;
}

/** Tells since when two contacts are one person; null when they are not. */
type OneSince = (one: ContactId, other: ContactId) => Instant | null;

/**
 * One ledger of all who are one person. The latest saying counts, whoever's it is, with one exception: what the one agreed to before
 * anybody knew that they are one does not overrule a withdrawal of the other's that stands. A merge brings nobody messages that she had
 * stopped; her next yes does.
 */
export function joinConsents(members: readonly MembersConsents[], oneSince: OneSince): ConsentLedger {
  const sayings = members.flatMap((member) => Object.entries(member.ledger).map(([key, record]) => ({ member, key, record })));
  const joined = [...Map.groupBy(sayings, ({ key }) => key)].flatMap(([key, all]): (readonly [string, ConsentRecord])[] => {
    const [first] = all;
    if (!first) return [];
    const counted = all.filter(({ member, record }) => !overrulesAnother(record, member, members, oneSince));
    const given = latest(counted.map(({ record }) => record.given));
    const withdrawn = latest(all.map(({ record }) => record.withdrawn));
    return [[key, { channel: first.record.channel, purpose: first.record.purpose, given, withdrawn }]];
  });
  return Object.fromEntries(joined);
}

const overrulesAnother = (
  { channel, purpose, given }: ConsentRecord,
  { contact }: MembersConsents,
  members: readonly MembersConsents[],
  oneSince: OneSince,
): boolean =>
  members.some((other) => {
    if (given === null || other.contact === contact || !isWithdrawn(other.ledger, channel, purpose)) return false;
    const since = oneSince(contact, other.contact);
    return since === null || given.at <= since;
  });

const latest = (said: readonly (Said | null)[]): Said | null =>
  said.reduce((last, one) => (one !== null && (last === null || one.at > last.at) ? one : last), null);
