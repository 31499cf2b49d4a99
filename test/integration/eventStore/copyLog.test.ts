import { afterEach, describe, expect, test } from 'vitest';
import { systemViewer } from '../../../src/domain/viewer.ts';
import { CopyError, copyLog } from '../../../src/eventStore/copyLog.ts';
import { eventStoreDbEventStore } from '../../../src/eventStore/eventStoreDb/eventStoreDb.ts';
import { memoryEventStore } from '../../../src/eventStore/memory.ts';
import type { EventStore } from '../../../src/eventStore/port.ts';
import { postgresEventStore } from '../../../src/eventStore/postgres/postgres.ts';
import { personBody } from '../../support/calcomBody.ts';
import { createTestDatabase } from '../../support/database.ts';
import { startEventStoreServer } from '../../support/eventStoreServer/eventStoreServer.ts';
import { memoryLog } from '../../support/log.ts';
import { type MemoryClinic, memoryClinic } from '../../support/memoryClinic.ts';

const viewer = systemViewer('test');
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function postgres(): Promise<EventStore> {
  const home = await createTestDatabase();
  const store = postgresEventStore({ database: home.database });
  closing.push(
    () => home.dispose(),
    () => store.close(),
  );
  return store;
}

async function eventStoreDb(): Promise<EventStore> {
  const server = await startEventStoreServer();
  const store = eventStoreDbEventStore({ url: server.url });
  closing.push(
    () => server.close(),
    () => store.close(),
  );
  return store;
}

/** A log in which streams take turns, and some write several events at once. */
async function busyClinic(store: EventStore): Promise<MemoryClinic> {
  const clinic = memoryClinic(memoryLog({ store }));
  for (let k = 0; k < 15; k++) {
    await clinic.deliver(personBody(k));
    if (k % 3 === 0) await clinic.deliver(personBody(k, { trigger: 'BOOKING_CANCELLED', status: 'CANCELLED' }));
  }
  return clinic;
}

const contents = async (store: EventStore) =>
  (await store.readAll(viewer, { after: 'start', limit: 10_000 })).map(({ id, stream, revision, type, data }) => ({
    id,
    stream,
    revision,
    type,
    data: Buffer.from(data).toString('utf8'),
  }));

describe('a copied log', () => {
  test('from PostgreSQL to EventStoreDB and back is the same, and its clinic too', async () => {
    const [first, second, third] = [await postgres(), await eventStoreDb(), await postgres()];
    const clinic = await busyClinic(first);
    const { events, streams, before } = await copyLog({ from: first, to: second, window: 1 });
    expect([before, events]).toEqual([0, (await contents(first)).length]);
    expect(streams).toBeGreaterThan(30);
    await copyLog({ from: second, to: third, window: 256 });
    expect(await contents(second)).toEqual(await contents(first));
    expect(await contents(third)).toEqual(await contents(first));
    for (const store of [second, third]) {
      expect(await memoryClinic({ ...clinic.log, store }).look()).toEqual(await clinic.look());
    }
    expect(await second.logId()).not.toBe(await first.logId());
  });

  test('still says when each event was first recorded', async () => {
    const [first, second, third] = [memoryEventStore(), await postgres(), memoryEventStore()];
    const { log } = await busyClinic(first);
    await copyLog({ from: first, to: second, window: 256 });
    await copyLog({ from: second, to: third, window: 256 });
    const recorded = async (store: EventStore) =>
      (await log.codec.decode(await store.readAll(viewer, { after: 'start', limit: 10_000 }))).map((one) => one.recordedAt.toISOString());
    expect(await recorded(third)).toEqual(await recorded(first));
  });

  test.each([1, 256])('broken off anywhere, is gone on with (%d at once)', async (window) => {
    const source = memoryEventStore();
    await busyClinic(source);
    const target = await postgres();
    let rounds = 0;
    for (let left = 5; ; left += 7, rounds++) {
      let appends = 0;
      const mortal: EventStore = {
        ...target,
        async append(asWhom, append) {
          if (++appends > left) throw new Error('the process is dead');
          return target.append(asWhom, append);
        },
      };
      try {
        const { before } = await copyLog({ from: source, to: mortal, window });
        expect(before).toBeGreaterThan(0);
        break;
      } catch (error) {
        expect(error).toMatchObject({ message: 'the process is dead' });
      }
    }
    expect(rounds).toBeGreaterThan(2);
    expect(await contents(target)).toEqual(await contents(source));
  });

  test('of a source that goes on is gone on with later', async () => {
    const source = memoryEventStore();
    const clinic = await busyClinic(source);
    const target = await postgres();
    await copyLog({ from: source, to: target, window: 256 });
    await clinic.deliver(personBody(50));
    const { before, events } = await copyLog({ from: source, to: target, window: 256 });
    expect(events).toBeGreaterThan(before);
    expect(await contents(target)).toEqual(await contents(source));
  });

  test('is never begun over another log', async () => {
    const [source, target] = [memoryEventStore(), await postgres()];
    await busyClinic(source);
    await busyClinic(target);
    await target.append(viewer, {
      stream: 'task-oshun.1',
      expected: 'noStream',
      events: [{ id: crypto.randomUUID(), type: 'X', data: Buffer.from('{}'), metadata: Buffer.from('{}') }],
    });
    await expect(copyLog({ from: source, to: target, window: 256 })).rejects.toThrow(CopyError);
    await expect(copyLog({ from: memoryEventStore(), to: target, window: 256 })).rejects.toThrow('the target holds another log');
  });

  test('that was changed on the way is found by its hash', async () => {
    const [source, target] = [memoryEventStore(), memoryEventStore()];
    await busyClinic(source);
    const lying: EventStore = {
      ...target,
      append: (asWhom, append) =>
        target.append(asWhom, {
          ...append,
          events: append.events.map((one) => (one.type === 'BookingCancelled' ? { ...one, data: Buffer.from('{}') } : one)),
        }),
    };
    await expect(copyLog({ from: source, to: lying, window: 1 })).rejects.toThrow(/the stream booking-\S+ is not the same in both/);
  });
});
