import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/database/database.ts';
import { migrate } from '../../../src/database/migrate.ts';
import { instantOf } from '../../../src/domain/ids.ts';
import { systemViewer } from '../../../src/domain/viewer.ts';
import type { Log } from '../../../src/eventStore/commandHandler.ts';
import { createVault } from '../../../src/eventStore/keys/vault.ts';
import { openServices } from '../../../src/server/services.ts';
import { type EmbeddedServers, embeddedServers } from '../../support/embeddedServers.ts';
import { type MortalMongo, mongoForTests } from '../../support/mongo/mongo.ts';
import { type Note, notesIn } from '../../support/processes/notes.ts';
import { record, visitOf } from '../../support/processes/stage.ts';
import { startWorker, type Worker } from '../../support/processes/startWorker.ts';

const { openMortal, server: mongoServer, missing } = await mongoForTests();
const viewer = systemViewer('test');
const visits = 200;

let servers: EmbeddedServers;
beforeAll(async () => {
  servers = await embeddedServers();
});
afterAll(async () => {
  await servers.endAll();
  await servers.remove();
});

/** The notes, as soon as there are so many; what is away for a moment is asked again. */
async function until(log: Log, count: number): Promise<readonly Note[]> {
  for (;;) {
    const notes = await notesIn(log).catch(() => []);
    if (notes.length >= count) return notes;
    await delay(20);
  }
}

/** Waits until PostgreSQL takes statements. */
async function answers(database: Database): Promise<void> {
  while (!(await database.query(viewer, { text: 'select 1' }).catch(() => null))) await delay(20);
}

async function killEverything(name: string, jobs: MortalMongo | null): Promise<void> {
  const server = await servers.start({ directory: join(servers.home, name) });
  await migrate(server.url);
  const services = await openServices({
    databaseUrl: server.url,
    vault: createVault([Buffer.alloc(32, 1)]),
    application: 'test',
    onError: () => {},
  });
  const { log } = services;
  const where = { databaseUrl: server.url, mongodbUrl: jobs?.url };
  let worker: Worker = await startWorker(where);

  // Visits begin at every 50 ms, from four seconds on.
  const first = Date.now() + 4_000;
  const starts = Array.from({ length: visits }, (_, number) => instantOf(new Date(first + number * 50)));
  await Promise.all(starts.map((startsAt, number) => record(log, `a${number}`, visitOf(number, { startsAt }))));

  /** It is started again by this process; a worker does not start before it is back. */
  const killPostgres = async (): Promise<void> => {
    const pid = server.pid();
    process.kill(pid, 'SIGKILL');
    while (server.pid() === pid) await delay(20);
    await answers(services.database);
  };
  const restart = async (): Promise<void> => {
    worker = await startWorker(where);
  };
  const kills: readonly (() => Promise<void>)[] = [
    async () => {
      await worker.kill();
      await restart();
    },
    killPostgres,
    async () => jobs?.kill(),
    async () => {
      await worker.kill();
      await killPostgres();
      await restart();
    },
    async () => jobs?.revive(),
    async () => {
      await worker.kill();
      await restart();
    },
  ];
  for (const [round, kill] of kills.entries()) {
    await until(log, ((round + 1) * visits) / 4);
    await kill();
  }
  const notes = await until(log, 2 * visits);
  // Nothing more comes, and nothing waits.
  expect(await worker.stop()).toBe(0);
  expect(await services.database.query(viewer, { text: 'select * from process_effect' })).toEqual([]);
  expect((await notesIn(log)).length).toBe(notes.length);

  const abouts = (text: string): readonly string[] => notes.filter((one) => one.text === text).map(({ about }) => about);
  for (const text of ['booked', 'begins']) expect([abouts(text).length, new Set(abouts(text)).size]).toEqual([visits, visits]);
  const begun = notes
    .filter((one) => one.text === 'begins')
    .map(({ at }) => at)
    .toSorted();
  expect(begun.filter((at, number) => at < (starts[number] ?? ''))).toEqual([]);
  await services.close();
}

describe('kill -9 of the worker and of PostgreSQL, while visits fall due', () => {
  test('loses no wake-up and has nothing done twice, with Agenda on PostgreSQL', () => killEverything('postgres', null));

  if (openMortal)
    test(`nor does that of MongoDB (${mongoServer}), with Agenda on it`, async () => {
      const jobs = await openMortal();
      try {
        await killEverything('mongo', jobs);
      } finally {
        await jobs.close();
      }
    });
  else test.skip(`and of MongoDB, with Agenda on it: ${missing}`);
});
