import pg from 'pg';
import type { Viewer } from '../domain/viewer.ts';
import { clientConfig, openPool } from './pool.ts';

/** One SQL statement; a name makes PostgreSQL prepare it once a connection. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

export interface Transaction {
  query<Row>(statement: Statement): Promise<Row[]>;
}

export interface Database {
  /** Runs one statement as the viewer, in one round trip. */
  query<Row>(viewer: Viewer, statement: Statement): Promise<Row[]>;
  /** Runs several statements as the viewer in one transaction; an error rolls it back. */
  transaction<T>(viewer: Viewer, work: (transaction: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** A connection of one's own, for LISTEN; the caller ends it. */
  connect(): Promise<pg.Client>;
  close(): Promise<void>;
}

export interface TransactionOptions {
  /** `snapshot`: every statement sees the same state, read only. Default `write`. */
  readonly mode?: 'write' | 'snapshot';
}

export interface DatabaseOptions {
  readonly url: string;
  /** Name shown in pg_stat_activity. */
  readonly application: string;
  /** Most connections; default 10. Raise for many concurrent queries, lower for a small server (`max_connections`). */
  readonly connections?: number;
  /** Milliseconds that a statement may take; default 30,000. */
  readonly statementTimeout?: number;
  readonly onError?: (error: Error) => void;
}

const clinicsSetting = (viewer: Viewer): string => (viewer.clinics === 'all' ? '*' : viewer.clinics.join(','));

/**
 * Opens a pool on which every statement runs as a viewer.
 * The viewer's clinics are set with `set_config(..., true)` in the same transaction and round trip as the statement, so that no
 * connection ever keeps a viewer.
 */
export function openDatabase(options: DatabaseOptions): Database {
  const { url, application, connections = 10, statementTimeout = 30_000, onError = () => {} } = options;
  const how = {
    url,
    application,
    connections,
    settings: { statement_timeout: statementTimeout, idle_in_transaction_session_timeout: 60_000 },
    onError,
  };
  const pool = openPool({
    ...how,
    pipeline: true,
    // Prepared before the connection is handed out: `asViewer` counts on it.
    onConnect: (client) => client.query(setViewer(nobody)),
  });
  let closed: Promise<void> | undefined;

  return {
    async query<Row>(viewer: Viewer, statement: Statement): Promise<Row[]> {
      const client = await pool.connect();
      let healthy = false;
      try {
        const rows = await asViewer(client, viewer, statement);
        healthy = true;
        // The caller names the shape of its own rows.
        return rows as Row[];
      } catch (error) {
        healthy = error instanceof pg.DatabaseError;
        // Of the caller's, not of the socket's.
        if (error instanceof Error) Error.captureStackTrace(error);
        throw error;
      } finally {
        release(client, healthy);
      }
    },

    async transaction<T>(
      viewer: Viewer,
      work: (transaction: Transaction) => Promise<T>,
      { mode = 'write' }: TransactionOptions = {},
    ): Promise<T> {
      const client = await pool.connect();
      let open = true;
      let healthy = true;
      const query = async <Row>(statement: Statement): Promise<Row[]> => {
        // Work that goes on after its transaction would run inside another viewer's.
        if (!open) throw new Error('The transaction has ended: a statement came after its work was done or had failed');
        try {
          // The caller names the shape of its own rows.
          return (await run(client, statement)).rows as Row[];
        } catch (error) {
          healthy &&= error instanceof pg.DatabaseError;
          throw error;
        }
      };
      try {
        const opened = Promise.all(inOnePacket(client.connection, () => begin(client, viewer, mode)));
        // Its failure is thrown below; until then it must not count as unhandled.
        opened.catch(() => {});
        const result = await work({ query });
        open = false;
        await opened;
        const { command } = await client.query('commit');
        // PostgreSQL answers COMMIT after a failed statement, caught or not, with ROLLBACK and no error.
        if (command !== 'COMMIT') throw new Error('The transaction was rolled back: one of its statements had failed');
        return result;
      } catch (error) {
        open = false;
        await client.query('rollback').catch(() => {
          healthy = false;
        });
        throw error;
      } finally {
        release(client, healthy);
      }
    },

    async connect(): Promise<pg.Client> {
      const client = new pg.Client(clientConfig(how));
      client.on('error', onError);
      await client.connect();
      return client;
    },

    close() {
      closed ??= pool.end();
      return closed;
    },
  };
}

/** Writes what is sent at once instead of message by message: a fifth more statements a second with ten at a time. */
function inOnePacket<T>({ stream }: pg.Connection, send: () => T): T {
  stream.cork();
  try {
    return send();
  } finally {
    stream.uncork();
  }
}

const begin = (client: pg.PoolClient, viewer: Viewer, mode: 'write' | 'snapshot'): Promise<pg.QueryResult>[] => [
  client.query(mode === 'snapshot' ? 'begin isolation level repeatable read read only' : 'begin'),
  client.query(setViewer(viewer)),
];

const setViewer = (viewer: Viewer) => ({
  name: 'set_viewer',
  // Without a column: its answer is read by nobody, and in `asViewer` not even described.
  text: "select from set_config('app.clinics', $1, true)",
  values: [clinicsSetting(viewer)],
});

const nobody: Viewer = { subject: 'nobody', clinics: [], roles: [] };

/**
 * Runs a statement behind the viewer's setting, with one Sync after both: what comes before a Sync is one transaction, and
 * PostgreSQL answers once. BEGIN and COMMIT around them, each with an answer of its own, cost the server half as much CPU again.
 */
async function asViewer(client: pg.PoolClient, viewer: Viewer, statement: Statement): Promise<unknown[]> {
  const [, { rows }] = await new Promise<readonly [setting: pg.QueryResult, answer: pg.QueryResult]>((resolve, reject) => {
    // In the extended protocol although it may have no values: a query of the simple one is a transaction of its own.
    const config: object = { ...statement, queryMode: 'extended' };
    const query = new pg.Query(config as pg.QueryConfig, (error: Error | undefined, results: unknown) => {
      if (error) reject(error);
      else resolve(results as [pg.QueryResult, pg.QueryResult]); // pg gives two where two statements were one query
    });
    const submit = query.submit.bind(query);
    query.submit = (connection) =>
      inOnePacket(connection, () => {
        const { name, values } = setViewer(viewer);
        connection.bind({ statement: name, values }, true);
        connection.execute({}, true);
        return submit(connection);
      });
    client.query(query);
  });
  return rows;
}

const run = (client: pg.PoolClient, statement: Statement): Promise<pg.QueryResult> =>
  // pg's types want mutable values and no undefined name; nothing here is changed by it.
  client.query(statement as pg.QueryConfig);

/**
 * Hands a connection back, or throws it away when it is unfit for others: in a transaction still, or after an error that
 * PostgreSQL did not report. (A value that pg cannot serialise, too: pg then closes the named statement and remembers it as prepared.)
 */
function release(client: pg.PoolClient, healthy: boolean): void {
  client.release(!healthy || client.getTransactionStatus() !== 'I');
}
