import type { Channel } from '../channel.ts';
import type { DomainEvent, EventSchemas, Personal } from '../event.ts';
import type { Instant } from '../ids.ts';
import type { ConsentPurpose } from './purpose.ts';

/** Who said it: she, in a message (its id), or a member of staff (the subject of their token) who recorded it. */
export type ConsentSource = { readonly by: 'patient'; readonly message: string } | { readonly by: 'staff'; readonly staff: string };

/** What a person said about being written to. */
export interface ConsentSaying {
  /** Null: on every channel. */
  readonly channel: Channel | null;
  readonly purpose: ConsentPurpose;
  /** What she agreed to or wrote, word for word. */
  readonly wording: Personal<string>;
  readonly source: ConsentSource;
  /** When she said it. */
  readonly at: Instant;
}

// Events of the stream `contact-<clinic>.<id>`

export type ConsentGiven = DomainEvent<'ConsentGiven', ConsentSaying>;
export type ConsentWithdrawn = DomainEvent<'ConsentWithdrawn', ConsentSaying>;

export type ConsentEvent = ConsentGiven | ConsentWithdrawn;

export const consentSchemas: EventSchemas<ConsentEvent> = {
  ConsentGiven: { version: 1, personal: { wording: true } },
  ConsentWithdrawn: { version: 1, personal: { wording: true } },
};

// State

/** The latest giving and the latest withdrawal of one purpose on one channel, or on all (null). */
export interface ConsentRecord {
  readonly channel: Channel | null;
  readonly purpose: ConsentPurpose;
  readonly given: Said | null;
  readonly withdrawn: Said | null;
}

export interface Said {
  readonly at: Instant;
  readonly wording: Personal<string>;
}

/** Everything that a person said about being written to: by `<channel or ALL>/<purpose>`, a record of each that she spoke of. */
export type ConsentLedger = Readonly<Record<string, ConsentRecord>>;

export const noConsents: ConsentLedger = {};

// Evolve

/** Keeps the later saying of each kind, so that every order of arrival ends with the same ledger. */
export function evolveConsents(ledger: ConsentLedger, { type, data }: ConsentEvent): ConsentLedger {
  const { channel, purpose, at, wording } = data;
  const said = type === 'ConsentGiven' ? 'given' : 'withdrawn';
  if (isOnRecord(data, said, ledger)) return ledger;
  return { ...ledger, [keyOf(channel, purpose)]: { ...recordOf(ledger, channel, purpose), [said]: { at, wording } } };
}

const keyOf = (channel: Channel | null, purpose: ConsentPurpose): string => `${channel ?? 'ALL'}/${purpose}`;

const recordOf = (ledger: ConsentLedger, channel: Channel | null, purpose: ConsentPurpose): ConsentRecord =>
  ledger[keyOf(channel, purpose)] ?? { channel, purpose, given: null, withdrawn: null };

// Decide

/** Records that she agrees. `[]` when it is already so: this saying, or a later one of the same, is on record. */
export const giveConsent = (saying: ConsentSaying, ledger: ConsentLedger): ConsentEvent[] =>
  isOnRecord(saying, 'given', ledger) ? [] : [{ type: 'ConsentGiven', data: saying }];

/** Records that she no longer wants it. `[]` when it is already so: this saying, or a later one of the same, is on record. */
export const withdrawConsent = (saying: ConsentSaying, ledger: ConsentLedger): ConsentEvent[] =>
  isOnRecord(saying, 'withdrawn', ledger) ? [] : [{ type: 'ConsentWithdrawn', data: saying }];

/** A later STOP is news although one stands: a START from between the two may still be on its way, and must not overrule it. */
function isOnRecord({ channel, purpose, at }: ConsentSaying, said: 'given' | 'withdrawn', ledger: ConsentLedger): boolean {
  const standing = recordOf(ledger, channel, purpose)[said];
  return standing !== null && standing.at >= at;
}

// The law

