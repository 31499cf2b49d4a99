import pg from 'pg';

export interface PoolOptions {
  readonly url: string;
  /** Name shown in pg_stat_activity. */
  readonly application: string;
  readonly connections: number;
  /** What PostgreSQL is told of every connection, beside the role. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Milliseconds after which a statement that is not answered fails here; default never: the server has a time-out of its own. */
  readonly patience?: number;
  /** Lets several statements of a transaction be sent in one round trip. */
  readonly pipeline?: boolean;
  readonly onError?: (error: Error) => void;
}

/** The role that the server works as: no owner, no BYPASSRLS (migration 0001 creates it). */
export const serverRole = 'journeys_app';

// int8 arrives as text; positions and counts here stay far below 2^53.
const types = new pg.TypeOverrides();
types.setTypeParser(20, Number);

/** How every connection of the server is made: as the server's role, with the given settings. */
export function clientConfig({ url, application, settings = {}, patience }: PoolOptions): pg.ClientConfig {
  const options = Object.entries({ role: serverRole, ...settings })
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
  return {
    connectionString: withOptions(url, options),
    application_name: application,
    types,
    connectionTimeoutMillis: 5_000,
    ...(patience === undefined ? {} : { query_timeout: patience }),
    options,
  };
}

/** Opens a pool of such connections, whose errors never end the process. */
export function openPool(options: PoolOptions): pg.Pool {
  const { connections, pipeline = false, onError = () => {} } = options;
  const pool = new pg.Pool({ ...clientConfig(options), max: connections, pipeline });
  // A server that goes away ends connections, in use or idle; one without a listener would end the process with it.
  pool.on('connect', (client) => client.on('error', onError));
  // The pool repeats what an idle connection has said already.
  pool.on('error', () => {});
  return pool;
}

/** pg lets `options` in the URL win over the configured ones, and with them the role would be lost: ours go last into the URL's. */
const withOptions = (url: string, options: string): string =>
  url.replace(/([?&]options=[^&]*)/, (given) => `${given}%20${encodeURIComponent(options)}`);
