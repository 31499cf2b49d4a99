import { randomUUID } from 'node:crypto';
import type { ClinicSlug } from '../domain/ids.ts';
import type { Viewer } from '../domain/viewer.ts';
import type { Vault } from '../eventStore/keys/vault.ts';
import { openJourneyFeeds } from '../journeys/feed.ts';
import { createBookingPage } from '../pages/bookingLink/page.ts';
import { placeProcesses } from '../processes/checkpoints.ts';
import { peopleInRows } from '../processes/people.ts';
import { processesWith } from '../processes/processes.ts';
import { startProcesses } from '../processes/runner.ts';
import { processStatuses } from '../processes/status.ts';
import { openBookingFeeds } from '../projections/bookings/feed.ts';
import { openConversationFeeds } from '../projections/conversations/feed.ts';
import type { FeedOptions } from '../projections/feed/feed.ts';
import type { AnyReadModel } from '../projections/models.ts';
import { rebuild } from '../projections/rebuild/rebuild.ts';
import { runProjections } from '../projections/runner.ts';
import { projectionStatuses } from '../projections/system.ts';
import { agendaScheduling } from '../scheduling/agenda/agenda.ts';
import { mongoJobs } from '../scheduling/agenda/mongoJobs.ts';
import { postgresJobs } from '../scheduling/agenda/postgresJobs.ts';
import { systemClock } from '../scheduling/systemClock.ts';
import { createCalcomEndpoint } from '../webhooks/calcom/endpoint.ts';
import { createChatwootEndpoint } from '../webhooks/chatwoot/endpoint.ts';
import { inboxClinic } from '../webhooks/inbox/clinic.ts';
import { waitingDeliveries } from '../webhooks/inbox/deliveries.ts';
import { runInbox } from '../webhooks/inbox/processor.ts';
import { createReceiver } from '../webhooks/inbox/receive.ts';
import type { Authenticate } from './auth.ts';
import { chatwootWarnings, openChatwoots } from './chatwoots.ts';
import type { ConfiguredClinic } from './clinicFile.ts';
import { configureFromFile } from './clinics.ts';
import { createGraphqlServer } from './graphql.ts';
import { listen } from './http.ts';
import { type Logger, loggable } from './logger.ts';
import { createMetrics } from './metrics.ts';
import { checkReadiness, untilReady } from './readiness.ts';
import { runRetention } from './retention.ts';
import { createRoutes } from './routes.ts';
import { openServices } from './services.ts';
import type { ServerRole } from './settings.ts';

export interface AppOptions {
  /** A migrated database. */
  readonly databaseUrl: string;
  readonly vault: Vault;
  /** `esdb://...`; null or absent: events are kept in the database. */
  readonly eventStoreUrl?: string | null;
  /** `mongodb://...`: where Agenda keeps its jobs; null or absent: in the database. */
  readonly mongodbUrl?: string | null;
  readonly clinics: readonly ConfiguredClinic[];
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** `api` takes webhooks and serves; `worker` carries out and projects; `all`, the default, does both. */
  readonly role?: ServerRole;
  readonly version: string;
  readonly logger: Logger;
  /** Finds out who asks. Without it the server is in development mode: everybody on this machine is ADMIN of all clinics. */
  readonly authenticate?: Authenticate;
  /** Milliseconds after which another process takes over a dead one's work; default 5,000. */
  readonly lease?: number;
  /** Milliseconds between heartbeats of a feed; default 10,000. */
  readonly heartbeat?: number;
  /** Of the feeds; see `FeedOptions`. */
  readonly backlog?: number;
  readonly patience?: number;
}

/** A running server. */
export interface App {
  readonly url: string;
  /** Stops taking requests, finishes what is at work, and ends every loop. */
  close(): Promise<void>;
}

/**
 * Wires all rooms and serves them: webhook -> inbox -> command -> log -> projection -> feed, and log -> process -> command.
 * Whoever reads the code for the first time may follow a booking from here.
 */