/** What stands for a channel and purpose: SILENT when she said nothing that counts there. */
export type ConsentStanding = 'GIVEN' | 'WITHDRAWN' | 'SILENT';

/**
 * What stands of a purpose on a channel. A withdrawal for the channel is lifted only by a later giving for that very channel:
 * a box ticked in a form does not overrule her STOP. A withdrawal for all channels counts everywhere, and is lifted by a later giving
 * for all, or on one channel by a later giving for that. At one instant the withdrawal holds.
 */
export function consentStanding(ledger: ConsentLedger, channel: Channel, purpose: ConsentPurpose): ConsentStanding {
  const here = recordOf(ledger, channel, purpose).given?.at ?? null;
  const everywhere = recordOf(ledger, null, purpose).given?.at ?? null;
  const stopHere = lastWithdrawal(ledger, channel, purpose);
  const stopEverywhere = lastWithdrawal(ledger, null, purpose);
  if (!after(here, stopHere)) return 'WITHDRAWN';
  if (!after(here, stopEverywhere) && !after(everywhere, stopEverywhere)) return 'WITHDRAWN';
  return here !== null || everywhere !== null ? 'GIVEN' : 'SILENT';
}

/** Tells whether a withdrawal for the channel, or for all (null), stands. */
export const isWithdrawn = (ledger: ConsentLedger, channel: Channel | null, purpose: ConsentPurpose): boolean =>
  channel === null
    ? !after(recordOf(ledger, null, purpose).given?.at ?? null, lastWithdrawal(ledger, null, purpose))
    : consentStanding(ledger, channel, purpose) === 'WITHDRAWN';

/** Tells whether she may be written to: transactionally until she withdraws it, with marketing once she agreed; who stops the one stops both. */
export function mayContact(ledger: ConsentLedger, channel: Channel, purpose: ConsentPurpose): boolean {
  if (consentStanding(ledger, channel, 'TRANSACTIONAL') === 'WITHDRAWN') return false;
  return purpose === 'TRANSACTIONAL' || consentStanding(ledger, channel, 'MARKETING') === 'GIVEN';
}

/** Withdrawing transactional messages is withdrawing everything: marketing does not come back with them, it needs a new yes. */
const stoppedBy = (purpose: ConsentPurpose): readonly ConsentPurpose[] =>
  purpose === 'MARKETING' ? ['MARKETING', 'TRANSACTIONAL'] : ['TRANSACTIONAL'];

const lastWithdrawal = (ledger: ConsentLedger, channel: Channel | null, purpose: ConsentPurpose): Instant | null =>
  stoppedBy(purpose)
    .flatMap((one) => recordOf(ledger, channel, one).withdrawn?.at ?? [])
    .reduce<Instant | null>((last, at) => (last !== null && last >= at ? last : at), null);

/** Whether a giving, if any, comes after a withdrawal, if any. */
const after = (given: Instant | null, withdrawn: Instant | null): boolean => withdrawn === null || (given !== null && given > withdrawn);

// What people are shown

/** What she last said of a purpose on a channel, or on all (null). */
export interface ConsentInForce {
  readonly channel: Channel | null;
  readonly purpose: ConsentPurpose;
  readonly state: 'GIVEN' | 'WITHDRAWN';
  readonly since: Instant;
  readonly wording: Personal<string>;
}

/** The last word on each channel and purpose that she spoke of, the latest first; at one instant the withdrawal holds. */
export const consentsInForce = (ledger: ConsentLedger): readonly ConsentInForce[] =>
  Object.values(ledger)
    .flatMap(({ channel, purpose, given, withdrawn }): ConsentInForce[] => {
      const said = given !== null && after(given.at, withdrawn?.at ?? null) ? given : withdrawn;
      return said ? [{ channel, purpose, state: said === given ? 'GIVEN' : 'WITHDRAWN', since: said.at, wording: said.wording }] : [];
    })
    .toSorted((a, b) => (a.since < b.since ? 1 : a.since > b.since ? -1 : 0));
