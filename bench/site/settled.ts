import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

/** Waits until a server has carried out every delivery and projected every event of its database. */
export async function settled(databaseUrl: string): Promise<void> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    for (;;) {
      const { rows } = await client.query<{ settled: boolean }>(
        `select not exists (select from delivery where status = 'RECEIVED') and (select lpad(position::text, 20, '0') from log_head) =
           (select min(position) from projection_checkpoint having count(position) = count(*)) as settled`,
      );
      if (rows[0]?.settled) return;
      await delay(20);
    }
  } finally {
    await client.end();
  }
}
