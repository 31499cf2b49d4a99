import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../src/database/embeddedPostgres.ts';
import { createLanes } from '../src/database/lanes.ts';
import { migrate } from '../src/database/migrate.ts';
import type { BookingEvent } from '../src/domain/booking/events.ts';
import { type BookingId, type ClinicSlug, type ContactId, instantOf } from '../src/domain/ids.ts';
import { streamName } from '../src/domain/stream.ts';
import { systemViewer } from '../src/domain/viewer.ts';
import { idFrom } from '../src/eventStore/codec/envelope.ts';
import { type Cause, handle } from '../src/eventStore/commandHandler.ts';
import { bookingStream } from '../src/eventStore/commands/joinBookings.ts';
import { folds } from '../src/eventStore/folds.ts';
import { createVault } from '../src/eventStore/keys/vault.ts';
import { placeProcesses } from '../src/processes/checkpoints.ts';
import { writeEffects } from '../src/processes/effectTable.ts';
import { peopleInRows } from '../src/processes/people.ts';
import type { PlannedEffect } from '../src/processes/plan.ts';
import type { Deed, Process } from '../src/processes/process.ts';
import { reminders } from '../src/processes/reminders.ts';
import { startProcesses } from '../src/processes/runner.ts';
import { type Outreach, outreachTo } from '../src/processes/visits/outreach.ts';
import { agendaScheduling } from '../src/scheduling/agenda/agenda.ts';
import { postgresJobs } from '../src/scheduling/agenda/postgresJobs.ts';
import { systemClock } from '../src/scheduling/systemClock.ts';
import { readClinicFile } from '../src/server/clinicFile.ts';
import { configureFromFile } from '../src/server/clinics.ts';
import { openServices, type Services } from '../src/server/services.ts';

// How long real reminders of real bookings take to be issued, and how late they are: `node bench/reminders.ts [reminders] [minutes of lateness]`. See docs/decisions/019-visit-messages.md.
const many = Number(process.argv[2] ?? 10_000);
const minutes = Number(process.argv[3] ?? 2);

const clinic = 'oshun' as ClinicSlug; // the demo clinic's
const viewer = systemViewer('bench');
const which = 'P3D 10:00';

/** A process of its own for each run: it begins at the log's end, and sees nothing of the seeding. */
const processOf = (run: string): string => `reminders ${run}`;

/** A booking with a person behind it, and a reminder of it that falls due at a moment. */
async function seed({ log }: Services, run: string, index: number): Promise<PlannedEffect> {
  const at = instantOf(new Date());
  const due = at;
  const [contact, booking] = [idFrom(run, 'contact', index) as ContactId, idFrom(run, 'booking', index) as BookingId]; // UUIDs of ours
  const uid = `${run}-${index}`;
  const cause: Cause = { id: idFrom(run, 'seed', index), correlationId: booking, actor: 'system', channel: null, occurredAt: at };
  const stream = bookingStream(clinic, booking);
  const common = { clinic, cause, step: 'seed', subject: contact };
  await handle(log, {
    ...common,
    stream: streamName('contact', clinic, contact),
    fold: folds.contact,
    decide: () => [{ type: 'ContactCreated', data: { contact, name: `Person ${index}`, namedAt: at, channel: 'WHATSAPP' } }],
  });
  const startsAt = instantOf(new Date(Date.parse(due) + 3 * 86_400_000));
  const scheduled: BookingEvent = {
    type: 'BookingScheduled',
    data: {
      uid,
      at,
      previousUid: null,
      iCalUid: null,
      iCalSequence: 0,
      startsAt,
      endsAt: startsAt,
      timeZone: 'America/Jamaica',
      kind: 'CONSULTATION',
      procedure: 'botox',
      practitioner: 'Dr. Bench',
      channel: 'WHATSAPP',
      contact,
      matchedBy: 'PHONE',
      bookerKeys: [],
      tells: [],
      location: 'Suite 4',
      said: null,
    },
  };
  const planned: BookingEvent = { type: 'ReminderPlanned', data: { uid, version: 1, at, which, dueAt: due } };
  await handle(log, { ...common, stream, fold: folds.booking, decide: () => [scheduled, planned] });
  return {
    id: idFrom(run, 'effect', index),
    clinic,
    process: processOf(run),
    purpose: 'remind',
    about: stream,
    lane: stream,
    version: 1,
    data: { uid, which, dueAt: due },
    cause: { id: cause.id, stream, revision: 0, correlationId: booking },
    plannedFor: due,
    usefulUntil: startsAt,
    state: 'WAITING',
    reason: null,
  };
}

