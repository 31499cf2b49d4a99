import type { RecordedEvent as ReadEvent } from '@eventstore/db-client';
import { expect, test } from 'vitest';
import { logPosition, positionText, proposed, recorded } from '../../../../src/eventStore/eventStoreDb/record.ts';
import type { Position } from '../../../../src/eventStore/port.ts';
import { newEvent } from '../../../support/events.ts';

const read = (change: Partial<ReadEvent> = {}): ReadEvent =>
  ({
    streamId: 'booking-oshun.1',
    id: '0f9c2b1e-4b43-4a52-9c57-3c0e6f2b7d10',
    isJson: false,
    revision: 7n,
    type: 'SomethingHappened',
    created: new Date(0),
    data: new Uint8Array([1, 2]),
    metadata: { actor: 'patient' },
    position: { commit: 1_531n, prepare: 1_531n },
    ...change,
  }) as ReadEvent; // as the client gives it

test('a position is the commit position in twenty digits, and is read back exactly, beyond 2^53 too', () => {
  expect(recorded(read()).position).toBe('00000000000000001531');
  const far = positionText(9_007_199_254_740_993n);
  expect(logPosition(far)).toEqual({ commit: 9_007_199_254_740_993n, prepare: 9_007_199_254_740_993n });
  expect(far < positionText(10_000_000_000_000_000n)).toBe(true);
});

test('before everything is the start: no event of ours is at the first byte', () => {
  expect(logPosition('start')).toBe('start');
  expect(logPosition('0'.repeat(20) as Position)).toBe('start');
});

test('metadata that is plain JSON goes as it is, so that the server’s own tools can read it', () => {
  expect(Buffer.from(proposed(newEvent()).metadata as Uint8Array).toString()).toBe('{"actor":"patient"}');
});

test('an event that somebody wrote as JSON is read as the bytes of that JSON', () => {
  const one = recorded(read({ isJson: true, data: { what: 'a note' }, metadata: undefined } as Partial<ReadEvent>));
  expect(Buffer.from(one.data).toString()).toBe('{"what":"a note"}');
  expect(one.metadata.byteLength).toBe(0);
});

test('two events that share a commit position are not taken for one place', () => {
  expect(() => recorded(read({ position: { commit: 1_531n, prepare: 1_200n } }))).toThrow('not written over gRPC');
});

test('a server that tells no positions is named as too old', () => {
  const { position: _, ...without } = read();
  expect(() => recorded(without as ReadEvent)).toThrow('22.6');
});
