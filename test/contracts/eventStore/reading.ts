import { describe, expect, test } from 'vitest';
import type { ClinicSlug } from '../../../src/domain/ids.ts';
import { systemViewer } from '../../../src/domain/viewer.ts';
import { freshClinic, newEvent, newEvents, viewerOf } from '../../support/events.ts';
import { idsOf, revisionsOf, type StoreContext, storeError } from './context.ts';

/** What is read, in which order, and by whom. */
export function reading(log: StoreContext): void {
  describe('a stream', () => {
    const read = async (options: Parameters<typeof log.store.readStream>[2]): Promise<number[]> =>
      revisionsOf(await log.store.readStream(log.viewer, log.stream, options));

    test('that is missing is empty', async () => {
      expect(await read({})).toEqual([]);
      expect(await read({ direction: 'backwards' })).toEqual([]);
      expect(await read({ from: 3, limit: 2 })).toEqual([]);
    });

    test('is read forwards and backwards, from a revision and up to a limit', async () => {
      await log.append('noStream', newEvents(6));
      expect(await read({})).toEqual([0, 1, 2, 3, 4, 5]);
      expect(await read({ from: 2 })).toEqual([2, 3, 4, 5]);
      expect(await read({ from: 2, limit: 2 })).toEqual([2, 3]);
      expect(await read({ limit: 4 })).toEqual([0, 1, 2, 3]);
      expect(await read({ limit: 0 })).toEqual([]);
      expect(await read({ from: 5 })).toEqual([5]);
      expect(await read({ from: 6 })).toEqual([]);
      expect(await read({ direction: 'backwards' })).toEqual([5, 4, 3, 2, 1, 0]);
      expect(await read({ direction: 'backwards', limit: 2 })).toEqual([5, 4]);
      expect(await read({ direction: 'backwards', from: 3 })).toEqual([3, 2, 1, 0]);
      expect(await read({ direction: 'backwards', from: 3, limit: 2 })).toEqual([3, 2]);
      expect(await read({ direction: 'backwards', from: 9, limit: 2 })).toEqual([5, 4]);
      expect(await read({ direction: 'backwards', limit: 0 })).toEqual([]);
    });

    test('gives each event with all that was said of it, and when it was recorded', async () => {
      const before = Date.now();
      const event = newEvent({ type: 'BookingScheduled' });
      await log.append('noStream', [event]);
      const [stored] = await log.inStream();
      expect(stored).toMatchObject({ id: event.id, type: 'BookingScheduled', stream: log.stream, revision: 0 });
      // The server's clock is not ours.
      expect(Math.abs((stored?.recordedAt.getTime() ?? 0) - before)).toBeLessThan(60_000);
    });
  });

  describe('the log', () => {
    test('has positions that rise strictly in its order, as strings too, and are those that the appends told', async () => {
      const streams = Array.from({ length: 12 }, (_, index) => `booking-${log.clinic}.${index}`);
      const told = await Promise.all(
        streams.map(async (one) => {
          const first = await log.append('noStream', newEvents(2), one);
          const second = await log.append(1, newEvents(1), one);
          expect(first.position < second.position).toBe(true);
          return [first.position, second.position];
        }),
      );
      const events = await log.inLog();
      const positions = events.map(({ position }) => position);
      expect(positions).toHaveLength(36);
      expect(positions).toEqual([...new Set(positions)].toSorted());
      expect(positions.filter((one) => !/^\d{20}$/.test(one))).toEqual([]);
      expect(told.flat().filter((one) => !positions.includes(one))).toEqual([]);
      for (const one of streams) expect(revisionsOf(events.filter(({ stream }) => stream === one))).toEqual([0, 1, 2]);
    });

    test('is read after a position, up to a limit', async () => {
      await log.append('noStream', newEvents(7));
      const all = await log.inLog();
      const read = async (index: number, limit: number): Promise<string[]> =>
        idsOf(await log.store.readAll(log.viewer, { after: all[index]?.position ?? 'start', limit }));
      expect(await read(-1, 3)).toEqual(idsOf(all.slice(0, 3)));
      expect(await read(2, 3)).toEqual(idsOf(all.slice(3, 6)));
      expect(await read(2, 100)).toEqual(idsOf(all.slice(3)));
      expect(await read(6, 100)).toEqual([]);
      expect(await read(0, 0)).toEqual([]);
    });

    test('has a last event, for each viewer that of its own clinics', async () => {
      expect(await log.store.last(log.viewer)).toBeNull();
      await log.append('noStream', newEvents(3));
      const stranger = freshClinic();
      const [mine] = (await log.inLog()).slice(-1);
      await log.store.append(viewerOf(stranger), { stream: `task-${stranger}.1`, expected: 'noStream', events: newEvents(1) });
      expect(await log.store.last(log.viewer)).toEqual(mine);
      const everybodys = await log.store.last(systemViewer('test'));
      expect(everybodys).toEqual(await log.store.last(viewerOf(stranger)));
      expect((everybodys?.position ?? '') > (mine?.position ?? '')).toBe(true);
    });

    test('tells its id, which is one UUID for ever and no event', async () => {
      const id = await log.store.logId();
      expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(await log.store.logId()).toBe(id);
      expect(await Promise.all([log.store.logId(), log.store.logId()])).toEqual([id, id]);
      const everything = await log.store.readAll(systemViewer('test'), { after: 'start', limit: 1_000_000 });
      expect(idsOf(everything)).not.toContain(id);
    });

    if (log.durable)
      test('is the same for everybody who opens it', async () => {
        const other = log.another();
        await log.append('noStream', newEvents(3));
        expect(await other.logId()).toBe(await log.store.logId());
        expect(await other.readAll(log.viewer, { after: log.began, limit: 10 })).toEqual(await log.inLog());
        await other.close();
      });
  });

  describe('a viewer', () => {
    test('neither reads nor writes a stream of another clinic', async () => {
      await log.append('noStream', newEvents(2));
      const stranger = viewerOf(freshClinic());
      await expect(log.store.readStream(stranger, log.stream)).rejects.toEqual(storeError('FOREIGN_CLINIC'));
      await expect(log.store.append(stranger, { stream: log.stream, expected: 1, events: newEvents(1) })).rejects.toEqual(
        storeError('FOREIGN_CLINIC'),
      );
      // Whether there is such a stream is not told either.
      await expect(log.store.readStream(stranger, `task-${log.clinic}.none`)).rejects.toEqual(storeError('FOREIGN_CLINIC'));
      expect(await log.inStream()).toHaveLength(2);
    });

    test('reads the log of its own clinics, not of those whose names begin alike', async () => {
      const longer = `${log.clinic}-two`;
      const other = freshClinic();
      const everybody = systemViewer('test');
      for (const stream of [
        log.stream,
        `booking-${longer}.1`,
        `clinic-${longer}`,
        `clinic-${log.clinic}`,
        `merges-${log.clinic}`,
        `task-${other}.1`,
      ])
        await log.store.append(everybody, { stream, expected: 'noStream', events: newEvents(1) });
      const streams = async (...clinics: readonly ClinicSlug[]): Promise<string[]> =>
        (await log.store.readAll(viewerOf(...clinics), { after: log.began, limit: 100 })).map(({ stream }) => stream);
      expect(await streams(log.clinic)).toEqual([log.stream, `clinic-${log.clinic}`, `merges-${log.clinic}`]);
      expect(await streams(log.clinic, other)).toEqual([log.stream, `clinic-${log.clinic}`, `merges-${log.clinic}`, `task-${other}.1`]);
      expect(await streams()).toEqual([]);
      const everything = (await log.store.readAll(everybody, { after: log.began, limit: 100 })).map(({ stream }) => stream);
      expect(everything).toEqual([
        log.stream,
        `booking-${longer}.1`,
        `clinic-${longer}`,
        `clinic-${log.clinic}`,
        `merges-${log.clinic}`,
        `task-${other}.1`,
      ]);
    });
  });
}
