import { PostgresBackend } from '@agendajs/postgres-backend';
import { openPool } from '../../database/pool.ts';
import type { JobStore } from './jobStore.ts';

/** Keeps jobs in PostgreSQL, in the schema `agenda` of a migrated database. */
export function postgresJobs(url: string, onError: (error: unknown) => void): JobStore {
  // Its own pool has no listener for errors: a server that goes away would end the process.
  const pool = openPool({
    url,
    application: 'journeys: agenda',
    connections: 4,
    settings: { search_path: 'agenda' },
    patience: 10_000,
    onError,
  });
  return {
    name: 'PostgreSQL',
    // Without notifications: each job costs up to four, and half the throughput. Jobs are looked for every second.
    backend: new PostgresBackend({ pool, ensureSchema: false, disableNotifications: true }),
    close: () => pool.end(),
  };
}
