import { randomUUID } from 'node:crypto';
import { createVault } from '../../../src/eventStore/keys/vault.ts';
import { placeProcesses } from '../../../src/processes/checkpoints.ts';
import type { Process } from '../../../src/processes/process.ts';
import { startProcesses } from '../../../src/processes/runner.ts';
import { agendaScheduling } from '../../../src/scheduling/agenda/agenda.ts';
import { mongoJobs } from '../../../src/scheduling/agenda/mongoJobs.ts';
import { postgresJobs } from '../../../src/scheduling/agenda/postgresJobs.ts';
import { systemClock } from '../../../src/scheduling/systemClock.ts';
import { openServices, type Services } from '../../../src/server/services.ts';
import type { WorkerOptions } from './startWorker.ts';

/** What a worker is made of, for what runs beside its processes. */
export interface WorkerParts {
  readonly services: Services;
  readonly options: WorkerOptions;
  readonly holder: string;
  /** Milliseconds. */
  readonly lease: number;
  readonly signal: AbortSignal;
  readonly onError: (error: unknown) => void;
}

/** What a worker does. */
export interface WorkerTask {
  readonly processes: readonly Process[];
  /** Loops that end with the signal. */
  readonly beside?: Promise<void>;
}

/** Runs a worker in this program until Ctrl-C, as `startWorker` told it on the command line. Its minutes have a second. */
export async function runWorker(taskOf: (parts: WorkerParts) => WorkerTask): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? '{}') as WorkerOptions; // as startWorker writes it
  const { databaseUrl, mongodbUrl } = options;
  const onError = (error: unknown): void => console.error(String(error));
  const services = await openServices({
    databaseUrl,
    vault: createVault([Buffer.alloc(32, 1)]),
    application: 'worker',
    onError: (_part, error) => onError(error),
  });
  const stopping = new AbortController();
  const tuning = { holder: randomUUID(), lease: 1_000, signal: stopping.signal, onError };
  const { processes, beside } = taskOf({ services, options, ...tuning });
  await placeProcesses(services.database, services.log.store, processes, new Date());
  const scheduling = agendaScheduling({
    jobs: mongodbUrl ? mongoJobs(mongodbUrl) : postgresJobs(databaseUrl, onError),
    grain: 1_000,
    sweep: 1_000,
    onError,
  });
  const { running } = startProcesses({
    ...tuning,
    processes,
    log: services.log,
    database: services.database,
    scheduling,
    clock: systemClock,
  });
  process.once('SIGINT', () => stopping.abort());
  console.log('working');
  await Promise.all([running, beside]);
  await scheduling.close();
  await services.close();
}
