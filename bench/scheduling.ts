import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostgresBackend } from '@agendajs/postgres-backend';
import { Agenda } from 'agenda';
import { startEmbeddedPostgres } from '../src/database/embeddedPostgres.ts';
import { migrate } from '../src/database/migrate.ts';
import { openPool } from '../src/database/pool.ts';
import type { BookingPaid } from '../src/domain/booking/events.ts';
import { type ClinicSlug, instantOf } from '../src/domain/ids.ts';
import { systemViewer } from '../src/domain/viewer.ts';
import { idFrom } from '../src/eventStore/codec/envelope.ts';
import { type Cause, type Fold, handle, type Log } from '../src/eventStore/commandHandler.ts';
import { createVault } from '../src/eventStore/keys/vault.ts';
import { placeProcesses } from '../src/processes/checkpoints.ts';
import { writeEffects } from '../src/processes/effectTable.ts';
import type { PlannedEffect } from '../src/processes/plan.ts';
import { defineProcess } from '../src/processes/process.ts';
import { startProcesses } from '../src/processes/runner.ts';
import { agendaScheduling } from '../src/scheduling/agenda/agenda.ts';
import { mongoJobs } from '../src/scheduling/agenda/mongoJobs.ts';
import { postgresJobs } from '../src/scheduling/agenda/postgresJobs.ts';
import { systemClock } from '../src/scheduling/systemClock.ts';
import { openServices, type Services } from '../src/server/services.ts';

// How long it takes to issue what is due, and how late it is: `node bench/scheduling.ts [timers] [minutes of lateness]`, wake-ups in MONGODB_URL if it is set. See docs/decisions/010-scheduling.md.
const many = Number(process.argv[2] ?? 10_000);
const minutes = Number(process.argv[3] ?? 2);
const mongodbUrl = process.env.MONGODB_URL;

const clinic = 'oshun' as ClinicSlug;
const viewer = systemViewer('bench');

/** A stream of its own for each timer, as appointments have: one read and one append a timer. */
const marks: Fold<number, BookingPaid> = { name: 'marks', version: 1, initial: 0, evolve: (count) => count + 1 };
const streamOf = (run: string, index: number): string => `task-${clinic}.${run}-${index}`;
const mark = (log: Log, stream: string, cause: Cause): Promise<unknown> =>
  handle(log, {
    clinic,
    stream,
    fold: marks,
    subject: null,
    cause,
    step: 'mark',
    decide: () => [{ type: 'BookingPaid', data: { uid: 'mark', at: cause.occurredAt } }],
  });

const planned = (run: string, index: number, due: number): PlannedEffect => ({
  id: idFrom(run, index),
  clinic,
  process: 'bench',
  purpose: 'mark',
  about: streamOf(run, index),
  lane: streamOf(run, index),
  version: 1,
  data: {},
  cause: { id: idFrom(run, 'cause', index), stream: streamOf(run, index), revision: 0, correlationId: run },
  plannedFor: instantOf(new Date(due)),
  usefulUntil: null,
  state: 'WAITING',
  reason: null,
});

/** Runs the processes on Agenda until so many effects are done; gives for each when that was, and when it was due. */
async function issue(services: Services, url: string, effects: readonly PlannedEffect[]): Promise<readonly { due: number; at: number }[]> {
  const { database, log } = services;
  const stopping = new AbortController();
  const done: { due: number; at: number }[] = [];
  const all = Promise.withResolvers<void>();
  const bench = defineProcess({
    name: 'bench',
    version: 1,
    reactsTo: [],
    react: () => [],
    deeds: {
      mark: {
        async carryOut({ about, plannedFor }, { cause }) {
          await mark(log, about, cause);
          done.push({ due: Date.parse(plannedFor), at: Date.now() });
          if (done.length === effects.length) all.resolve();
        },
      },
    },
  });
  await placeProcesses(database, log.store, [bench], new Date());
  await database.transaction(viewer, (transaction) => writeEffects(transaction, effects));
  const scheduling = agendaScheduling({
    jobs: mongodbUrl ? mongoJobs(mongodbUrl) : postgresJobs(url, console.error),
    onError: console.error,
  });
  console.log(scheduling.name);
  const { running } = startProcesses({
    processes: [bench],
    log,
    database,
    scheduling,
    clock: systemClock,
    holder: randomUUID(),
    signal: stopping.signal,
    onError: console.error,
  });
  await all.promise;
  stopping.abort();
  await running;
  await scheduling.close();
  return done;
}

