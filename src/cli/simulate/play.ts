import { z } from 'zod';
import type { CareTemplate } from '../../domain/care/template.ts';
import type { ClinicSettings } from '../../domain/clinic/settings.ts';
import { systemViewer } from '../../domain/viewer.ts';
import type { LoggedEvent } from '../../eventStore/codec/envelope.ts';
import { virtualClock } from '../../scheduling/virtualClock.ts';
import { startApp } from '../../server/app.ts';
import type { ConfiguredClinic } from '../../server/clinicFile.ts';
import { createLogger } from '../../server/logger.ts';
import { openServices, type Services } from '../../server/services.ts';
import { version } from '../../server/version.ts';
import { deliveriesByIds } from '../../webhooks/inbox/deliveries.ts';
import type { DeliveryStatus } from '../../webhooks/inbox/delivery.ts';
import { type OutsideWorld, outsideWorld } from './outsideWorld.ts';
import type { OwnStore } from './ownStore.ts';
import type { Scenario } from './scenario.ts';
import { simulatedChatwoot } from './simulatedChatwoot.ts';
import { simulatedClinic } from './simulatedClinic.ts';

export interface PlayOptions {
  readonly scenario: Scenario;
  readonly clinic: ConfiguredClinic;
  readonly careTemplates: readonly CareTemplate[];
  /** Where patients would reach the server. */
  readonly publicUrl: string;
  readonly logLevel: string;
  readonly store: OwnStore;
  readonly signal: AbortSignal;
  /** @param done 0 to 1 */
  readonly onProgress: (messages: number, done: number) => void;
}

/** What a scenario came to. */
export interface Played {
  readonly settings: ClinicSettings;
  /** All that happened, in the log's order. */
  readonly events: readonly LoggedEvent[];
  readonly problems: readonly Problem[];
}

/** A webhook that was taken and came to nothing. */
export interface Problem {
  /** Of the scenario, from 1. */
  readonly step: number;
  readonly status: DeliveryStatus;
  readonly reason: string;
}

/** Looks that the progress bar gets of one journey. */
const looks = 60;

/** Plays a scenario on the server's own code, from webhook to message, as fast as it goes. */
export async function play({ scenario, store, signal, onProgress, ...options }: PlayOptions): Promise<Played> {
  const clinic = simulatedClinic(options.clinic, accountIn(scenario));
  const [start, until] = [Date.parse(scenario.start), Date.parse(scenario.until)];
  const clock = virtualClock(new Date(start));
  const chatwoot = simulatedChatwoot(clock);
  const app = await startApp({
    ...store,
    clinics: [clinic],
    careTemplates: options.careTemplates,
    host: '127.0.0.1',
    port: 0,
    publicUrl: options.publicUrl,
    version,
    logger: createLogger(options.logLevel),
    clock,
    chatwoot: () => chatwoot.gateway,
  });
  try {
    for (const part of app.parts) clock.watch(part);
    const outside = outsideWorld({ url: app.url, clinic: scenario.clinic, clock, handed: chatwoot.handed });
    const pass = async (to: number): Promise<void> => {
      for (let at = clock.now().getTime(); at < to; at = Math.min(to, at + (until - start) / looks)) {
        signal.throwIfAborted();
        await clock.runUntil(new Date(at));
        onProgress(chatwoot.handed.length, (at - start) / (until - start));
      }
      await clock.runUntil(new Date(to));
    };
    for (const step of scenario.steps) {
      await pass(Date.parse(step.at));
      await outside.carryOut(step);
    }
    await pass(until);
    return await withServices(store, async (services) => ({
      settings: clinic.settings,
      events: await readEvents(services),
      problems: await problemsOf(services, outside),
    }));
  } finally {
    await app.close();
  }
}

const body = z.object({ account: z.object({ id: z.int().positive() }) });

/** The account that the scenario's bodies are of, as a clinic whose file names none takes any. */
function accountIn({ steps }: Scenario): number {
  const accounts = steps.flatMap((step) => (step.type === 'webhook' && step.sender === 'chatwoot' ? [body.safeParse(step.body).data] : []));
  return accounts.find((one) => one !== undefined)?.account.id ?? 1;
}

const viewer = systemViewer('simulate');

async function withServices<T>(store: OwnStore, work: (services: Services) => Promise<T>): Promise<T> {
  const services = await openServices({ ...store, application: 'journeys: simulate', onError: () => {} });
  try {
    return await work(services);
  } finally {
    await services.close();
  }
}

async function readEvents({ log: { store, codec } }: Services): Promise<readonly LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  for (;;) {
    const batch = await store.readAll(viewer, { after: events.at(-1)?.position ?? 'start', limit: 1_000 });
    if (batch.length === 0) return events;
    events.push(...(await codec.decode(batch)));
  }
}

async function problemsOf({ database }: Services, { deliveries }: OutsideWorld): Promise<readonly Problem[]> {
  const taken = await deliveriesByIds(database, viewer, [...deliveries.keys()]);
  return taken
    .filter(({ status }) => status !== 'PROCESSED')
    .map(({ id, status, reason }) => ({ step: deliveries.get(id) ?? 0, status, reason: reason ?? 'no reason was given' }))
    .sort((a, b) => a.step - b.step);
}
