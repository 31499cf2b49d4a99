import { type Installation, openInstallation } from '../server/installation.ts';
import { openServices, type Services } from '../server/services.ts';
import { readSettings, type Settings } from '../server/settings.ts';

/** What a command works on: the installation of the environment, as the server would open it. */
export interface House {
  readonly settings: Settings;
  readonly installation: Installation;
  readonly services: Services;
}

/** Opens the house for a command, and leaves it tidy whatever happens. */
export async function inHouse<T>(signal: AbortSignal, work: (house: House) => Promise<T>): Promise<T> {
  const settings = readSettings(process.env);
  const installation = await openInstallation(settings, signal, () => {});
  try {
    const { databaseUrl, vault } = installation;
    const { eventStoreUrl } = settings;
    const services = await openServices({ databaseUrl, vault, eventStoreUrl, application: 'journeys: command', onError: () => {} });
    try {
      return await work({ settings, installation, services });
    } finally {
      await services.close();
    }
  } finally {
    await installation.close();
  }
}