/** The other design: a job of Agenda's for each timer, with the settings that suit it best. */
async function issueByJobs(
  services: Services,
  url: string,
  run: string,
  due: number,
): Promise<{ readonly stored: number; readonly done: number }> {
  const pool = openPool({ url, application: 'bench', connections: 20, settings: { search_path: 'agenda' } });
  const backend = new PostgresBackend({ pool, ensureSchema: false, disableNotifications: true });
  const agenda = new Agenda({ backend, processEvery: 100, maxConcurrency: 200, removeOnComplete: true });
  agenda.on('error', console.error);
  const all = Promise.withResolvers<void>();
  let count = 0;
  agenda.define<{ index: number }>(
    'mark',
    async ({ attrs }) => {
      const id = idFrom(run, attrs.data.index);
      await mark(services.log, streamOf(run, attrs.data.index), {
        id,
        correlationId: run,
        actor: 'system',
        channel: null,
        occurredAt: instantOf(new Date()),
      });
      count += 1;
      if (count === many) all.resolve();
    },
    { concurrency: 100, lockLimit: 300, lockLifetime: 600_000 },
  );
  const began = performance.now();
  const lanes = Array.from({ length: 10 }, async (_, lane) => {
    for (let index = lane; index < many; index += 10) await agenda.schedule(new Date(due), 'mark', { index });
  });
  await Promise.all(lanes);
  const stored = performance.now() - began;
  const started = performance.now();
  await agenda.start();
  await all.promise;
  const done = performance.now() - started;
  await agenda.stop(false);
  await pool.end();
  return { stored, done };
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

const directory = await mkdtemp(join(tmpdir(), 'journeys-bench-'));
await chmod(directory, 0o711);
const server = await startEmbeddedPostgres({ directory: join(directory, 'postgres') });
await migrate(server.url);
const services = await openServices({
  databaseUrl: server.url,
  vault: createVault([Buffer.alloc(32, 1)]),
  application: 'bench',
  onError: (_part, error) => console.error(error),
});

const due = Date.now() + 5_000;
const issued = await issue(
  services,
  server.url,
  Array.from({ length: many }, (_, index) => planned('one', index, due)),
);
const last = Math.max(...issued.map(({ at }) => at));
console.log(`${many} timers due at once, one wake-up: all issued after ${((last - due) / 1_000).toFixed(2)} s`);

if (minutes > 0) {
  const start = Math.ceil(Date.now() / 60_000) * 60_000;
  const times = Array.from({ length: 100 * minutes }, () => start + Math.floor(Math.random() * minutes * 60_000));
  const late = (
    await issue(
      services,
      server.url,
      times.map((time, index) => planned('late', index, time)),
    )
  )
    .map(({ due: planned, at }) => at - planned)
    .sort((a, b) => a - b);
  console.log(
    `100 a minute for ${minutes} minutes: late by p50 ${percentile(late, 0.5)} ms, p99 ${percentile(late, 0.99)} ms, at most ${late.at(-1)} ms`,
  );
}

const jobs = await issueByJobs(services, server.url, 'jobs', Date.now());
console.log(
  `${many} jobs of Agenda, one a timer: stored in ${(jobs.stored / 1_000).toFixed(2)} s, all issued after ${(jobs.done / 1_000).toFixed(2)} s`,
);

await services.close();
await server.stop();
await rm(directory, { recursive: true, force: true });
// Agenda leaves a timer behind for each job, of half its lock's lifetime: Node would live on for five minutes.
process.exit();
