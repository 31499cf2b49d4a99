import { describe, expect, test } from 'vitest';
import {
  type BookingLink,
  evolveLinks,
  linkExpiry,
  openLink,
  type SharedLink,
  shareLink,
} from '../../../../src/domain/conversation/bookingLink.ts';
import type { ContactId, ConversationId, Instant, LinkId, TouchId } from '../../../../src/domain/ids.ts';
import { at } from '../../../support/conversationReports.ts';

// Of the shapes that ids have.
const link = '00000000-0000-4000-8000-0000000000f1' as LinkId;
const other = '00000000-0000-4000-8000-0000000000f2' as LinkId;

const shared: BookingLink = {
  link,
  at: at('18:00'),
  expiresAt: linkExpiry(at('18:00')),
  contact: '00000000-0000-4000-8000-00000000c001' as ContactId,
  channel: 'WHATSAPP',
  procedure: 'botox',
  visit: null,
  campaign: 'glow-october',
};

const sharedLinks = evolveLinks([], { type: 'BookingLinkShared', data: shared });

const opening = (when: Instant, of: LinkId = link) => ({
  link: of,
  conversation: '00000000-0000-4000-8000-00000000d001' as ConversationId,
  channel: 'WHATSAPP' as const,
  campaign: 'glow-october',
  at: when,
  touch: '00000000-0000-4000-8000-00000000f001' as TouchId,
});

const openedAt = (links: readonly SharedLink[], when: Instant): readonly SharedLink[] =>
  evolveLinks(links, { type: 'BookingLinkOpened', data: { link, at: when } });

describe('a booking link', () => {
  test('is shared once', () => {
    expect(shareLink(shared, [])).toEqual([{ type: 'BookingLinkShared', data: shared }]);
    expect(shareLink(shared, sharedLinks)).toEqual([]);
  });

  test('is good for thirty days', () => {
    expect(shared.expiresAt).toBe('2026-11-04T18:00:00.000Z');
  });

  test('that is opened is told, and is what brought her', () => {
    expect(openLink(opening(at('18:05')), sharedLinks)).toEqual([
      { type: 'BookingLinkOpened', data: { link, at: at('18:05') } },
      {
        type: 'TouchRecorded',
        data: expect.objectContaining({ kind: 'LINK_OPENED', evidence: 'SIGNED_TOKEN', channel: 'WHATSAPP', campaign: 'glow-october' }),
      },
    ]);
  });

  test('counts as opened once a visit: not again within half an hour, and again after it', () => {
    const opened = openedAt(sharedLinks, at('18:05'));
    expect(openLink(opening(at('18:05')), opened)).toEqual([]);
    expect(openLink(opening(at('18:34')), opened)).toEqual([]);
    expect(openLink(opening(at('18:35')), opened)).toHaveLength(2);
  });

  test('does not count as opened because another was', () => {
    expect(openLink(opening(at('18:06'), other), openedAt(sharedLinks, at('18:05')))).toHaveLength(2);
  });

  test('keeps the latest opening, in whatever order they are told', () => {
    const orders = [
      [at('18:05'), at('19:05')],
      [at('19:05'), at('18:05')],
    ].map((order) => order.reduce(openedAt, sharedLinks));
    expect(orders.map(([one]) => one?.openedAt)).toEqual([at('19:05'), at('19:05')]);
  });

  test('is forgotten by the conversation once twenty others were shared since', () => {
    const links = Array.from({ length: 20 }, (_, index) => ({ ...shared, link: `${index}` as LinkId }));
    const all = links.reduce<readonly SharedLink[]>((so, data) => evolveLinks(so, { type: 'BookingLinkShared', data }), sharedLinks);
    expect(all).toHaveLength(20);
    expect(all.some((one) => one.link === link)).toBe(false);
  });
});
