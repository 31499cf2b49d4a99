import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { systemViewer } from '../../../src/domain/viewer.ts';
import { maxAppendBytes, maxStreamNameBytes } from '../../../src/eventStore/port.ts';
import { newEvent, newEvents } from '../../support/events.ts';
import { idsOf, revisionsOf, type StoreContext, storeError } from './context.ts';

/** What may be appended, and what comes of it. */
export function appending(log: StoreContext): void {
  describe('an append', () => {
    test('to a new stream gives the revision and the position of its last event', async () => {
      const events = newEvents(3);
      const appended = await log.append('noStream', events);
      const stored = await log.inStream();
      expect(idsOf(stored)).toEqual(idsOf(events));
      expect(appended).toEqual({ revision: 2, position: stored.at(-1)?.position });
    });

    test('at the exact revision goes on, contiguously', async () => {
      await log.append('noStream', newEvents(2));
      await log.append(1, newEvents(3));
      await log.append(4);
      expect(revisionsOf(await log.inStream())).toEqual([0, 1, 2, 3, 4, 5]);
    });

    test('that expects no stream where there is one fails and names the true revision', async () => {
      await log.append('noStream', newEvents(3));
      await expect(log.append('noStream')).rejects.toEqual(storeError('VERSION_CONFLICT', { actual: 2 }));
      expect(await log.inStream()).toHaveLength(3);
    });

    test('at an exact revision of a missing stream fails and says that there is none', async () => {
      await expect(log.append(0)).rejects.toEqual(storeError('VERSION_CONFLICT', { actual: 'noStream' }));
      expect(await log.inStream()).toEqual([]);
    });

    test('at a revision that was, or is not yet, fails and names the true one', async () => {
      await log.append('noStream', newEvents(3));
      for (const expected of [0, 1, 3, 4, 1_000_000])
        await expect(log.append(expected)).rejects.toEqual(storeError('VERSION_CONFLICT', { actual: 2 }));
      expect(await log.inStream()).toHaveLength(3);
    });

    test('is whole or not at all: a reader never sees a part of it', async () => {
      const seen = new Set<number>();
      let done = false;
      const looking = (async () => {
        while (!done) seen.add((await log.inStream()).length);
      })();
      for (let batch = 0; batch < 5; batch++) await log.append(batch === 0 ? 'noStream' : batch * 50 - 1, newEvents(50));
      done = true;
      await looking;
      expect([...seen].filter((count) => count % 50 !== 0)).toEqual([]);
      await expect(log.append(10, newEvents(50))).rejects.toEqual(storeError('VERSION_CONFLICT', { actual: 249 }));
      expect(await log.inStream()).toHaveLength(250);
    });

    test('to a stream with the longest name, or one full of signs, is taken', async () => {
      const head = `booking-${log.clinic}.`;
      for (const stream of [head + 'é'.repeat((maxStreamNameBytes - head.length) >> 1), `calUid-${log.clinic}.ical:Ab%_+/='"\\{}💉@x.y`]) {
        await log.append('noStream', newEvents(1), stream);
        expect(await log.store.readStream(log.viewer, stream)).toMatchObject([{ stream, revision: 0 }]);
      }
      expect(await log.inLog()).toHaveLength(2);
    });
  });

  describe('an append is refused', () => {
    test('without an event', async () => {
      await expect(log.append('noStream', [])).rejects.toEqual(storeError('INVALID_APPEND'));
      expect(await log.inStream()).toEqual([]);
    });

    test('that holds the same id twice', async () => {
      const event = newEvent();
      await expect(log.append('noStream', [event, newEvent(), event])).rejects.toEqual(storeError('INVALID_APPEND'));
      expect(await log.inStream()).toEqual([]);
    });

    test.each([
      ['an id that is no UUID', { id: 'booking-1' }],
      ['an id in upper case', { id: '0F9C2B1E-4B43-4A52-9C57-3C0E6F2B7D10' }],
      ['no type', { type: '' }],
      ['a type with U+0000', { type: 'a\0b' }],
      ['a type with half a surrogate pair', { type: 'a\ud800' }],
    ])('with an event that has %s', async (_what, change) => {
      await expect(log.append('noStream', [newEvent(), newEvent(change)])).rejects.toEqual(storeError('INVALID_APPEND'));
      expect(await log.inStream()).toEqual([]);
    });

    test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('at a revision of %d', async (expected) => {
      await expect(log.append(expected)).rejects.toEqual(storeError('INVALID_APPEND'));
    });

    test.each([
      ['is empty', () => ''],
      ['has no clinic', () => 'booking'],
      ['has a clinic that is no slug', () => 'booking-Oshun.1'],
      ['is of no category of ours', () => `invoice-${log.clinic}.1`],
      ['holds white space', () => `booking-${log.clinic}.a b`],
      ['holds U+0000', () => `booking-${log.clinic}.a\0b`],
      ['holds half a surrogate pair', () => `booking-${log.clinic}.a\ud800`],
      ['is too long', () => `booking-${log.clinic}.${'é'.repeat(maxStreamNameBytes / 2)}`],
    ])('to a stream whose name %s, and so is reading it', async (_what, nameOf) => {
      await expect(log.append('noStream', newEvents(1), nameOf())).rejects.toEqual(storeError('INVALID_APPEND'));
      await expect(log.store.readStream(systemViewer('test'), nameOf())).rejects.toEqual(storeError('INVALID_APPEND'));
    });

    test('over the limit of bytes, by type, and taken at the limit', async () => {
      const most = newEvent({ data: randomBytes(maxAppendBytes - 100), metadata: new Uint8Array(100) });
      await expect(log.append('noStream', [most, newEvent({ data: new Uint8Array(1), metadata: new Uint8Array() })])).rejects.toEqual(
        storeError('TOO_LARGE'),
      );
      expect(await log.inStream()).toEqual([]);
      await log.append('noStream', [most]);
      expect(Buffer.from((await log.inStream())[0]?.data ?? []).equals(most.data)).toBe(true);
    });
  });

  describe('what was appended comes back byte for byte:', () => {
    test.each<[string, Uint8Array]>([
      ['unicode', Buffer.from('{"name":"Zoë 💉 שלום \u2028 \ufffd e\u0301"}')],
      ['U+0000, as itself and escaped', Buffer.from('{"a":"\0","b":"\\u0000"}')],
      ['JSON of its own spelling', Buffer.from('{ "b": 1.0, "a": 1e2, "a": "\\u0041", "10": -0, "2": 12345678901234567890 }\n')],
      ['JSON that is no object', Buffer.from('null')],
      ['a text with a byte order mark', Buffer.from('\ufeff{"a":1}')],
      ['nothing but nulls', new Uint8Array(4_096)],
      ['a null, then JSON', Buffer.from('\0{"a":1}')],
      ['every byte', Uint8Array.from({ length: 256 }, (_, byte) => byte)],
      ['no byte', new Uint8Array()],
      ['256 KiB', randomBytes(256 * 1024)],
    ])('%s', async (_what, bytes) => {
      const plain = newEvent();
      await log.append('noStream', [newEvent({ data: bytes }), newEvent({ metadata: bytes })]);
      for (const [asData, asMetadata] of [await log.inStream(), await log.inLog()]) {
        expect(Buffer.from(asData?.data ?? '?').equals(bytes)).toBe(true);
        expect(Buffer.from(asData?.metadata ?? '?').equals(plain.metadata)).toBe(true);
        expect(Buffer.from(asMetadata?.data ?? '?').equals(plain.data)).toBe(true);
        expect(Buffer.from(asMetadata?.metadata ?? '?').equals(bytes)).toBe(true);
      }
    });
  });
}
