import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Position } from '../../../src/eventStore/port.ts';
import { freshClinic, newEvents, viewerOf } from '../../support/events.ts';
import { following } from '../../support/following.ts';
import { anotherOf, idsOf, type StoreContext, storeError } from './context.ts';

/** How a store ends, and how the next begins. */
export function closing(log: StoreContext): void {
  describe('a store that is closed', () => {
    test('refuses every call, and may be closed again', async () => {
      const opened = await log.open({ commits: 'fast' });
      const { store } = opened;
      await store.append(log.viewer, { stream: log.stream, expected: 'noStream', events: newEvents(1) });
      await Promise.all([store.close(), store.close()]);
      await store.close();
      const closed = storeError('CLOSED');
      await expect(store.append(log.viewer, { stream: log.stream, expected: 0, events: newEvents(1) })).rejects.toEqual(closed);
      await expect(store.readStream(log.viewer, log.stream)).rejects.toEqual(closed);
      await expect(store.readAll(log.viewer, { after: 'start', limit: 1 })).rejects.toEqual(closed);
      await expect(store.last(log.viewer)).rejects.toEqual(closed);
      await expect(store.logId()).rejects.toEqual(closed);
      await expect(following(store, log.viewer, { after: 'start' }).ended).rejects.toEqual(closed);
      await opened.close();
    });

    test('has ended its subscriptions, those that told nothing too, and kept every append that it took', async () => {
      const opened = await log.open({ commits: 'random' });
      const { store } = opened;
      const busy = following(store, log.viewer, { after: 'start' });
      const idle = following(store, viewerOf(freshClinic()), { after: 'start' });
      await store.append(log.viewer, { stream: log.stream, expected: 'noStream', events: newEvents(1) });
      await busy.until((events) => events.length === 1);
      const streams = Array.from({ length: 40 }, (_, index) => `contact-${log.clinic}.${index}`);
      const appends = Promise.all(
        streams.map((stream) => store.append(log.viewer, { stream, expected: 'noStream', events: newEvents(1) })),
      );
      await Promise.all([appends, store.close(), busy.ended, idle.ended]);
      if (log.durable) expect(await anotherOf(opened).readAll(log.viewer, { after: 'start', limit: 100 })).toHaveLength(41);
      await opened.close();
    });

    test('holds on to nothing', async () => {
      const held = (): string[] => process.getActiveResourcesInfo().toSorted();
      const before = held();
      const opened = await log.open({ commits: 'fast' });
      const followed = following(opened.store, log.viewer, { after: 'start' });
      await opened.store.append(log.viewer, { stream: log.stream, expected: 'noStream', events: newEvents(1) });
      await followed.until((events) => events.length === 1);
      await opened.store.logId();
      await opened.store.close();
      await opened.close();
      // Sockets are gone a few turns after they were closed; one that stays is a timeout here.
      while (held().length > before.length) await turn();
      expect(held().length).toBeLessThanOrEqual(before.length);
    });
  });

  if (log.durable)
    describe('a store that is opened again', () => {
      test('goes on where the last one was: revisions, positions, repeats and subscriptions', async () => {
        const opened = await log.open({ commits: 'fast' });
        const { store } = opened;
        const clinic = freshClinic();
        const viewer = viewerOf(clinic);
        const append = { stream: `booking-${clinic}.1`, expected: 'noStream', events: newEvents(3) } as const;
        const first = await store.append(viewer, append);
        const before = following(store, viewer, { after: 'start' });
        await before.until((events) => events.length === 3);
        const logId = await store.logId();
        await store.close();

        const next = anotherOf(opened);
        expect(await next.logId()).toBe(logId);
        expect(await next.append(viewer, append)).toEqual(first);
        const after = following(next, viewer, { after: before.events.at(-1)?.position as Position }); // three were told
        const second = await next.append(viewer, { stream: append.stream, expected: 2, events: newEvents(2) });
        expect(second.position > first.position).toBe(true);
        await after.until((events) => events.length === 2);
        await after.stop();
        const all = await next.readAll(viewer, { after: 'start', limit: 100 });
        expect([...idsOf(before.events), ...idsOf(after.events)]).toEqual(idsOf(all));
        await opened.close();
      });
    });
}
