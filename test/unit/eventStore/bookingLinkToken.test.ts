import fc from 'fast-check';
import { v4 as randomUuid } from 'uuid';
import { describe, expect, test } from 'vitest';
import { channels } from '../../../src/domain/channel.ts';
import type { ClinicSlug, ContactId, ConversationId, Instant, LinkId } from '../../../src/domain/ids.ts';
import { type BookingLinkToken, readToken, writeToken } from '../../../src/eventStore/bookingLinkToken.ts';
import { memoryKeyStore } from '../../../src/eventStore/keys/memoryKeyStore.ts';
import { clinicOfToken } from '../../../src/eventStore/sealedToken.ts';

const oshun = 'oshun' as ClinicSlug;
const keys = memoryKeyStore();

const sample: BookingLinkToken = {
  // Of the shapes that ids have.
  link: '00000000-0000-4000-8000-0000000000f1' as LinkId,
  conversation: '00000000-0000-4000-8000-00000000d001' as ConversationId,
  contact: '00000000-0000-4000-8000-00000000c001' as ContactId,
  channel: 'INSTAGRAM',
  procedure: 'botox',
  campaign: 'glow-october',
  expiresAt: '2026-11-04T18:23:00.000Z' as Instant,
};

const tokens: fc.Arbitrary<BookingLinkToken> = fc.record({
  link: fc.uuid().map((id) => id as LinkId),
  conversation: fc.uuid().map((id) => id as ConversationId),
  contact: fc.uuid().map((id) => id as ContactId),
  channel: fc.constantFrom(...channels),
  procedure: fc.option(fc.stringMatching(/^[a-z0-9]{1,40}$/)),
  campaign: fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 25 })),
  expiresAt: fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((minutes) => new Date(minutes * 60_000).toISOString() as Instant),
});

describe('the token of a booking link', () => {
  test('is read as what it was written from, and is short enough for Cal.com’s metadata', async () => {
    await fc.assert(
      fc.asyncProperty(tokens, async (token) => {
        const text = await writeToken(keys, oshun, token);
        expect(text.length).toBeLessThanOrEqual(500);
        expect(text).toMatch(/^oshun\.[\w-]+$/);
        const read = await readToken(keys, oshun, text);
        const whole = Buffer.byteLength(token.campaign ?? '') <= 120;
        expect(read).toEqual(whole ? token : { ...token, campaign: read?.campaign });
        if (!whole) expect(token.campaign?.startsWith(read?.campaign ?? '!')).toBe(true);
      }),
    );
  });

  test('holds no more once any of its characters is another', async () => {
    const text = await writeToken(keys, oshun, sample);
    for (let at = 'oshun.'.length; at < text.length; at++) {
      const other = text[at] === 'A' ? 'B' : 'A';
      expect(await readToken(keys, oshun, text.slice(0, at) + other + text.slice(at + 1)), `with ${other} at ${at}`).toBeNull();
    }
  });

  test.each(['', 'oshun', 'oshun.', 'oshun.!!!!', 'oshun.AAAA', `oshun.${'A'.repeat(600)}`, 'Oshun.AAAA', 'no such thing'])(
    'is not %j',
    async (text) => {
      expect(await readToken(keys, oshun, text)).toBeNull();
    },
  );

  test('holds at its own clinic only, though the keys were the same', async () => {
    const nile = 'nile' as ClinicSlug;
    const key = Buffer.alloc(32, 7);
    const one = { ...keys, clinicKey: async () => key };
    const text = await writeToken(one, oshun, sample);
    expect(await readToken(one, nile, text)).toBeNull();
    expect(await readToken(one, nile, text.replace('oshun', 'nile'))).toBeNull();
    expect(await readToken(one, oshun, text)).toEqual(sample);
  });

  test('is the same for the same link, and says nothing that can be read', async () => {
    const text = await writeToken(keys, oshun, sample);
    expect(await writeToken(keys, oshun, sample)).toBe(text);
    const bytes = Buffer.from(text.split('.')[1] ?? '', 'base64url');
    for (const plain of ['glow-october', 'botox']) expect(bytes.includes(plain)).toBe(false);
    for (const id of [sample.link, sample.conversation, sample.contact])
      expect(bytes.includes(Buffer.from(id.replaceAll('-', ''), 'hex'))).toBe(false);
    // Not even that two links are of one conversation.
    const another = await writeToken(keys, oshun, { ...sample, link: randomUuid() as LinkId });
    expect(another.slice(6, 20)).not.toBe(text.slice(6, 20));
  });

  test('names its clinic also where it does not hold', () => {
    expect(clinicOfToken('oshun.tampered')).toBe('oshun');
    expect(clinicOfToken('No Clinic')).toBeNull();
  });
});
