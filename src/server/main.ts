import { startApp } from './app.ts';
import { createAuthenticate } from './auth.ts';
import { openInstallation } from './installation.ts';
import { createLogger } from './logger.ts';
import { readSettings, type Settings, SettingsError } from './settings.ts';
import { startScreen } from './startScreen.ts';
import { version } from './version.ts';

/** Starts what the settings ask for, with none of them everything on this machine, and serves until the signal aborts. */
async function serve(settings: Settings, signal: AbortSignal): Promise<void> {
  const logger = createLogger(settings.logLevel);
  const installation = await openInstallation(settings, signal, (line) => logger.info(line));
  try {
    const { auth, eventStoreUrl, mongodbUrl, host, port, role, publicUrl, openai } = settings;
    const app = await startApp({
      ...installation,
      eventStoreUrl,
      mongodbUrl,
      host,
      port,
      role,
      publicUrl,
      openai,
      version,
      logger,
      ...(auth === null ? {} : { authenticate: createAuthenticate(auth) }),
    });
    console.log(startScreen({ ...installation, url: app.url, role, development: auth === null, milliseconds: performance.now() }));
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    await app.close();
  } finally {
    await installation.close();
  }
}

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
  await serve(readSettings(process.env), stopping.signal);
} catch (error) {
  if (!stopping.signal.aborted) {
    console.error(problem(error));
    process.exitCode = error instanceof SettingsError ? 2 : 1;
  }
}
