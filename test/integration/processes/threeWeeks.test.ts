import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createVault } from '../../../src/eventStore/keys/vault.ts';
import { runProjections } from '../../../src/projections/runner.ts';
import { virtualClock } from '../../../src/scheduling/virtualClock.ts';
import { openServices } from '../../../src/server/services.ts';
import { createTestDatabase } from '../../support/database.ts';
import { notesIn } from '../../support/processes/notes.ts';
import { remind } from '../../support/processes/remind.ts';
import { runProcesses } from '../../support/processes/running.ts';
import { record } from '../../support/processes/stage.ts';
import { bookingReport, rescheduled } from '../../support/reports.ts';

test('three weeks of a journey pass in about a second, over the log, the projections and the processes in PostgreSQL', async () => {
  const home = await createTestDatabase();
  const services = await openServices({
    databaseUrl: home.url,
    vault: createVault([randomBytes(32)]),
    application: 'test',
    onError: (part, error) => expect.fail(`${part}: ${error}`),
  });
  const { log, database } = services;
  const clock = virtualClock(new Date('2026-09-24T12:00:00Z'));
  const stop = new AbortController();
  const projecting = runProjections({ store: log.store, codec: log.codec, database, holder: 'test', signal: stop.signal });
  // Once a day for as long as it takes.
  const hours = Array.from({ length: 20 }, (_, day) => 1 + day * 24);
  const running = await runProcesses({ database }, { processes: [remind(hours)], clock, log });
  await running.settled();

  const began = performance.now();
  await record(log, 'a', bookingReport());
  await clock.runUntil(new Date('2026-10-08T08:00:00Z'));
  await record(log, 'b', rescheduled('uid-two', 'uid-one', 1, '2026-10-08T08:00:00.000Z'));
  await clock.runUntil(new Date('2026-10-15T12:00:00Z'));
  // About one in fact; what else this machine does at the moment is not known.
  expect(performance.now() - began).toBeLessThan(15_000);

  const notes = (await notesIn(log)).map(({ text }) => text);
  const count = (pattern: RegExp): number => notes.filter((one) => pattern.test(one)).length;
  expect([count(/^reminded/), count(/^skipped/), count(/^confirmed/), count(/^too late/)]).toEqual([17, 7, 2, 0]);
  expect(running.errors).toEqual([]);
  await running.stop();
  stop.abort();
  await projecting;
  await services.close();
  await home.dispose();
});
