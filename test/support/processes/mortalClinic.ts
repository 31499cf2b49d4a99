import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { migrate } from '../../../src/database/migrate.ts';
import type { ClinicSettings } from '../../../src/domain/clinic/settings.ts';
import { systemViewer } from '../../../src/domain/viewer.ts';
import { createVault } from '../../../src/eventStore/keys/vault.ts';
import { processStatuses } from '../../../src/processes/status.ts';
import { configureFromFile, publishCareFromFiles } from '../../../src/server/clinics.ts';
import { openServices, type Services } from '../../../src/server/services.ts';
import { shippedCare } from '../care.ts';
import { type ChatwootServer, startChatwootServer } from '../chatwoot/chatwootServer.ts';
import type { EmbeddedServers } from '../embeddedServers.ts';
import type { MortalMongo } from '../mongo/mongo.ts';
import { clinicAtNoon } from './carePeople.ts';
import { startWorker } from './startWorker.ts';

/** A clinic whose servers a test kills, all but its Chatwoot; where it is, it is noon. */
export interface MortalClinic {
  readonly services: Services;
  readonly settings: ClinicSettings;
  readonly chatwoot: ChatwootServer;
  /** Ways to kill something of it with SIGKILL; each is followed by its return, but for MongoDB's, which comes with the next. */
  readonly kills: readonly (() => Promise<void>)[];
  /** Resolves once Chatwoot holds so many messages to patients. */
  taken(count: number): Promise<void>;
  /** Resolves once everything stands again, nothing is due, and no event is unseen. */
  settled(): Promise<void>;
  /** Ends the worker as Ctrl-C does; gives its exit code. */
  stop(): Promise<number | null>;
  close(): Promise<void>;
}

const viewer = systemViewer('test');

/** Asks again until it is so; what is away for a moment is asked again too. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo().catch(() => false))) await delay(50);
}

/** @param jobs where Agenda keeps its jobs; null: in PostgreSQL */
export async function openMortalClinic(servers: EmbeddedServers, name: string, jobs: MortalMongo | null): Promise<MortalClinic> {
  const server = await servers.start({ directory: join(servers.home, name) });
  await migrate(server.url);
  const chatwoot = await startChatwootServer();
  const { account, tokens, url } = chatwoot;
  const services = await openServices({
    databaseUrl: server.url,
    vault: createVault([Buffer.alloc(32, 1)]),
    application: 'test',
    onError: () => {},
  });
  const { log, database } = services;
  const settings = clinicAtNoon(new Date());
  await configureFromFile(log, [settings], new Date());
  await publishCareFromFiles(log, [settings], shippedCare.templates, new Date());
  const sendingTo = { url, account: account.id, botToken: tokens.bot, userToken: tokens.user };
  const start = () => startWorker({ databaseUrl: server.url, mongodbUrl: jobs?.url, chatwoot: sendingTo }, 'careWorker.ts');
  let worker = await start();

  const killPostgres = async (): Promise<void> => {
    const pid = server.pid();
    process.kill(pid, 'SIGKILL');
    // It is started again by this process; a worker does not start before it is back.
    await until(async () => server.pid() !== pid && (await database.query(viewer, { text: 'select 1' })).length === 1);
  };
  const killWorker = async (meanwhile: () => Promise<void> = async () => {}): Promise<void> => {
    await worker.kill();
    await meanwhile();
    worker = await start();
  };
  let jobsAreAway = false;
  const switchJobs = async (): Promise<void> => {
    await (jobsAreAway ? jobs?.revive() : jobs?.kill());
    jobsAreAway = !jobsAreAway;
  };

  let hear = (): void => {};
  account.onWebhook = () => hear();
  return {
    services,
    settings,
    chatwoot,
    kills: [() => killWorker(), killPostgres, () => killWorker(killPostgres), ...(jobs ? [switchJobs, () => killWorker(switchJobs)] : [])],
    taken: (count) =>
      new Promise((resolve) => {
        hear = () => {
          if (chatwoot.delivered.length >= count) resolve();
        };
        hear();
      }),
    async settled() {
      if (jobsAreAway) await switchJobs();
      await until(async () => {
        const statuses = await processStatuses(database, log.store, new Date());
        return statuses.length > 0 && statuses.every(({ due, lagEvents }) => due === 0 && lagEvents === 0);
      });
    },
    stop: () => worker.stop(),
    async close() {
      await worker.kill();
      await services.close();
      await chatwoot.close();
    },
  };
}
