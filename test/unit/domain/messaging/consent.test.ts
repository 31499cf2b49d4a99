import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Channel, channels } from '../../../../src/domain/channel.ts';
import type { Instant } from '../../../../src/domain/ids.ts';
import {
  type ConsentEvent,
  type ConsentLedger,
  type ConsentSaying,
  consentStanding,
  evolveConsents,
  giveConsent,
  mayContact,
  noConsents,
  withdrawConsent,
} from '../../../../src/domain/messaging/consent.ts';
import { type ConsentPurpose, consentPurposes } from '../../../../src/domain/messaging/purpose.ts';
import { decider } from '../../../support/given.ts';

const { given } = decider<ConsentLedger, ConsentEvent>({ initial: noConsents, evolve: evolveConsents });

const at = (minute: number): Instant => `2026-10-05T18:${String(minute).padStart(2, '0')}:00.000Z` as Instant;

const saying = (channel: Channel | null, purpose: ConsentPurpose, minute: number): ConsentSaying => ({
  channel,
  purpose,
  wording: 'as she wrote it',
  source: { by: 'patient', message: '4711' },
  at: at(minute),
});
const gave = (...said: Parameters<typeof saying>): ConsentEvent => ({ type: 'ConsentGiven', data: saying(...said) });
const withdrew = (...said: Parameters<typeof saying>): ConsentEvent => ({ type: 'ConsentWithdrawn', data: saying(...said) });
const ledgerOf = (...events: readonly ConsentEvent[]): ConsentLedger => events.reduce(evolveConsents, noConsents);

describe('giving consent', () => {
  const yes = saying('WHATSAPP', 'MARKETING', 5);

  test('is recorded with its wording and where it was said', () => {
    given()
      .when((ledger) => giveConsent(yes, ledger))
      .yields({ type: 'ConsentGiven', data: yes });
  });

  test('stays quiet when it is already so', () => {
    given({ type: 'ConsentGiven', data: yes })
      .when((ledger) => giveConsent(yes, ledger))
      .yieldsNothing();
    given(gave('WHATSAPP', 'MARKETING', 9), withdrew('WHATSAPP', 'MARKETING', 12))
      .when((ledger) => giveConsent(yes, ledger))
      .yieldsNothing();
  });

  test('is recorded again when said again, with the wording of that time', () => {
    given(gave('WHATSAPP', 'MARKETING', 1))
      .when((ledger) => giveConsent(yes, ledger))
      .yields({ type: 'ConsentGiven', data: yes });
  });
});

describe('withdrawing consent', () => {
  const stop = saying('WHATSAPP', 'TRANSACTIONAL', 5);

  test('is recorded whether or not she ever agreed', () => {
    given()
      .when((ledger) => withdrawConsent(stop, ledger))
      .yields({ type: 'ConsentWithdrawn', data: stop });
  });

  test('stays quiet when it is already so', () => {
    given({ type: 'ConsentWithdrawn', data: stop })
      .when((ledger) => withdrawConsent(stop, ledger))
      .yieldsNothing();
    given(withdrew('WHATSAPP', 'TRANSACTIONAL', 6))
      .when((ledger) => withdrawConsent(stop, ledger))
      .yieldsNothing();
  });

  test('is recorded again when said again, so that a START from in between that comes late does not win', () => {
    const again = given(withdrew('WHATSAPP', 'TRANSACTIONAL', 1)).when((ledger) => withdrawConsent(stop, ledger));
    again.yields({ type: 'ConsentWithdrawn', data: stop });
    const all = ledgerOf(withdrew('WHATSAPP', 'TRANSACTIONAL', 1), ...again.events, gave('WHATSAPP', 'TRANSACTIONAL', 3));
    expect(mayContact(all, 'WHATSAPP', 'TRANSACTIONAL')).toBe(false);
  });
});

