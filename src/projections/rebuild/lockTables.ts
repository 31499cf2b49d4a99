import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

/** Below PostgreSQL's own second before it looks for a deadlock: whoever reads is never the one who is ended. */
const patience = '250ms';

/** Somebody reads them in another order, or for long. */
const taken = ['55P03', '40P01'];

/** Tries that a reader may keep it waiting: about a minute. */
const tries = 200;

/**
 * Locks tables against everybody, all of them or none: whoever reads several of them in another order is let through before the next try.
 * The transaction goes on as it was in between.
 */
export async function lockTables(client: pg.Client, tables: readonly string[], signal?: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await client.query('savepoint unlocked');
    try {
      await client.query(`set local lock_timeout = '${patience}'`);
      await client.query(`lock table ${tables.join(', ')} in access exclusive mode`);
      await client.query('set local lock_timeout = 0');
      await client.query('release savepoint unlocked');
      return;
    } catch (error) {
      const isTaken = error instanceof pg.DatabaseError && taken.includes(error.code ?? '');
      if (!isTaken || attempt === tries) throw error;
      await client.query('rollback to savepoint unlocked');
      await delay(50 * (0.5 + Math.random()), undefined, { signal });
    }
  }
}
