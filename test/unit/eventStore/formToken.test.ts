import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CarePlanId, ClinicSlug, ContactId, ConversationId, Instant, LinkId } from '../../../src/domain/ids.ts';
import { readToken, writeToken } from '../../../src/eventStore/bookingLinkToken.ts';
import { type FormToken, readFormToken, writeFormToken } from '../../../src/eventStore/formToken.ts';
import { memoryKeyStore } from '../../../src/eventStore/keys/memoryKeyStore.ts';
import { formLinks } from '../../../src/processes/carePlans/formLink.ts';

const oshun = 'oshun' as ClinicSlug;
const keys = memoryKeyStore();

const sample: FormToken = {
  // Of the shapes that ids have.
  carePlan: '00000000-0000-4000-8000-0000000000a1' as CarePlanId,
  contact: '00000000-0000-4000-8000-00000000c001' as ContactId,
};

describe('the token of a form', () => {
  test('is read as what it was written from, and is short', async () => {
    const tokens = fc.record({ carePlan: fc.uuid().map((id) => id as CarePlanId), contact: fc.uuid().map((id) => id as ContactId) });
    await fc.assert(
      fc.asyncProperty(tokens, async (token) => {
        const text = await writeFormToken(keys, oshun, token);
        expect(text).toMatch(/^oshun\.[\w-]{66}$/);
        expect(await readFormToken(keys, oshun, text)).toEqual(token);
      }),
    );
  });

  test('holds no more once any of its characters is another', async () => {
    const text = await writeFormToken(keys, oshun, sample);
    for (let at = 'oshun.'.length; at < text.length; at++) {
      const other = text[at] === 'A' ? 'B' : 'A';
      expect(await readFormToken(keys, oshun, text.slice(0, at) + other + text.slice(at + 1)), `with ${other} at ${at}`).toBeNull();
    }
  });

  test('holds at its own clinic only, though the keys were the same', async () => {
    const nile = 'nile' as ClinicSlug;
    const one = { ...keys, clinicKey: async () => Buffer.alloc(32, 7) };
    const text = await writeFormToken(one, oshun, sample);
    expect(await readFormToken(one, nile, text.replace('oshun', 'nile'))).toBeNull();
    expect(await readFormToken(one, oshun, text)).toEqual(sample);
  });

  test('and that of a booking link open nothing of each other', async () => {
    const link = {
      link: sample.carePlan as string as LinkId,
      conversation: sample.carePlan as string as ConversationId,
      contact: sample.contact,
      channel: 'WHATSAPP',
      procedure: null,
      campaign: null,
      expiresAt: '2026-11-04T18:23:00.000Z' as Instant,
    } as const;
    expect(await readFormToken(keys, oshun, await writeToken(keys, oshun, link))).toBeNull();
    expect(await readToken(keys, oshun, await writeFormToken(keys, oshun, sample))).toBeNull();
  });

  test('is what the link in a message ends with, and says nothing of the person', async () => {
    const link = formLinks(keys, async () => 'https://concierge.example.com/');
    const url = await link({ clinic: oshun, ...sample });
    expect(url).toBe(`https://concierge.example.com/f/${await writeFormToken(keys, oshun, sample)}`);
    const bytes = Buffer.from(url.split('.').at(-1) ?? '', 'base64url');
    for (const id of [sample.carePlan, sample.contact]) expect(bytes.includes(Buffer.from(id.replaceAll('-', ''), 'hex'))).toBe(false);
  });
});
