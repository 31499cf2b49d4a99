import { randomUUID } from 'node:crypto';
import type { FormDefinition } from '../domain/care/form.ts';
import type { CareTemplate } from '../domain/care/template.ts';
import type { Clock, Part } from '../domain/clock.ts';
import type { ClinicSlug } from '../domain/ids.ts';
import type { Viewer } from '../domain/viewer.ts';
import type { Vault } from '../eventStore/keys/vault.ts';
import type { ChatwootOf } from '../gateways/chatwoot/port.ts';
import { openJourneyFeeds } from '../journeys/feed.ts';
import { runReconciliation } from '../journeys/reconciliation/loop.ts';
import { createBookingPage } from '../pages/bookingLink/page.ts';
import { createFormPage } from '../pages/form/page.ts';
import { formLinks } from '../processes/carePlans/formLink.ts';
import { rowsOfContact } from '../processes/carePlans/ways.ts';
import { placeProcesses } from '../processes/checkpoints.ts';
import { comingToBookInRows } from '../processes/comingToBook.ts';
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
import { projectionsPart } from '../projections/settled.ts';
import { projectionStatuses } from '../projections/system.ts';
import { agendaScheduling } from '../scheduling/agenda/agenda.ts';
import type { JobStore } from '../scheduling/agenda/jobStore.ts';
import { postgresJobs } from '../scheduling/agenda/postgresJobs.ts';
import { systemClock } from '../scheduling/systemClock.ts';
import { virtualScheduling } from '../scheduling/virtual.ts';
import { createCalcomEndpoint } from '../webhooks/calcom/endpoint.ts';
import { createChatwootEndpoint } from '../webhooks/chatwoot/endpoint.ts';
import { inboxClinic } from '../webhooks/inbox/clinic.ts';
import { waitingDeliveries } from '../webhooks/inbox/deliveries.ts';
import { runInbox } from '../webhooks/inbox/processor.ts';
import { createReceiver } from '../webhooks/inbox/receive.ts';
import { inboxPart } from '../webhooks/inbox/settled.ts';
import type { Authenticate } from './auth.ts';
import { calendarOf, reconciledClinics } from './calendars.ts';
import { chatwootWarnings, openChatwoots } from './chatwoots.ts';
import type { ConfiguredClinic } from './clinicFile.ts';
import { configureFromFile, publishCareFromFiles } from './clinics.ts';
import { createGraphqlServer } from './graphql.ts';
import { listen } from './http.ts';
import { wireKaren } from './karen.ts';
import { type Logger, loggable } from './logger.ts';
import { createMetrics } from './metrics.ts';
import { checkReadiness, untilReady } from './readiness.ts';
import { runRetention } from './retention.ts';
import { createRoutes } from './routes.ts';
import { openServices } from './services.ts';
import type { ServerRole, Settings } from './settings.ts';

export interface AppOptions {
  /** A migrated database. */
  readonly databaseUrl: string;
  readonly vault: Vault;
  /** `esdb://...`; null or absent: events are kept in the database. */
  readonly eventStoreUrl?: string | null;
  /** `mongodb://...`: where Agenda keeps its jobs; null or absent: in the database. */
  readonly mongodbUrl?: string | null;
  readonly clinics: readonly ConfiguredClinic[];
  /** What care plans are made from; default: none, and so no booking gets a plan. */
  readonly careTemplates?: readonly CareTemplate[];
  /** The intake forms; default: none, and so there is nothing to fill in. */
  readonly careForms?: readonly FormDefinition[];
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
  /** Milliseconds between two comparisons with the clinics' calendars; default five minutes. */
  readonly reconcileEvery?: number;
  /** Milliseconds between heartbeats of a feed; default 10,000. */
  readonly heartbeat?: number;
  /** Of the feeds; see `FeedOptions`. */
  readonly backlog?: number;
  readonly patience?: number;
  /** Where patients reach this server; null or absent: where it listens. */
  readonly publicUrl?: string | null;
  /** Karen's model over the network; absent or without a key: none. */
  readonly openai?: Settings['openai'];
  /** Where time comes from; default the system's clock, for which Agenda keeps the wake-ups. */
  readonly clock?: Clock;
  /** Where messages are handed over; default each clinic's Chatwoot over HTTP. */
  readonly chatwoot?: ChatwootOf;
}

