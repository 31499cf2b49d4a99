import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AnyEvent, eventSchemas } from '../../../src/domain/catalogue.ts';
import { erased, known } from '../../../src/domain/event.ts';
import type { ClinicSlug, ContactId, Instant } from '../../../src/domain/ids.ts';
import { createCodec } from '../../../src/eventStore/codec/codec.ts';
import { idFrom } from '../../../src/eventStore/codec/envelope.ts';
import { memoryKeyStore } from '../../../src/eventStore/keys/memoryKeyStore.ts';
import type { NewEvent, Position, RecordedEvent } from '../../../src/eventStore/port.ts';

const clinic = 'oshun' as ClinicSlug;
const contact = '00000000-0000-4000-8000-000000000001' as ContactId;
const at = '2026-10-05T18:22:41.317Z' as Instant;

const metadata = {
  clinic,
  subject: contact,
  actor: 'cal.com',
  channel: 'WHATSAPP',
  correlationId: 'c',
  causationId: 'd',
  occurredAt: at,
} as const;
const created = (name: string | null): AnyEvent => ({ type: 'ContactCreated', data: { contact, name, namedAt: at, channel: 'WHATSAPP' } });
const recorded = (event: NewEvent): RecordedEvent => ({
  ...event,
  stream: `contact-oshun.${contact}`,
  revision: 0,
  position: '1' as Position,
  recordedAt: new Date(0),
});

describe('the codec', () => {
  test('gives back what it was given', async () => {
    const codec = createCodec(memoryKeyStore());
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (name) => {
        const [event] = await codec.encode([{ id: idFrom('a'), event: created(name), metadata }]);
        const [decoded] = await codec.decode([recorded(event as NewEvent)]);
        expect(decoded?.event).toEqual(created(name));
        expect(decoded?.metadata).toEqual({ ...metadata, schemaVersion: 1 });
      }),
    );
  });

  test('lets no personal field be read in the stored bytes', async () => {
    const codec = createCodec(memoryKeyStore());
    const [event] = await codec.encode([{ id: idFrom('a'), event: created('Canary Yellowbird'), metadata }]);
    expect(Buffer.from(event?.data ?? []).toString('latin1')).not.toContain('Canary');
    expect(Buffer.from(event?.metadata ?? []).toString('latin1')).not.toContain('Canary');
  });

  test('lets what she wrote to withdraw her consent not be read in the stored bytes', async () => {
    const codec = createCodec(memoryKeyStore());
    const stop: AnyEvent = {
      type: 'ConsentWithdrawn',
      data: { channel: null, purpose: 'MARKETING', wording: 'No more Canary', source: { by: 'patient', message: '4711' }, at },
    };
    const [event] = await codec.encode([{ id: idFrom('a'), event: stop, metadata }]);
    expect(Buffer.from(event?.data ?? []).toString('latin1')).not.toContain('Canary');
    const [decoded] = await codec.decode([recorded(event as NewEvent)]);
    expect(decoded?.event).toEqual(stop);
  });

  test('reads a field whose key was destroyed as erased, and the rest as before', async () => {
    const keys = memoryKeyStore();
    const codec = createCodec(keys);
    const [event] = await codec.encode([{ id: idFrom('a'), event: created('Keisha'), metadata }]);
    await keys.destroySubjectKey({ clinic, contact });
    const [decoded] = await codec.decode([recorded(event as NewEvent)]);
    expect(decoded?.event).toEqual({ type: 'ContactCreated', data: { contact, name: erased, namedAt: at, channel: 'WHATSAPP' } });
    expect(known(erased)).toBeNull();
  });

  test('stores nothing personal for a contact whose key was destroyed', async () => {
    const keys = memoryKeyStore();
    await keys.destroySubjectKey({ clinic, contact });
    const [event] = await createCodec(keys).encode([{ id: idFrom('a'), event: created('Keisha'), metadata }]);
    expect(JSON.parse(Buffer.from(event?.data ?? []).toString())).toMatchObject({ name: { erased: true } });
  });

  test('opens a ciphertext only where it was written', async () => {
    const codec = createCodec(memoryKeyStore());
    const [a] = await codec.encode([{ id: idFrom('a'), event: created('Keisha'), metadata }]);
    const moved = { ...recorded(a as NewEvent), id: idFrom('b') };
    const [result] = await codec.decodeEach([moved]);
    expect(result).toHaveProperty('reason');
  });

  test('sets aside what it cannot read, by reason, and reads its neighbours', async () => {
    const codec = createCodec(memoryKeyStore());
    const [good] = await codec.encode([{ id: idFrom('a'), event: created('Keisha'), metadata }]);
    const record = recorded(good as NewEvent);
    const results = await codec.decodeEach([{ ...record, type: 'SomethingNew' }, { ...record, data: Buffer.from('{') }, record]);
    expect(results.map((one) => ('reason' in one ? one.reason : one.event.type))).toEqual([
      'the event type SomethingNew is not known',
      'the bytes of ContactCreated are not JSON',
      'ContactCreated',
    ]);
    await expect(codec.decode([{ ...record, type: 'SomethingNew' }])).rejects.toThrow('SomethingNew is not known');
  });

  test('refuses personal data that belongs to nobody', async () => {
    const codec = createCodec(memoryKeyStore());
    await expect(codec.encode([{ id: idFrom('a'), event: created('Keisha'), metadata: { ...metadata, subject: null } }])).rejects.toThrow(
      'names no subject',
    );
  });

  test('brings data of an older version up to the present one, step by step', async () => {
    const keys = memoryKeyStore();
    const old = createCodec(keys);
    const [event] = await old.encode([{ id: idFrom('a'), event: created('Keisha'), metadata }]);
    const newer = createCodec(keys, {
      ...eventSchemas,
      ContactCreated: {
        version: 3,
        personal: { name: true },
        upcasters: { 1: (data) => ({ ...data, title: null }), 2: (data) => ({ ...data, title: 'Ms' }) },
      },
    });
    const [decoded] = await newer.decode([recorded(event as NewEvent)]);
    expect(decoded?.event.data).toEqual({ contact, name: 'Keisha', namedAt: at, channel: 'WHATSAPP', title: 'Ms' });
  });

  test('says so when an event was written by a newer program', async () => {
    const keys = memoryKeyStore();
    const newer = createCodec(keys, { ...eventSchemas, ContactCreated: { version: 2, personal: { name: true } } });
    const [event] = await newer.encode([{ id: idFrom('a'), event: created('Keisha'), metadata }]);
    await expect(createCodec(keys).decode([recorded(event as NewEvent)])).rejects.toThrow('newer than this program');
  });
});
