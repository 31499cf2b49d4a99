import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemViewer } from '../../../src/domain/viewer.ts';
import type { Log } from '../../../src/eventStore/commandHandler.ts';
import { createVault, type Vault } from '../../../src/eventStore/keys/vault.ts';
import { memoryEventStore } from '../../../src/eventStore/memory.ts';
import { carryOver } from '../../../src/processes/carryOver.ts';
import type { Process } from '../../../src/processes/process.ts';
import { processStatuses } from '../../../src/processes/status.ts';
import { runProjections } from '../../../src/projections/runner.ts';
import { type VirtualClock, virtualClock } from '../../../src/scheduling/virtualClock.ts';
import { openServices, type Services } from '../../../src/server/services.ts';
import { copyDatabase } from '../../support/copyDatabase.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { memoryLog } from '../../support/log.ts';
import { copyLog, fillLog } from '../../support/processes/fillLog.ts';
import { notesIn, texts } from '../../support/processes/notes.ts';
import { remind } from '../../support/processes/remind.ts';
import { runProcesses } from '../../support/processes/running.ts';
import { record, visitOf } from '../../support/processes/stage.ts';

const viewer = systemViewer('test');
const vault: Vault = createVault([randomBytes(32)]);
const noon = '2026-10-06T12:00:00Z';
/** Half an hour after the reminders of the visits here were due; they are still of use. */
const afterReminder = new Date('2026-10-13T15:30:00Z');

let opened: { close(): Promise<void> }[];
beforeEach(() => {
  opened = [];
});
afterEach(async () => {
  for (const one of opened.toReversed()) await one.close();
});

/** A database with the log in it, as a server has them. */
async function installation(): Promise<{ readonly home: TestDatabase; readonly services: Services; readonly log: Log }> {
  const home = await createTestDatabase();
  const services = await openServices({ databaseUrl: home.url, vault, application: 'test', onError: () => {} });
  opened.push({
    async close() {
      await services.close();
      await home.dispose();
    },
  });
  return { home, services, log: services.log };
}

/** Runs the processes until nothing is left to do at a time; gives what they carried out. */
async function whatFollows(
  home: TestDatabase,
  log: Log,
  clock: VirtualClock,
  processes: readonly Process[],
  until = clock.now(),
): Promise<readonly string[]> {
  const running = await runProcesses(home, { processes, clock, log });
  await clock.runUntil(until);
  await running.stop();
  expect(running.errors).toEqual([]);
  return running.outcomes;
}

const states = (home: TestDatabase): Promise<readonly { readonly purpose: string; readonly state: string }[]> =>
  home.database.query(viewer, { text: 'select purpose, state from process_effect order by state, purpose' });

describe('a log of 10,000 events', () => {
  test('is nothing to a process that is deployed on it, nor to any when the read models are built anew', async () => {
    const { home, log } = await installation();
    await fillLog(log, 10_000);
    const clock = virtualClock(new Date(noon));
    expect(await whatFollows(home, log, clock, [remind([24])])).toEqual([]);

    await record(log, 'a', visitOf(1));
    expect(await whatFollows(home, log, clock, [remind([24])])).toEqual(['remind done']);
    const last = await log.store.last(viewer);

    // Everything that a rebuild deletes; then all is projected again.
    await home.database.query(viewer, { text: 'delete from projection_checkpoint' });
    for (const table of ['booking', 'booking_uid', 'contact', 'contact_search', 'journey_entry'])
      await home.database.query(viewer, { text: `delete from ${table}` });
    const rebuilt = new AbortController();
    await runProjections({
      store: log.store,
      codec: log.codec,
      database: home.database,
      holder: 'test',
      signal: rebuilt.signal,
      onProjected(position) {
        if (position === last?.position) rebuilt.abort();
      },
    });
    expect(await whatFollows(home, log, clock, [remind([24]), remind([24], 'newer')])).toEqual([]);
    expect(await log.store.last(viewer)).toEqual(last);
    expect(await states(home)).toEqual([{ purpose: 'remind', state: 'WAITING' }]);
  });
});

