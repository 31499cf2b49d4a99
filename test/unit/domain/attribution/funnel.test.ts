import { describe, expect, test } from 'vitest';
import { type FunnelBooking, funnelReport, inquiryOf, type Lead } from '../../../../src/domain/attribution/funnel.ts';
import type { Instant } from '../../../../src/domain/ids.ts';

const day = (number: number): Instant => `2026-10-${String(number).padStart(2, '0')}T15:00:00.000Z` as Instant; // UTC with milliseconds

const booking = (change: Partial<FunnelBooking> = {}): FunnelBooking => ({
  madeAt: day(5),
  channel: 'DIRECT',
  scheduledAt: day(5),
  confirmed: false,
  attended: false,
  ...change,
});
const lead = (change: Partial<Lead> = {}): Lead => ({ firstMessage: null, linkShared: false, linkOpened: false, bookings: [], ...change });
const wrote = { at: day(3), channel: 'INSTAGRAM' } as const;

describe('an inquiry', () => {
  test.each([
    { when: 'she wrote', of: lead({ firstMessage: wrote, bookings: [booking()] }), is: wrote },
    { when: 'she booked and never wrote', of: lead({ bookings: [booking()] }), is: { at: day(5), channel: 'DIRECT' } },
    {
      when: 'she booked before she ever wrote',
      of: lead({ firstMessage: { ...wrote, at: day(9) }, bookings: [booking({ madeAt: day(7) }), booking()] }),
      is: { at: day(5), channel: 'DIRECT' },
    },
    { when: 'she did neither', of: lead(), is: null },
  ])('is when and where $when', ({ of, is }) => {
    expect(inquiryOf(of)).toEqual(is);
  });
});

function rowsOf(leads: readonly (readonly [string | null, Lead])[]) {
  const report = funnelReport();
  for (const [key, one] of leads) report.add(key, inquiryOf(one) ?? { at: day(1), channel: 'UNKNOWN' }, one);
  return report.rows();
}

describe('the funnel', () => {
  test('counts everybody once, by how far she got', () => {
    const far = lead({
      firstMessage: wrote,
      linkShared: true,
      linkOpened: true,
      bookings: [booking({ confirmed: true, attended: true }), booking({ attended: true, scheduledAt: day(8) })],
    });
    const asked = lead({ firstMessage: wrote, linkShared: true, bookings: [booking({ scheduledAt: null })] });
    expect(
      rowsOf([
        ['INSTAGRAM', far],
        ['INSTAGRAM', asked],
        ['INSTAGRAM', lead({ firstMessage: wrote })],
      ]),
    ).toEqual([
      {
        key: 'INSTAGRAM',
        inquiries: 3,
        linksShared: 2,
        linksOpened: 1,
        booked: 1,
        confirmed: 1,
        attended: 1,
        medianSecondsToBook: 2 * 86_400,
      },
    ]);
  });

  test('takes the middle of the two in the middle, and none of those who never booked', () => {
    const after = (days: number): Lead => lead({ firstMessage: wrote, bookings: [booking({ scheduledAt: day(3 + days) })] });
    const median = (...days: readonly number[]) =>
      rowsOf([...days.map((one) => ['a', after(one)] as const), ['a', lead({ firstMessage: wrote })]])[0]?.medianSecondsToBook;
    expect(median(1, 2, 10)).toBe(2 * 86_400);
    expect(median(1, 2, 4, 10)).toBe(3 * 86_400);
    expect(median()).toBeNull();
  });

  test('lists where most began first, and what says nothing by a name of its own', () => {
    const one = lead({ firstMessage: wrote });
    expect(
      rowsOf([
        ['b', one],
        [null, one],
        ['a', one],
        ['b', one],
      ]).map(({ key, inquiries }) => `${key} ${inquiries}`),
    ).toEqual(['b 2', '(none) 1', 'a 1']);
  });
});
