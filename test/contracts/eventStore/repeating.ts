import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { EventStoreError } from '../../../src/eventStore/port.ts';
import { newEvent, newEvents } from '../../support/events.ts';
import { idsOf, revisionsOf, type StoreContext, storeError } from './context.ts';

/** Appends that are repeated, and appends that race. */
export function repeating(log: StoreContext): void {
  describe('the same append again', () => {
    test.each(['noStream', 1] as const)('at %s gives the first result and writes nothing', async (expected) => {
      const before = expected === 'noStream' ? 0 : expected + 1;
      if (before > 0) await log.append('noStream', newEvents(before));
      const events = newEvents(3);
      const first = await log.append(expected, events);
      expect(await log.append(expected, events)).toEqual(first);
      await log.append(first.revision, newEvents(5));
      expect(await log.append(expected, events)).toEqual(first);
      expect(await log.inStream()).toHaveLength(before + 8);
    });

    test('many times at once gives one result to all', async () => {
      const events = newEvents(2);
      const results = await Promise.all(Array.from({ length: 20 }, () => log.append('noStream', events)));
      expect(new Set(results.map(({ revision, position }) => `${revision} ${position}`)).size).toBe(1);
      expect(idsOf(await log.inStream())).toEqual(idsOf(events));
    });

    test('with a new event behind, or in another order, is a conflict and writes nothing', async () => {
      const [a, b] = [newEvent(), newEvent()];
      await log.append('noStream', [a, b]);
      await expect(log.append('noStream', [a, b, newEvent()])).rejects.toEqual(storeError('VERSION_CONFLICT', { actual: 1 }));
      await expect(log.append('noStream', [b, a])).rejects.toEqual(storeError('VERSION_CONFLICT', { actual: 1 }));
      expect(idsOf(await log.inStream())).toEqual([a.id, b.id]);
    });

    test('to another stream is another append: ids are unique within a stream', async () => {
      const events = newEvents(2);
      await log.append('noStream', events);
      expect(await log.append('noStream', events, `contact-${log.clinic}.${randomUUID()}`)).toMatchObject({ revision: 1 });
      expect(await log.inLog()).toHaveLength(4);
    });
  });

  describe('racers', () => {
    test('32 at one revision: one wins, the others are told so, and their neighbours come through', async () => {
      await log.append('noStream');
      const neighbours = Array.from({ length: 32 }, (_, index) => `contact-${log.clinic}.${index}`);
      const racing = Promise.allSettled(Array.from({ length: 32 }, () => log.append(0, newEvents(2))));
      const beside = Promise.all(neighbours.map((one) => log.append('noStream', newEvents(2), one)));
      const raced = await racing;
      expect(raced.flatMap((one) => (one.status === 'fulfilled' ? [one.value.revision] : []))).toEqual([2]);
      expect(raced.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))).toEqual(
        Array.from({ length: 31 }, () => storeError('VERSION_CONFLICT', { actual: 2 })),
      );
      expect((await beside).map(({ revision }) => revision)).toEqual(neighbours.map(() => 1));
      expect(await log.inLog()).toHaveLength(1 + 2 + 64);
    });

    test('who read again and try again lose nothing between them', async () => {
      const writer = async (): Promise<string[]> => {
        const mine: string[] = [];
        while (mine.length < 8) {
          const [last] = await log.store.readStream(log.viewer, log.stream, { direction: 'backwards', limit: 1 });
          const event = newEvent();
          const appended = await log.append(last?.revision ?? 'noStream', [event]).catch((error: unknown) => error);
          if (appended instanceof EventStoreError) expect(appended.code).toBe('VERSION_CONFLICT');
          else mine.push(event.id);
        }
        return mine;
      };
      const written = (await Promise.all(Array.from({ length: 6 }, writer))).flat();
      const stored = await log.inStream();
      expect(idsOf(stored).toSorted()).toEqual(written.toSorted());
      expect(revisionsOf(stored)).toEqual(stored.map((_, index) => index));
    });
  });
}
