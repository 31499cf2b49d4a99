import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { channels } from '../../../../src/domain/channel.ts';
import type { ContactId, Instant } from '../../../../src/domain/ids.ts';
import {
  type ConsentEvent,
  type ConsentLedger,
  consentStanding,
  evolveConsents,
  mayContact,
  noConsents,
} from '../../../../src/domain/messaging/consent.ts';
import { joinConsents } from '../../../../src/domain/messaging/joinConsents.ts';

// Of the shape that ids have.
const ann = '00000000-0000-4000-8000-00000000000a' as ContactId;
const bea = '00000000-0000-4000-8000-00000000000b' as ContactId;

const day = (number: number): Instant => `2026-11-${String(number).padStart(2, '0')}T10:00:00.000Z` as Instant; // UTC with milliseconds

type Saying = Pick<ConsentEvent['data'], 'channel' | 'purpose' | 'at'> & { readonly type: ConsentEvent['type'] };

const ledgerOf = (...said: readonly Saying[]): ConsentLedger =>
  said.reduce<ConsentLedger>(
    (ledger, { type, ...saying }) =>
      evolveConsents(ledger, { type, data: { ...saying, wording: 'her words', source: { by: 'staff', staff: 'marva' } } }),
    noConsents,
  );
const yes = (number: number, change: Partial<Saying> = {}): Saying => ({
  type: 'ConsentGiven',
  channel: 'WHATSAPP',
  purpose: 'MARKETING',
  at: day(number),
  ...change,
});
const no = (number: number, change: Partial<Saying> = {}): Saying => ({ ...yes(number, change), type: 'ConsentWithdrawn' });

/** Ann and Bea, who are one since the tenth. */
const joined = (anns: ConsentLedger, beas: ConsentLedger): ConsentLedger =>
  joinConsents(
    [
      { contact: ann, ledger: anns },
      { contact: bea, ledger: beas },
    ],
    () => day(10),
  );
const standing = (ledger: ConsentLedger): string => consentStanding(ledger, 'WHATSAPP', 'MARKETING');

describe('what two contacts who are one person said', () => {
  test('is what either said, where the other was silent', () => {
    expect(standing(joined(ledgerOf(yes(1)), noConsents))).toBe('GIVEN');
    expect(standing(joined(noConsents, ledgerOf(yes(1))))).toBe('GIVEN');
    expect(standing(joined(noConsents, ledgerOf(no(1))))).toBe('WITHDRAWN');
  });

  test('a withdrawal of the one holds for both, whatever the other had agreed to, before it or after', () => {
    expect(standing(joined(ledgerOf(no(5)), ledgerOf(yes(3))))).toBe('WITHDRAWN');
    expect(standing(joined(ledgerOf(no(5)), ledgerOf(yes(7))))).toBe('WITHDRAWN');
    expect(standing(joined(ledgerOf(yes(7)), ledgerOf(no(5))))).toBe('WITHDRAWN');
  });

  test('a withdrawal from everything holds for both too', () => {
    const stop = ledgerOf(no(5, { channel: null, purpose: 'TRANSACTIONAL' }));
    const ledger = joined(stop, ledgerOf(yes(7), yes(8, { channel: null })));
    expect(channels.some((channel) => mayContact(ledger, channel, 'TRANSACTIONAL'))).toBe(false);
    expect(channels.some((channel) => mayContact(ledger, channel, 'MARKETING'))).toBe(false);
  });

  test('a yes since it is known that they are one lifts it, whoever of them it is recorded of', () => {
    expect(standing(joined(ledgerOf(no(5)), ledgerOf(yes(11))))).toBe('GIVEN');
    expect(standing(joined(ledgerOf(no(5), yes(12)), noConsents))).toBe('GIVEN');
  });

  test('a withdrawal that she has lifted herself keeps nobody from what the other agreed to', () => {
    expect(standing(joined(ledgerOf(no(5), yes(6)), ledgerOf(yes(4))))).toBe('GIVEN');
  });

  test('a withdrawal on one channel leaves the others as they were', () => {
    const ledger = joined(ledgerOf(no(5)), ledgerOf(yes(7, { channel: null })));
    expect(standing(ledger)).toBe('WITHDRAWN');
    expect(consentStanding(ledger, 'EMAIL', 'MARKETING')).toBe('GIVEN');
  });
});

const saying = fc.record({
  type: fc.constantFrom('ConsentGiven' as const, 'ConsentWithdrawn' as const),
  channel: fc.constantFrom('WHATSAPP' as const, 'EMAIL' as const, null),
  purpose: fc.constantFrom('MARKETING' as const, 'TRANSACTIONAL' as const),
  at: fc.integer({ min: 1, max: 9 }).map(day),
});
const ledgers = fc.array(saying, { maxLength: 8 }).map((said) => ledgerOf(...said));

describe('whatever was said before', () => {
  test('a merge lets nobody be written to whom either had stopped', () => {
    fc.assert(
      fc.property(ledgers, ledgers, (anns, beas) => {
        for (const channel of ['WHATSAPP', 'EMAIL'] as const)
          for (const purpose of ['MARKETING', 'TRANSACTIONAL'] as const) {
            const either = [anns, beas].some((one) => consentStanding(one, channel, purpose) === 'WITHDRAWN');
            if (either) expect(consentStanding(joined(anns, beas), channel, purpose)).toBe('WITHDRAWN');
          }
      }),
    );
  });

  test('who asks does not matter', () => {
    fc.assert(
      fc.property(ledgers, ledgers, (anns, beas) => {
        for (const channel of ['WHATSAPP', 'EMAIL'] as const)
          for (const purpose of ['MARKETING', 'TRANSACTIONAL'] as const)
            expect(consentStanding(joined(anns, beas), channel, purpose)).toBe(consentStanding(joined(beas, anns), channel, purpose));
      }),
    );
  });

  test('a contact alone is what she said', () => {
    fc.assert(
      fc.property(ledgers, (anns) => {
        expect(joinConsents([{ contact: ann, ledger: anns }], () => null)).toEqual(anns);
      }),
    );
  });
});
