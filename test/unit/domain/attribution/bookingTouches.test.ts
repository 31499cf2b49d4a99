import { describe, expect, test } from 'vitest';
import { fullerTouch, ownTouch, selfReportedTouch } from '../../../../src/domain/attribution/bookingTouches.ts';
import { erased } from '../../../../src/domain/event.ts';
import type { Instant } from '../../../../src/domain/ids.ts';

const at = '2026-10-05T18:22:41.317Z' as Instant; // UTC with milliseconds
const later = '2026-10-06T18:22:41.317Z' as Instant; // UTC with milliseconds
const said = (answers: Record<string, unknown>, metadata: Record<string, unknown> = {}) => ({ answers, metadata, notes: null });

describe('a booking as a touch', () => {
  test('says what the metadata of its link says', () => {
    const metadata = { utm_source: 'Google', utm_campaign: 'autumn', utm_medium: 'cpc', cw_conversation_id: '7' };
    expect(ownTouch({ at, channel: 'WEB_WIDGET', said: said({}, metadata) })).toEqual({
      kind: 'BOOKING',
      channel: 'WEB_WIDGET',
      evidence: 'METADATA',
      at,
      source: 'google',
      campaign: 'autumn',
      details: { utm_medium: 'cpc' },
    });
  });

  test('without any is direct, and only inferred', () => {
    expect(ownTouch({ at, channel: null, said: null })).toMatchObject({ channel: 'DIRECT', evidence: 'INFERRED', source: null });
  });

  test('of somebody who was erased has no words left', () => {
    expect(ownTouch({ at, channel: 'INSTAGRAM', said: erased })).toMatchObject({ channel: 'INSTAGRAM', source: erased, campaign: erased });
    expect(selfReportedTouch({ at, said: erased })).toBeNull();
  });

  test('told several times is the same in either order: the one with a source, at the first time', () => {
    const bare = ownTouch({ at, channel: null, said: null });
    const full = ownTouch({ at: later, channel: 'INSTAGRAM', said: said({}, { utm_source: 'bio' }) });
    expect(fullerTouch(bare, full)).toEqual({ ...full, at });
    expect(fullerTouch(full, bare)).toEqual({ ...full, at });
  });
});

describe('what she said of how she heard of the clinic', () => {
  test.each([
    ['heard_from', 'A friend told me', 'UNKNOWN'],
    ['how-did-you-hear-about-us', 'saw you on Instagram', 'INSTAGRAM'],
    ['found-us', ['Facebook', 'friend'], 'FACEBOOK'],
    ['referral', 'WhatsApp status', 'WHATSAPP'],
  ])('by %s: %j', (slug, answer, channel) => {
    const source = Array.isArray(answer) ? answer.join(', ') : answer;
    expect(selfReportedTouch({ at, said: said({ [slug]: answer }) })).toMatchObject({ kind: 'SELF_REPORTED', channel, source });
  });

  test.each([['hearing-aid'], ['notes'], ['heard_from_empty']])('is not asked by %s', (slug) => {
    expect(selfReportedTouch({ at, said: said({ [slug]: slug === 'heard_from_empty' ? ' ' : 'yes' }) })).toBeNull();
  });
});
