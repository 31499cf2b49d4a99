import { randomUUID } from 'node:crypto';
import { createVault } from '../../../src/eventStore/keys/vault.ts';
import { placeProcesses } from '../../../src/processes/checkpoints.ts';
import { startProcesses } from '../../../src/processes/runner.ts';
import { agendaScheduling } from '../../../src/scheduling/agenda/agenda.ts';
import { mongoJobs } from '../../../src/scheduling/agenda/mongoJobs.ts';
import { postgresJobs } from '../../../src/scheduling/agenda/postgresJobs.ts';
import { systemClock } from '../../../src/scheduling/systemClock.ts';
import { openServices } from '../../../src/server/services.ts';
import { atTheVisit } from './atTheVisit.ts';

// A worker in a process of its own, that a test may kill: `startWorker` runs this file. Its minutes have a second.
const { databaseUrl, mongodbUrl } = JSON.parse(process.argv[2] ?? '{}');
const processes = [atTheVisit];
const onError = (error: unknown): void => console.error(String(error));
const services = await openServices({
  databaseUrl,
  vault: createVault([Buffer.alloc(32, 1)]),
  application: 'worker',
  onError: (_part, error) => onError(error),
});
await placeProcesses(services.database, services.log.store, processes, new Date());
const stopping = new AbortController();
const scheduling = agendaScheduling({
  jobs: mongodbUrl ? mongoJobs(mongodbUrl) : postgresJobs(databaseUrl, onError),
  grain: 1_000,
  sweep: 1_000,
  onError,
});
const { running } = startProcesses({
  processes,
  log: services.log,
  database: services.database,
  scheduling,
  clock: systemClock,
  holder: randomUUID(),
  lease: 1_000,
  signal: stopping.signal,
  onError,
});
process.once('SIGINT', () => stopping.abort());
console.log('working');
await running;
await scheduling.close();
await services.close();
