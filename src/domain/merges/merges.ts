import type { IdentifierKind } from '../contact/identifier.ts';
import type { DomainEvent, EventSchemas, Personal } from '../event.ts';
import type { ContactId, IdentifierHash, Instant } from '../ids.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { type Aliases, canonicalOf, familyOf, mergedInto } from './aliases.ts';

/** How two contacts were found to be one person (docs/decisions/015-merging.md). */
export type MergeRule =
  /** A member of staff said so. */
  | 'STAFF'
  /** WhatsApp vouches that the one has the only number that the other is known by, and both go by one name. */
  | 'WHATSAPP_NUMBER';

/** An identifier that speaks for it. */
export interface MergeEvidence {
  readonly kind: IdentifierKind;
  readonly hash: IdentifierHash;
}

// Events of the one stream `merges-<clinic>`: one append decides, so no circle can arise

/** Two contacts are one person; reads show `into`. */
export type ContactsMerged = DomainEvent<
  'ContactsMerged',
  {
    readonly from: ContactId;
    readonly into: ContactId;
    readonly rule: MergeRule;
    /** Empty where staff know it from elsewhere. */
    readonly evidence: readonly MergeEvidence[];
    /** In the words of staff; null where a rule found it. */
    readonly reason: Personal<string | null>;
    readonly at: Instant;
  }
>;
/** `contact` was merged into `from` by mistake and is itself again. */
export type ContactsSplit = DomainEvent<
  'ContactsSplit',
  { readonly contact: ContactId; readonly from: ContactId; readonly reason: Personal<string>; readonly at: Instant }
>;

export type MergeEvent = ContactsMerged | ContactsSplit;

/** Version 1 told no time: whatever is said counts as said since. */
const longAgo = '1970-01-01T00:00:00.000Z';

export const mergeSchemas: EventSchemas<MergeEvent> = {
  ContactsMerged: {
    version: 2,
    personal: { reason: true },
    upcasters: { 1: (data) => ({ rule: 'STAFF', evidence: [], at: longAgo, ...data }) },
  },
  ContactsSplit: { version: 2, personal: { reason: true }, upcasters: { 1: (data) => ({ at: longAgo, ...data }) } },
};

// State

/** Who is whom in a clinic. */
export interface MergesState {
  readonly aliases: Aliases;
  /** Whom staff said to be another person: by the contact that was split off, those whom it was split from. */
  readonly parted: Readonly<Record<string, readonly ContactId[]>>;
}

export const noMerges: MergesState = { aliases: {}, parted: {} };

// Evolve

export function evolveMerges(state: MergesState, event: MergeEvent): MergesState {
  switch (event.type) {
    case 'ContactsMerged': {
      const { from, into, at } = event.data;
      return { ...state, aliases: { ...state.aliases, [from]: { into, at } } };
    }
    case 'ContactsSplit': {
      const { contact, from } = event.data;
      const { [contact]: _gone, ...aliases } = state.aliases;
      return { aliases, parted: { ...state.parted, [contact]: [...(state.parted[contact] ?? []), from] } };
    }
    default:
      event satisfies never;
      return state;
  }
}

// Decide

/** What staff ask for. */
export interface MergeContacts {
  readonly from: ContactId;
  readonly into: ContactId;
  readonly reason: string;
  readonly at: Instant;
}

/** Makes one person of two, as staff say. Refused where either is no longer the person that staff see: they shall look again. */
export function decideToMerge({ from, into, reason, at }: MergeContacts, { aliases }: MergesState): readonly MergeEvent[] | Refusal {
  if (from === into) return refuse('a contact cannot be merged into itself');
  if (canonicalOf(aliases, from) === canonicalOf(aliases, into)) return refuse('the two are one person already');
  if (aliases[from]) return refuse('the contact to be merged was merged into another one already: merge that one, or split them first');
  if (aliases[into]) return refuse('the contact to merge into was itself merged into another one: merge into that one');
  return [{ type: 'ContactsMerged', data: { from, into, rule: 'STAFF', evidence: [], reason, at } }];
}

/** What a rule found. */
export interface UniteContacts {
  readonly one: ContactId;
  /** Whom people see from now on, with all who are her by now. */
  readonly other: ContactId;
  readonly rule: Exclude<MergeRule, 'STAFF'>;
  readonly evidence: readonly MergeEvidence[];
  readonly at: Instant;
}

/** Makes one person of two, as a rule found. `[]` when they are one already, or when staff said that they are two: that holds. */
export function decideToUnite({ one, other, rule, evidence, at }: UniteContacts, state: MergesState): readonly MergeEvent[] {
  const { aliases } = state;
  const [from, into] = [canonicalOf(aliases, one), canonicalOf(aliases, other)];
  if (from === into || wereParted(state, from, into)) return [];
  return [{ type: 'ContactsMerged', data: { from, into, rule, evidence, reason: null, at } }];
}

/** Tells whether staff split anybody of the one family from anybody of the other. */
function wereParted({ aliases, parted }: MergesState, one: ContactId, other: ContactId): boolean {
  const [ones, others] = [familyOf(aliases, one), familyOf(aliases, other)];
  const isFrom = (some: readonly ContactId[], rest: readonly ContactId[]): boolean =>
    some.some((id) => parted[id]?.some((from) => rest.includes(from)) ?? false);
  return isFrom(ones, others) || isFrom(others, ones);
}

/** What staff ask for. */
export interface SplitContacts {
  readonly contact: ContactId;
  /** Whom it was merged into, directly or through others. */
  readonly from: ContactId;
  readonly reason: string;
  readonly at: Instant;
}

/** Takes a merge back: the contact is itself again, with those who were merged into it before and since. */
export function decideToSplit({ contact, from, reason, at }: SplitContacts, { aliases }: MergesState): readonly MergeEvent[] | Refusal {
  const alias = aliases[contact];
  if (!alias) return refuse('this contact is merged into nobody');
  if (!mergedInto(aliases, contact).includes(from)) return refuse('this contact was merged into another one');
  return [{ type: 'ContactsSplit', data: { contact, from: alias.into, reason, at } }];
}