describe('whether she may be written to', () => {
  const may = (...events: readonly ConsentEvent[]) => ({
    on: (channel: Channel, purpose: ConsentPurpose) => mayContact(ledgerOf(...events), channel, purpose),
  });

  test('transactionally: yes, until she withdraws it', () => {
    expect(may().on('WHATSAPP', 'TRANSACTIONAL')).toBe(true);
    expect(may(withdrew('WHATSAPP', 'TRANSACTIONAL', 1)).on('WHATSAPP', 'TRANSACTIONAL')).toBe(false);
    expect(may(withdrew('WHATSAPP', 'TRANSACTIONAL', 1)).on('EMAIL', 'TRANSACTIONAL')).toBe(true);
  });

  test('with marketing: only once she agreed', () => {
    expect(may().on('EMAIL', 'MARKETING')).toBe(false);
    expect(may(gave('EMAIL', 'TRANSACTIONAL', 1)).on('EMAIL', 'MARKETING')).toBe(false);
    expect(may(gave('EMAIL', 'MARKETING', 1)).on('EMAIL', 'MARKETING')).toBe(true);
    expect(may(gave('EMAIL', 'MARKETING', 1)).on('SMS', 'MARKETING')).toBe(false);
    expect(may(gave(null, 'MARKETING', 1)).on('SMS', 'MARKETING')).toBe(true);
  });

  test('withdrawing marketing stops marketing only', () => {
    const who = may(gave('SMS', 'MARKETING', 1), withdrew('SMS', 'MARKETING', 2));
    expect(who.on('SMS', 'MARKETING')).toBe(false);
    expect(who.on('SMS', 'TRANSACTIONAL')).toBe(true);
  });

  test('withdrawing transactional messages stops everything, and marketing does not come back with them', () => {
    const stopped = [gave('SMS', 'MARKETING', 1), withdrew('SMS', 'TRANSACTIONAL', 2)];
    expect(may(...stopped).on('SMS', 'MARKETING')).toBe(false);
    expect(may(...stopped, gave('SMS', 'TRANSACTIONAL', 3)).on('SMS', 'TRANSACTIONAL')).toBe(true);
    expect(may(...stopped, gave('SMS', 'TRANSACTIONAL', 3)).on('SMS', 'MARKETING')).toBe(false);
    expect(may(...stopped, gave('SMS', 'TRANSACTIONAL', 3), gave('SMS', 'MARKETING', 4)).on('SMS', 'MARKETING')).toBe(true);
  });

  test('a yes to marketing alone does not lift a STOP', () => {
    expect(may(withdrew('SMS', 'TRANSACTIONAL', 1), gave('SMS', 'MARKETING', 2)).on('SMS', 'MARKETING')).toBe(false);
  });

  test('a withdrawal for all channels counts on each', () => {
    for (const channel of channels) expect(may(withdrew(null, 'TRANSACTIONAL', 1)).on(channel, 'TRANSACTIONAL')).toBe(false);
  });

  test('a withdrawal for all channels is lifted by a later yes for all, or on one channel by a yes for that', () => {
    const one = may(withdrew(null, 'TRANSACTIONAL', 1), gave('WHATSAPP', 'TRANSACTIONAL', 2));
    expect(one.on('WHATSAPP', 'TRANSACTIONAL')).toBe(true);
    expect(one.on('SMS', 'TRANSACTIONAL')).toBe(false);
    expect(may(withdrew(null, 'TRANSACTIONAL', 1), gave(null, 'TRANSACTIONAL', 2)).on('SMS', 'TRANSACTIONAL')).toBe(true);
  });

  test('a box ticked for all channels does not lift her STOP on one', () => {
    const who = may(withdrew('WHATSAPP', 'TRANSACTIONAL', 1), gave(null, 'TRANSACTIONAL', 2));
    expect(who.on('WHATSAPP', 'TRANSACTIONAL')).toBe(false);
    expect(who.on('SMS', 'TRANSACTIONAL')).toBe(true);
  });

  test('at one instant the withdrawal holds', () => {
    expect(may(gave('SMS', 'MARKETING', 1), withdrew('SMS', 'MARKETING', 1)).on('SMS', 'MARKETING')).toBe(false);
    expect(consentStanding(ledgerOf(withdrew('SMS', 'MARKETING', 1), gave('SMS', 'MARKETING', 1)), 'SMS', 'MARKETING')).toBe('WITHDRAWN');
  });

  test('is the same in whatever order her sayings arrive', () => {
    const said = fc.record({
      type: fc.constantFrom('ConsentGiven' as const, 'ConsentWithdrawn' as const),
      channel: fc.constantFrom('WHATSAPP' as const, 'SMS' as const, null),
      purpose: fc.constantFrom(...consentPurposes),
      minute: fc.nat(8),
    });
    fc.assert(
      fc.property(fc.array(said, { maxLength: 8 }), fc.array(fc.nat(), { minLength: 8, maxLength: 8 }), (sayings, order) => {
        const events = sayings.map(
          ({ type, channel, purpose, minute }): ConsentEvent => ({ type, data: saying(channel, purpose, minute) }),
        );
        const shuffled = events.toSorted((a, b) => (order[events.indexOf(a)] ?? 0) - (order[events.indexOf(b)] ?? 0));
        expect(ledgerOf(...shuffled)).toEqual(ledgerOf(...events));
      }),
    );
  });
});
