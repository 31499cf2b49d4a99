import { setTimeout as delay } from 'node:timers/promises';
import { systemViewer } from '../domain/viewer.ts';
import type { Database, Transaction } from './database.ts';

/** The right to do what only one process may do at a time. */
export interface Lease {
  /** Grows with every holder. */
  readonly token: number;
  /** Aborts when the lease is lost. */
  readonly signal: AbortSignal;
  /** Throws unless the lease is still held: inside the holder's own transaction, so that a paused and woken holder writes nothing. */
  assertHeld(transaction: Transaction): Promise<void>;
}

export interface LeaseOptions {
  readonly name: string;
  /** Tells processes apart in the table; one that comes back after an outage gets its own lease at once. */
  readonly holder: string;
  /** How long a dead holder keeps others waiting; default 5,000 ms. Raise for a slow or far database, lower to take over sooner. */
  readonly duration?: number;
  readonly signal: AbortSignal;
}

const viewer = systemViewer('lease');

/** The lease was lost to another holder, or could not be renewed in time. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/**
 * Waits for the lease, does the work while holding it, and gives it back; waits again when it was lost.
 * Ends when the signal aborts. Time is the database's, so that clocks of two machines need not agree.
 */
export async function whileHolding(database: Database, options: LeaseOptions, work: (lease: Lease) => Promise<void>): Promise<void> {
  const { name, holder, signal, duration = 5_000 } = options;
  while (!signal.aborted) {
    const token = await acquire(database, name, holder, duration).catch(() => null);
    if (token === null) {
      await delay(duration / 5, undefined, { signal }).catch(() => {});
      continue;
    }
    const lost = new AbortController();
    const held = AbortSignal.any([signal, lost.signal]);
    const renewing = renew(database, name, token, duration, held, () => lost.abort(new LeaseLost(`the lease ${name} was lost`)));
    try {
      await work({ token, signal: held, assertHeld: (transaction) => assertHeld(transaction, name, token) });
    } catch (error) {
      if (!lost.signal.aborted && !(error instanceof LeaseLost)) throw error;
    } finally {
      lost.abort();
      await renewing;
      await release(database, name, token).catch(() => {});
    }
  }
}

async function acquire(database: Database, name: string, holder: string, duration: number): Promise<number | null> {
  const [row] = await database.query<{ token: number }>(viewer, {
    text: `insert into lease (name, holder, token, expires_at) values ($1, $2, 1, now() + $3 * interval '1 millisecond')
           on conflict (name) do update set holder = excluded.holder, token = lease.token + 1, expires_at = excluded.expires_at
           where lease.expires_at < now() or lease.holder = excluded.holder
           returning token`,
    values: [name, holder, duration],
  });
  return row?.token ?? null;
}

async function renew(
  database: Database,
  name: string,
  token: number,
  duration: number,
  signal: AbortSignal,
  onLost: () => void,
): Promise<void> {
  let renewedAt = performance.now();
  while (!signal.aborted) {
    await delay(duration / 4, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    const rows = await database
      .query(viewer, {
        text: `update lease set expires_at = now() + $3 * interval '1 millisecond' where name = $1 and token = $2 returning 1`,
        values: [name, token, duration],
      })
      .catch(() => null);
    if (rows && rows.length > 0) renewedAt = performance.now();
    else if (rows || performance.now() - renewedAt > duration) return onLost();
  }
}

async function assertHeld(transaction: Transaction, name: string, token: number): Promise<void> {
  // The row lock makes a new holder wait until this transaction has ended.
  const rows = await transaction.query({ text: 'select 1 from lease where name = $1 and token = $2 for share', values: [name, token] });
  if (rows.length === 0) throw new LeaseLost(`the lease ${name} was lost`);
}

const release = (database: Database, name: string, token: number): Promise<unknown> =>
  database.query(viewer, { text: `update lease set expires_at = '-infinity' where name = $1 and token = $2`, values: [name, token] });