describe('a copy of a log', () => {
  /** An original with two bookings that were confirmed, and whose reminders wait. */
  async function original() {
    const { home, log } = await installation();
    const clock = virtualClock(new Date(noon));
    await whatFollows(home, log, clock, [remind([24])]);
    for (const number of [1, 2]) await record(log, `a${number}`, visitOf(number));
    expect(await whatFollows(home, log, clock, [remind([24])])).toEqual(['remind done', 'remind done']);
    return { home, log, clock };
  }

  async function copyOf(log: Log): Promise<Log> {
    const copy: Log = { ...log, store: memoryEventStore(), snapshots: memoryLog().snapshots };
    await copyLog(log.store, copy.store, viewer);
    return copy;
  }

  test('has nothing done again, and nothing that its original had planned', async () => {
    const { home, log, clock } = await original();
    const copy = await copyOf(log);
    expect(await whatFollows(home, copy, clock, [remind([24])], new Date('2026-10-20T00:00:00Z'))).toEqual([]);
    expect(texts(await notesIn(copy))).toEqual(['confirmed 1', 'confirmed 1']);
    expect(await states(home)).toEqual([
      { purpose: 'remind', state: 'HELD' },
      { purpose: 'remind', state: 'HELD' },
    ]);
    await record(copy, 'b', visitOf(3));
    expect(await whatFollows(home, copy, clock, [remind([24])])).toEqual(['remind done']);
  });

  test.each(['the same database', 'another database'])('goes on where its original was when that is carried over, in %s', async (where) => {
    const { home, log, clock } = await original();
    // The processes had not seen it when the original was stopped.
    await record(log, 'b', visitOf(3));
    const copy = await copyOf(log);
    const target = where === 'another database' ? (await installation()).home : home;
    const { carried, left } = await carryOver({
      from: { database: home.database, logId: await log.store.logId() },
      to: { database: target.database, store: copy.store },
    });
    expect([carried, left]).toEqual([['remind'], []]);
    expect(await whatFollows(target, copy, clock, [remind([24])])).toEqual(['remind done']);
    expect(await whatFollows(target, copy, clock, [remind([24])], new Date('2026-10-20T00:00:00Z'))).toEqual([
      'remind done',
      'remind done',
      'remind done',
    ]);
    expect(texts(await notesIn(copy)).toSorted()).toEqual([
      ...Array.from({ length: 3 }, () => 'confirmed 1'),
      ...Array.from({ length: 3 }, () => 'reminded 1, 24 h'),
    ]);
  });

  test('that lacks what its original had seen is not carried over', async () => {
    const { home, log } = await original();
    const { carried, left } = await carryOver({
      from: { database: home.database, logId: await log.store.logId() },
      to: { database: home.database, store: memoryEventStore() },
    });
    expect([carried, left]).toEqual([[], ['remind']]);
  });
});

describe('a restored backup', () => {
  test('has nothing done again that was done since it was made, loses nothing that is still to come, and shows what it holds', async () => {
    const live = await installation();
    const clock = virtualClock(new Date(noon));
    await whatFollows(live.home, live.log, clock, [remind([24])]);
    await record(live.log, 'a', visitOf(1));
    expect(await whatFollows(live.home, live.log, clock, [remind([24, 1])])).toEqual(['remind done']);
    // Not yet seen by the processes when the backup is made.
    await record(live.log, 'b', visitOf(2));
    const restored = await installation();
    await copyDatabase(live.home.url, restored.home.url);

    // The original confirms and reminds in the meantime.
    expect(await whatFollows(live.home, live.log, clock, [remind([24, 1])], afterReminder)).toHaveLength(3);
    const later = virtualClock(clock.now());
    expect(await whatFollows(restored.home, restored.log, later, [remind([24, 1])])).toEqual([]);
    expect(await processStatuses(restored.home.database, restored.log.store, later.now())).toMatchObject([{ held: 2, waiting: 2, due: 0 }]);
    expect(await states(restored.home)).toEqual([
      { purpose: 'confirm', state: 'HELD' },
      { purpose: 'remind', state: 'HELD' },
      { purpose: 'remind', state: 'WAITING' },
      { purpose: 'remind', state: 'WAITING' },
    ]);

    expect(await whatFollows(restored.home, restored.log, later, [remind([24, 1])], new Date('2026-10-20T00:00:00Z'))).toEqual([
      'remind done',
      'remind done',
    ]);
    await record(restored.log, 'c', visitOf(3));
    expect(await whatFollows(restored.home, restored.log, later, [remind([24, 1])])).toEqual(['remind done']);
  });

  test('of the log alone has nothing done again either, and what comes then is seen', async () => {
    const { home, log } = await installation();
    const clock = virtualClock(new Date(noon));
    const [before, after] = [memoryEventStore(), memoryEventStore()];
    const logId = await before.logId();
    const original: Log = { ...log, store: before, snapshots: memoryLog().snapshots };
    await whatFollows(home, original, clock, [remind([24])]);
    await record(original, 'a', visitOf(1));
    await copyLog(before, after, viewer);
    await record(original, 'b', visitOf(2));
    expect(await whatFollows(home, original, clock, [remind([24])])).toEqual(['remind done', 'remind done']);

    // A restored EventStoreDB keeps its id, and writes on over what was lost.
    const wentBack: Log = { ...original, store: { ...after, logId: async () => logId }, snapshots: memoryLog().snapshots };
    expect(await whatFollows(home, wentBack, clock, [remind([24])], new Date('2026-10-20T00:00:00Z'))).toEqual([]);
    await record(wentBack, 'c', visitOf(3));
    expect(await whatFollows(home, wentBack, clock, [remind([24])])).toEqual(['remind done']);
  });
});