export async function startApp(options: AppOptions): Promise<App> {
  const {
    databaseUrl,
    vault,
    eventStoreUrl = null,
    mongodbUrl = null,
    clinics,
    host,
    port,
    version,
    logger,
    lease,
    role = 'all',
  } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const holder = `${process.pid}-${randomUUID()}`;
  const slugs = clinics.map(({ settings }) => settings.slug);
  const bySlug = new Map<ClinicSlug, ConfiguredClinic>(clinics.map((one) => [one.settings.slug, one]));

  const inboxClinics = new Map(clinics.map(({ settings }) => [settings.slug, inboxClinic(settings)]));

  const metrics = createMetrics({
    subscribers: () => feeds.bookings.subscribers + feeds.conversations.subscribers + feeds.journeys.subscribers,
    waiting: () => waitingDeliveries(database),
    lags: () => projectionStatuses(database, store, new Date(), 1_000),
    processes: () => processStatuses(database, store, new Date()),
  });
  const report =
    (loop: string) =>
    (error: unknown): void => {
      if (signal.aborted) return;
      metrics.loopErrors.inc({ loop });
      logger.warn({ error: loggable(error), loop }, 'a loop starts over');
    };

  // Not connected before Agenda is; a malformed URL fails here.
  const jobs = mongodbUrl ? mongoJobs(mongodbUrl) : postgresJobs(databaseUrl, report('scheduling'));
  const services = await openServices({
    databaseUrl,
    vault,
    eventStoreUrl,
    application: 'journeys',
    onError: (part, error) => report(part)(error),
  });
  const { database, hints, log } = services;
  const { store, keys } = log;
  const people = peopleInRows(database);
  const processes = processesWith({
    chatwoot: openChatwoots(clinics, systemClock),
    people,
    clock: systemClock,
    onAttempt: (clinic, kind) => metrics.messagesHandedOver.inc({ clinic, kind }),
  });
  // Before anything is appended: what a process begins with is what happens from now on.
  await placeProcesses(database, store, processes, new Date());
  await configureFromFile(
    log,
    clinics.map(({ settings }) => settings),
    new Date(),
  );

  const logId = await store.logId();
  const following: FeedOptions = {
    logId,
    signal,
    hint: hints.projected,
    onError: report('feed'),
    ...(options.heartbeat === undefined ? {} : { heartbeat: options.heartbeat }),
    ...(options.backlog === undefined ? {} : { backlog: options.backlog }),
    ...(options.patience === undefined ? {} : { patience: options.patience }),
  };
  const feeds = {
    bookings: openBookingFeeds(database, following),
    conversations: openConversationFeeds(database, following),
    journeys: openJourneyFeeds(database, following),
  };
  const rebuildModels = (models: readonly AnyReadModel[]) => rebuild({ databaseUrl, store, codec: log.codec, models, signal });
  const tuning = { holder, signal, ...(lease === undefined ? {} : { lease }) };
  const inbox = () =>
    runInbox({
      ...tuning,
      database,
      log,
      hint: hints.inbox,
      clinic: (slug) => inboxClinics.get(slug),
      onProcessed: (status) => metrics.processedDeliveries.inc({ status }),
      onError: report('inbox'),
    });
  const projections = () =>
    runProjections({
      ...tuning,
      store,
      codec: log.codec,
      database,
      rebuild: rebuildModels,
      onProjected() {
        metrics.projectedBatches.inc();
        hints.projected.given();
      },
      onError: report('projections'),
    });
  const retention = () =>
    runRetention({ database, clinics: clinics.map(({ settings }) => settings), signal, onError: report('retention') });
  const reactions = async () => {
    const scheduling = agendaScheduling({ jobs, onError: report('scheduling') });
    await startProcesses({
      ...tuning,
      processes,
      log,
      database,
      scheduling,
      clock: systemClock,
      onOutcome: (process, outcome) => metrics.effects.inc({ process, outcome }),
      onError: report('processes'),
    }).running;
    await scheduling.close();
  };
  const loops = role === 'api' ? [] : [inbox(), projections(), reactions(), retention()];

  const graphql = createGraphqlServer({
    services: {
      database,
      store,
      codec: log.codec,
      log,
      people,
      clock: systemClock,
      logId,
      feeds,
      version,
      clinics: slugs,
      warnings: (seen) => seen.flatMap((slug) => bySlug.get(slug) ?? []).flatMap(chatwootWarnings),
      rebuild: rebuildModels,
      wakeInbox: hints.inbox.given,
    },
    authenticate: options.authenticate ?? (() => ({ viewer: developer(slugs), expiresAt: null })),
    logger,
    onCut: () => metrics.cutSubscribers.inc(),
  });
  const receive = createReceiver({ database, keys, onReceived: hints.inbox.given });
  const routes = createRoutes({
    role,
    calcom: createCalcomEndpoint({ receive, secretsOf: (slug) => bySlug.get(slug)?.secrets.calcom.webhookSecrets }),
    chatwoot: createChatwootEndpoint({
      receive,
      now: () => new Date(),
      proofOf(slug) {
        const clinic = bySlug.get(slug);
        return clinic && { mode: clinic.settings.chatwoot.signature, secrets: clinic.secrets.chatwoot.webhookSecrets };
      },
    }),
    bookingPage: createBookingPage({
      log,
      clinics: new Map(clinics.map(({ settings }) => [settings.slug, settings])),
      now: () => new Date(),
    }),
    graphql,
    metrics,
    readiness: () => checkReadiness({ database, store }),
  });
  const end = async (): Promise<void> => {
    stopping.abort();
    await Promise.all(loops);
    await services.close();
  };
  try {
    const http = await listen({ host, port, routes, upgrade: graphql.upgrade, development: options.authenticate === undefined, logger });
    // An api process cannot be waited for: the worker may come later.
    if (role !== 'api') await untilReady({ database, store });
    return {
      url: http.url,
      async close() {
        await graphql.close();
        await http.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

const developer = (clinics: readonly ClinicSlug[]): Viewer => ({ subject: 'developer', clinics, roles: ['ADMIN'] });
