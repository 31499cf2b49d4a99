import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

/**
 * A process's open connection to the server that it uses.
 * It shows the others that somebody still needs the server even while pools are idle, and its end is how the death of
 * a server that some other process started is noticed at once.
 */
export interface Presence {
  readonly client: pg.Client;
  /** Resolves when the connection has ended, for whatever reason. */
  readonly ended: Promise<void>;
}

const using = 'journeys: uses the embedded server';
const leaving = 'journeys: leaves the embedded server';

// pg has these two, its types do not.
const referable = (client: pg.Client) => client as pg.Client & { ref(): void; unref(): void };

/** Lets the process end while it does nothing but hold it. */
export const restOn = ({ client }: Presence): void => referable(client).unref();

/** Connects to the server, and makes the database where it is absent; null while the server is starting, stopping or gone. */
export async function enter(port: number, password: string, database: string): Promise<Presence | null> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password,
    database: 'postgres',
    application_name: using,
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => {});
  const ended = new Promise<void>((resolve) => client.once('end', resolve));
  try {
    await client.connect();
    await createDatabase(client, database);
    return { client, ended };
  } catch (error) {
    await client.end();
    // Refused or cut off, or told that it starts or stops (57P01 to 57P03): worth another try.
    if (!(error instanceof pg.DatabaseError) || error.code?.startsWith('57P0')) return null;
    throw new Error(`The embedded PostgreSQL on port ${port} does not let its own user in: ${error.message}`, { cause: error });
  }
}

async function createDatabase(client: pg.Client, database: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
  if (rowCount !== 0) return;
  try {
    await client.query(`create database ${pg.escapeIdentifier(database)}`);
  } catch (error) {
    // Two processes made it at once: either the name or its unique index says so.
    if (!(error instanceof pg.DatabaseError && (error.code === '42P04' || error.code === '23505'))) throw error;
  }
}

/**
 * Tells whether nobody but this process uses the server, and leaves it to the others if somebody does.
 * Of several that leave at once the last to ask sees nobody: each says that it leaves before it looks.
 * This process's pools may have been closed a moment ago, so a connection that no process accounts for gets a second to go.
 */
export async function isLastUser({ client }: Presence): Promise<boolean> {
  referable(client).ref();
  await client.query(`set application_name = '${leaving}'`);
  for (const deadline = Date.now() + 1_000; ; await pause(20)) {
    const { rows } = await client.query<{ present: boolean }>(
      `select application_name = '${using}' as present from pg_stat_activity
       where backend_type = 'client backend' and pid <> pg_backend_pid() and application_name <> '${leaving}'`,
    );
    if (rows.length === 0) return true;
    if (rows.some((row) => row.present) || Date.now() > deadline) return false;
  }
}