interface Issued {
  /** Milliseconds after it was due: that it is due stands in the log, and its message is asked for. */
  readonly due: readonly number[];
  readonly asked: readonly number[];
  /** Seconds of CPU that this program had used by the time that all were issued, and asked for: on a machine that others use, the fairer figure. */
  readonly cpu: { readonly due: number; readonly asked: number };
}

async function issue(
  services: Services,
  url: string,
  run: string,
  count: number,
  timesFrom: (now: number) => (index: number) => number,
): Promise<Issued> {
  const { database, log } = services;
  const lanes = createLanes(64);
  const seeded = await Promise.all(
    Array.from({ length: count }, (_, index) => lanes.run([String(index)], () => seed(services, run, index))),
  );
  // Seeding takes its time: what was planned for is due from then on.
  const timeOf = timesFrom(Date.now());
  const effects = seeded.map((one, index) => ({ ...one, plannedFor: instantOf(new Date(timeOf(index))) }));
  const dueOf = new Map(effects.map(({ about, plannedFor }) => [about, Date.parse(plannedFor)]));
  const [due, asked]: [number[], number[]] = [[], []];
  const all = Promise.withResolvers<void>();
  const late = (stream: string): number => Date.now() - (dueOf.get(stream) ?? Number.NaN);
  const real = outreachTo(peopleInRows(database));
  const outreach: Outreach = {
    ...real,
    async request(log, wish, cause) {
      await real.request(log, wish, cause);
      asked.push(late(bookingStream(clinic, wish.about.booking ?? ('' as BookingId)))); // every one is about a booking
      if (asked.length === count) all.resolve();
    },
  };
  const before = process.cpuUsage();
  const cpuSince = (): number => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
  let cpuWhenDue = 0;
  const watched = timed({ ...reminders(outreach), name: processOf(run) }, (stream) => {
    due.push(late(stream));
    if (due.length === count) cpuWhenDue = cpuSince();
  });
  const stopping = new AbortController();
  await placeProcesses(database, log.store, [watched], new Date());
  await database.transaction(viewer, (transaction) => writeEffects(transaction, effects));
  const scheduling = agendaScheduling({ jobs: postgresJobs(url, console.error), onError: console.error });
  const { running } = startProcesses({
    processes: [watched],
    log,
    database,
    scheduling,
    clock: systemClock,
    holder: randomUUID(),
    signal: stopping.signal,
    onError: console.error,
  });
  await all.promise;
  const cpu = { due: cpuWhenDue, asked: cpuSince() };
  stopping.abort();
  await running;
  await scheduling.close();
  return { due, asked, cpu };
}

/** The process, telling when a reminder has fallen due. */
function timed(one: Process, onDue: (stream: string) => void): Process {
  const { remind } = one.deeds;
  if (!remind) throw new Error('reminders do not remind');
  const watched: Deed = {
    ...remind,
    async carryOut(effect, acting) {
      await remind.carryOut(effect, acting);
      onDue(effect.about);
    },
  };
  return { ...one, deeds: { ...one.deeds, remind: watched } };
}

const percentile = (times: readonly number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;

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
const [demo] = readClinicFile(join(import.meta.dirname, '../config/clinics.yaml'));
if (!demo) throw new Error('the demo clinic file has no clinic');
await configureFromFile(services.log, [demo.settings], new Date());

if (many > 0) {
  const { due, asked, cpu } = await issue(services, server.url, 'many', many, (now) => () => now + 3_000);
  const last = (times: readonly number[]): string => (Math.max(...times) / 1_000).toFixed(2);
  console.log(`${many} reminders due in one minute: all issued after ${last(due)} s, the last message asked for after ${last(asked)} s`);
  console.log(
    `of CPU, this program took ${cpu.due.toFixed(1)} s until all were issued, ${cpu.asked.toFixed(1)} s until all were asked for`,
  );
}

if (minutes > 0) {
  const onMinutes = (now: number) => (index: number) => (Math.ceil(now / 60_000) + Math.floor(index / 100)) * 60_000;
  const { due, asked } = await issue(services, server.url, 'late', 100 * minutes, onMinutes);
  const told = (times: readonly number[]): string => `p50 ${percentile(times, 0.5)} ms, p99 ${percentile(times, 0.99)} ms`;
  console.log(`100 on each of ${minutes} minutes: issued late by ${told(due)}; message asked for after ${told(asked)}`);
}

await services.close();
await server.stop();
await rm(directory, { recursive: true, force: true });
// Agenda leaves a timer behind for each job, of half its lock's lifetime.
process.exit();
