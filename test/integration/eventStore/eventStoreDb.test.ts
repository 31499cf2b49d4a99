import { eventStoreDbEventStore } from '../../../src/eventStore/eventStoreDb/eventStoreDb.ts';
import type { EventStore } from '../../../src/eventStore/port.ts';
import { eventStoreContract } from '../../contracts/eventStore.contract.ts';
import { startEventStoreServer } from '../../support/eventStoreServer/eventStoreServer.ts';

const given = process.env.TEST_EVENTSTORE_URL;
const what = given ? 'the server of TEST_EVENTSTORE_URL' : 'the test server, for want of TEST_EVENTSTORE_URL';
console.info(`eventStoreDb: the contract runs on ${what}`);

eventStoreContract(`eventStoreDb (${what})`, { durable: true }, async ({ commits }) => {
  const commitDelay = commits === 'random' ? () => Math.random() * 4 : () => 0;
  const server = given ? { url: given, close: async () => {} } : await startEventStoreServer({ commitDelay });
  const stores: EventStore[] = [];
  const another = (): EventStore => {
    const store = eventStoreDbEventStore({ url: server.url });
    stores.push(store);
    return store;
  };
  return {
    store: another(),
    another,
    async close() {
      await Promise.all(stores.map((one) => one.close()));
      await server.close();
    },
  };
});
