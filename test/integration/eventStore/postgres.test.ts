import pg from 'pg';
import type { EventStore } from '../../../src/eventStore/port.ts';
import { postgresEventStore } from '../../../src/eventStore/postgres/postgres.ts';
import { eventStoreContract } from '../../contracts/eventStore.contract.ts';
import { createTestDatabase } from '../../support/database.ts';

eventStoreContract('postgres', { durable: true }, async ({ commits }) => {
  const { url, database, dispose } = await createTestDatabase();
  if (commits === 'random') await slowDown(url);
  const stores: EventStore[] = [];
  const another = (): EventStore => {
    const store = postgresEventStore({ database });
    stores.push(store);
    return store;
  };
  return {
    store: another(),
    another,
    async close() {
      await Promise.all(stores.map((one) => one.close()));
      await dispose();
    },
  };
});

/** Lets every event that is inserted hold up its transaction for up to two milliseconds. */
async function slowDown(url: string): Promise<void> {
  const owner = new pg.Client(url);
  await owner.connect();
  await owner.query(`
    create function dawdle() returns trigger language plpgsql as $$ begin perform pg_sleep(random() * 0.002); return new; end $$;
    create trigger dawdle before insert on log_event for each row execute function dawdle();
  `);
  await owner.end();
}
