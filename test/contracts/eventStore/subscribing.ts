import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { ClinicSlug } from '../../../src/domain/ids.ts';
import { systemViewer } from '../../../src/domain/viewer.ts';
import type { EventStore, Position } from '../../../src/eventStore/port.ts';
import { freshClinic, newEvents, viewerOf } from '../../support/events.ts';
import { following } from '../../support/following.ts';
import { anotherOf, idsOf, type StoreContext } from './context.ts';

/** Appends to some streams at once, each at its own pace; resolves when all is written. */
export async function writeAtRandom(
  store: EventStore,
  clinic: ClinicSlug,
  { streams, appends }: { streams: number; appends: number },
): Promise<void> {
  await Promise.all(
    Array.from({ length: streams }, async () => {
      const stream = `booking-${clinic}.${randomUUID()}`;
      let revision = -1;
      for (let count = 0; count < appends; count++) {
        const size = 1 + Math.floor(Math.random() * 4);
        for (let wait = Math.floor(Math.random() * 10); wait > 0; wait--) await turn();
        const expected = revision < 0 ? 'noStream' : revision;
        ({ revision } = await store.append(viewerOf(clinic), { stream, expected, events: newEvents(size) }));
      }
    }),
  );
}

/** How a log is followed. */
export function subscribing(log: StoreContext): void {
  const everything = () => log.inLog().then(idsOf);

  describe('a subscription', () => {
    test('from the start tells the past, and then what happens', async () => {
      await log.append('noStream', newEvents(3));
      const followed = following(log.store, log.viewer, { after: 'start' });
      await followed.until((events) => events.length === 3);
      await log.append(2, newEvents(2));
      await followed.until((events) => events.length === 5);
      await followed.stop();
      expect(followed.events).toEqual(await log.inLog());
    });

    test('from a position tells what came after it, whoever wrote in between', async () => {
      await log.append('noStream', newEvents(5));
      await log.store.append(systemViewer('test'), { stream: `task-${freshClinic()}.1`, expected: 'noStream', events: newEvents(40) });
      const [, second] = await log.inLog();
      const followed = following(log.store, log.viewer, { after: second?.position as Position }); // five were written
      await followed.until((events) => events.length === 3);
      await log.append(4);
      await followed.until((events) => events.length === 4);
      await followed.stop();
      expect(idsOf(followed.events)).toEqual((await everything()).slice(2));
    });

    test('from now tells nothing of the past and everything from its beginning on', async () => {
      await log.append('noStream', newEvents(5));
      const followed = following(log.store, log.viewer, { after: 'now' });
      // When it began only its first event tells.
      for (let revision = 4; followed.events.length === 0; revision++) {
        await log.append(revision);
        await turn();
      }
      const last = (await log.inLog()).at(-1);
      await followed.until((events) => events.at(-1)?.id === last?.id);
      await followed.stop();
      const told = idsOf(followed.events);
      const all = await everything();
      expect(told.length).toBeLessThanOrEqual(all.length - 5);
      expect(told).toEqual(all.slice(-told.length));
    });

    test('tells batches that are never larger than asked for', async () => {
      await log.append('noStream', newEvents(25));
      const followed = following(log.store, log.viewer, { after: 'start', batchSize: 10 });
      await followed.until((events) => events.length === 25);
      await log.append(24, newEvents(15));
      await followed.until((events) => events.length === 40);
      await followed.stop();
      expect(followed.batches.filter((size) => size > 10 || size < 1)).toEqual([]);
      expect(idsOf(followed.events)).toEqual(await everything());
    });

    test('tells its viewer’s clinics and no others', async () => {
      const [other, longer] = [freshClinic(), `${log.clinic}-two`];
      const followed = following(log.store, log.viewer, { after: 'start' });
      const nobody = following(log.store, viewerOf(), { after: 'start' });
      const everybody = following(log.store, systemViewer('test'), { after: 'now' });
      await log.append('noStream');
      for (const clinic of [other, longer])
        await log.store.append(systemViewer('test'), { stream: `clinic-${clinic}`, expected: 'noStream', events: newEvents(1) });
      for (let revision = 0; everybody.events.length === 0; revision++) await log.append(revision);
      const all = await everything();
      await followed.until((events) => events.length === all.length);
      await Promise.all([followed.stop(), nobody.stop(), everybody.stop()]);
      expect(idsOf(followed.events)).toEqual(all);
      expect(nobody.events).toEqual([]);
    });

    test('that is aborted ends before another event is told', async () => {
      await log.append('noStream', newEvents(30));
      const abort = new AbortController();
      const told: string[] = [];
      for await (const batch of log.store.subscribe(log.viewer, { after: 'start', signal: abort.signal, batchSize: 4 })) {
        expect(abort.signal.aborted).toBe(false);
        told.push(...idsOf(batch));
        if (told.length >= 8) abort.abort();
      }
      expect(told.length).toBeLessThan(12);
      for await (const _ of log.store.subscribe(log.viewer, { after: 'start', signal: abort.signal })) expect.unreachable();
    });

    test('that is aborted while it waits ends', async () => {
      const followed = following(log.store, log.viewer, { after: 'start' });
      await log.append('noStream');
      await followed.until((events) => events.length === 1);
      await followed.stop();
      await log.append(0);
      expect(followed.events).toHaveLength(1);
    });

    test('may be left by its reader, and another goes on from there', async () => {
      await log.append('noStream', newEvents(20));
      const told: string[] = [];
      let after: Position | 'start' = 'start';
      while (told.length < 20) {
        for await (const batch of log.store.subscribe(log.viewer, { after, signal: new AbortController().signal, batchSize: 3 })) {
          told.push(...idsOf(batch));
          after = batch.at(-1)?.position ?? after;
          break;
        }
      }
      expect(told).toEqual(await everything());
    });

    test('whose reader is slow holds up no writer, keeps to its batches and misses nothing', async () => {
      let free = (): void => {};
      const freed = new Promise<void>((resolve) => {
        free = resolve;
      });
      await log.append('noStream', newEvents(10));
      const slow = following(log.store, log.viewer, { after: 'start', batchSize: 10, work: () => freed });
      await slow.until((events) => events.length > 0);
      const seen = slow.events.length;
      for (let revision = 9; revision < 2_009; revision += 100) await log.append(revision, newEvents(100));
      expect(slow.events.length).toBe(seen);
      free();
      await slow.until((events) => events.length === 2_010);
      await slow.stop();
      expect(Math.max(...slow.batches)).toBeLessThanOrEqual(10);
      expect(idsOf(slow.events)).toEqual(await everything());
    });
  });

  describe('between catch-up and live', () => {
    test('there is no gap and no repeat, however commits come in', async () => {
      const opened = await log.open({ commits: 'random' });
      const { store } = opened;
      const stores = log.durable ? [store, anotherOf(opened)] : [store];
      const clinic = freshClinic();
      const viewer = viewerOf(clinic);
      const writing = Promise.all(stores.map((one) => writeAtRandom(one, clinic, { streams: 4, appends: 25 })));
      const followers = [];
      for (let count = 0; count < 6; count++) {
        const [last] = (await store.readAll(viewer, { after: 'start', limit: 1_000 })).slice(-1);
        followers.push({ after: last?.position, followed: following(store, viewer, { after: last?.position ?? 'start', batchSize: 7 }) });
        for (let wait = 0; wait < 20; wait++) await turn();
      }
      await writing;
      const all = await store.readAll(viewer, { after: 'start', limit: 100_000 });
      for (const { after, followed } of followers) {
        const expected = idsOf(all.filter(({ position }) => after === undefined || position > after));
        await followed.until((events) => events.length >= expected.length);
        await followed.stop();
        expect(idsOf(followed.events)).toEqual(expected);
      }
      await opened.close();
    });
  });
}