/** A running server. */
export interface App {
  readonly url: string;
  /** What works in it: a virtual clock has to wait for each. */
  readonly parts: readonly Part[];
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
    clock = systemClock,
  } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const listening = Promise.withResolvers<string>();
  const holder = `${process.pid}-${randomUUID()}`;
  const slugs = clinics.map(({ settings }) => settings.slug);
  const bySlug = new Map<ClinicSlug, ConfiguredClinic>(clinics.map((one) => [one.settings.slug, one]));

  const inboxClinics = new Map(clinics.map(({ settings }) => [settings.slug, inboxClinic(settings)]));

  const metrics = createMetrics({
    subscribers: () => feeds.bookings.subscribers + feeds.conversations.subscribers + feeds.journeys.subscribers,
    waiting: () => waitingDeliveries(database),
    lags: () => projectionStatuses(database, store, clock.now(), 1_000),
    processes: () => processStatuses(database, store, clock.now()),
  });
  const report =
    (loop: string) =>
    (error: unknown): void => {
      if (signal.aborted) return;
      metrics.loopErrors.inc({ loop });
      logger.warn({ error: loggable(error), loop }, 'a loop starts over');
    };

  // Not connected before Agenda is; a malformed URL fails here.
  const jobs = mongodbUrl ? await openMongoJobs(mongodbUrl) : postgresJobs(databaseUrl, report('scheduling'));
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
  const calendars = new Map(clinics.map((clinic) => [clinic.settings.slug, calendarOf(clinic)]));
  const publicUrl = async (): Promise<string> => options.publicUrl ?? (await listening.promise);
  const chatwoot = options.chatwoot ?? openChatwoots(clinics, clock);
  const processes = processesWith({
    chatwoot,
    people,
    comingToBook: comingToBookInRows(database, store),
    clock,
    onAttempt: (clinic, kind) => metrics.messagesHandedOver.inc({ clinic, kind }),
    karen: await wireKaren({
      log,
      database,
      openai: options.openai ?? { apiKey: null, baseUrl: null, model: null },
      publicUrl,
      calendarOf: (slug) => calendars.get(slug) ?? null,
      onError: report('karen'),
    }),
    care: { ...rowsOfContact(database), formLink: formLinks(keys, publicUrl) },
  });
  // Before anything is appended: what a process begins with is what happens from now on.
  await placeProcesses(database, store, processes, clock.now());
  await configureFromFile(
    log,
    clinics.map(({ settings }) => settings),
    clock.now(),
  );

  const keptCare = await publishCareFromFiles(
    log,
    clinics.map(({ settings }) => settings),
    options.careTemplates ?? [],
    clock.now(),
  );
  if (keptCare.length > 0) logger.info({ carePlans: keptCare }, 'care plans that a clinic changed are kept, whatever their files say');

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
    runRetention({ database, clinics: clinics.map(({ settings }) => settings), signal, now: clock.now, onError: report('retention') });
  const reconciliation = () =>
    runReconciliation({
      ...tuning,
      now: clock.now,
      database,
      log,
      clinics: reconciledClinics(clinics),
      ...(options.reconcileEvery === undefined ? {} : { every: options.reconcileEvery }),
      onCompared(clinic, compared) {
        for (const { missed, problem } of compared)
          metrics.comparedBookings.inc({ clinic, outcome: problem !== null ? 'failed' : missed.length > 0 ? 'discovered' : 'same' });
      },
      onError: report('reconciliation'),
    });
  const reactions = () => {
    const scheduling = clock === systemClock ? agendaScheduling({ jobs, onError: report('scheduling') }) : virtualScheduling(clock);
    const started = startProcesses({
      ...tuning,
      processes,
      log,
      database,
      scheduling,
      clock,
      onOutcome: (process, outcome) => metrics.effects.inc({ process, outcome }),
      onError: report('processes'),
    });
    return { ...started, running: started.running.then(() => scheduling.close()) };
  };
  const reacting = role === 'api' ? null : reactions();
  const loops = reacting === null ? [] : [inbox(), projections(), reacting.running, reconciliation(), retention()];
  const parts: readonly Part[] = reacting === null ? [] : [inboxPart(database, signal), projectionsPart(database, store), reacting];

  const graphql = createGraphqlServer({
    services: {
      database,
      store,
      codec: log.codec,
      log,
      people,
      clock,
      logId,
      feeds,
      version,
      clinics: slugs,
      warnings: (seen) =>
        seen.flatMap((slug) => bySlug.get(slug) ?? []).flatMap((clinic) => chatwootWarnings(clinic, chatwoot(clinic.settings.slug))),
      rebuild: rebuildModels,
      wakeInbox: hints.inbox.given,
    },
    authenticate: options.authenticate ?? (() => ({ viewer: developer(slugs), expiresAt: null })),
    logger,
    onCut: () => metrics.cutSubscribers.inc(),
  });
  const receive = createReceiver({ database, keys, now: clock.now, onReceived: hints.inbox.given });
  const formFailed = (error: unknown): void => logger.error({ error: loggable(error) }, 'a form could not be shown or kept');
  const settingsOf = new Map(clinics.map(({ settings }) => [settings.slug, settings]));
  const routes = createRoutes({
    role,
    calcom: createCalcomEndpoint({ receive, secretsOf: (slug) => bySlug.get(slug)?.secrets.calcom.webhookSecrets }),
    chatwoot: createChatwootEndpoint({
      receive,
      now: clock.now,
      onProven: (slug) => chatwoot(slug)?.heardFrom(),
      proofOf(slug) {
        const clinic = bySlug.get(slug);
        return clinic && { mode: clinic.settings.chatwoot.signature, secrets: clinic.secrets.chatwoot.webhookSecrets };
      },
    }),
    bookingPage: createBookingPage({ log, clinics: settingsOf, now: clock.now }),
    formPage: createFormPage({ log, clinics: settingsOf, forms: options.careForms ?? [], now: clock.now, onError: formFailed }),
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
    listening.resolve(http.url);
    // An api process cannot be waited for: the worker may come later.
    if (role !== 'api') await untilReady({ database, store });
    return {
      url: http.url,
      parts,
      async close() {
        await graphql.close();
        await http.close();
        await end();
      },
    };
  } catch (error) {
    // Whoever waits for the address ends as well.
    listening.promise.catch(() => {});
    listening.reject(error);
    await end();
    throw error;
  }
}

/** Loads the client of MongoDB only where there is one. */
async function openMongoJobs(url: string): Promise<JobStore> {
  const { mongoJobs } = await import('../scheduling/agenda/mongoJobs.ts');
  return mongoJobs(url);
}

const developer = (clinics: readonly ClinicSlug[]): Viewer => ({ subject: 'developer', clinics, roles: ['ADMIN'] });
