import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../database/embeddedPostgres.ts';
import { migrate } from '../database/migrate.ts';
import { createVault } from '../eventStore/keys/vault.ts';
import { type App, startApp } from './app.ts';
import { createAuthenticate } from './auth.ts';
import { type ConfiguredClinic, readClinicFile } from './clinicFile.ts';
import { developmentKey } from './encryptionKey.ts';
import { createLogger } from './logger.ts';
import { readSettings, type Settings, SettingsError } from './settings.ts';
import { startScreen } from './startScreen.ts';

interface Running {
  readonly app: App;
  readonly clinics: readonly ConfiguredClinic[];
  readonly data: string;
  readonly stop: () => Promise<void>;
}

/** Starts what the settings ask for; with none, everything on this machine. */
async function start(settings: Settings, signal: AbortSignal): Promise<Running> {
  const logger = createLogger(settings.logLevel);
  const clinics = readClinicFile(settings.clinicFile, settings.overrides);
  const vault = createVault(settings.encryptionKeys ?? [developmentKey(settings.dataDirectory)]);
  const embedded =
    settings.databaseUrl === null
      ? await startEmbeddedPostgres({
          directory: join(settings.dataDirectory, 'postgres'),
          signal,
          onLog: (line) => logger.info(line),
        })
      : null;
  try {
    const databaseUrl = embedded?.url ?? settings.databaseUrl ?? '';
    await migrate(databaseUrl);
    const app = await startApp({
      databaseUrl,
      vault,
      clinics,
      host: settings.host,
      port: settings.port,
      role: settings.role,
      version,
      logger,
      ...(settings.auth === null ? {} : { authenticate: createAuthenticate(settings.auth) }),
    });
    return {
      app,
      clinics,
      data: embedded
        ? `${settings.dataDirectory} (PostgreSQL 18, ${embedded.adopted ? 'joined' : 'started'})`
        : 'the database of DATABASE_URL',
      async stop() {
        await app.close();
        await embedded?.stop();
      },
    };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

const version = String(JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')).version);

/** What stops the start, in a line: settings name themselves, a taken port too. */
function problem(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE')
    return `PORT ${process.env.PORT ?? 4000} is in use: set PORT to another, or stop the other server`;
  return error.message;
}

const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stopping.abort());

try {
  const settings = readSettings(process.env);
  const { app, clinics, data, stop } = await start(settings, stopping.signal);
  console.log(
    startScreen({ url: app.url, clinics, data, development: settings.auth === null, role: settings.role, milliseconds: performance.now() }),
  );
  if (!stopping.signal.aborted) await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve, { once: true }));
  await stop();
} catch (error) {
  if (!stopping.signal.aborted) {
    console.error(problem(error));
    process.exitCode = error instanceof SettingsError ? 2 : 1;
  }
}
