import { startEventStoreServer } from './eventStoreServer/eventStoreServer.ts';

/** A store that a suite runs on, besides the database that holds everything else. */
export interface StoreUnderTest {
  /** For test names. */
  readonly name: string;
  /** Starts it where it has to be started; null: events are in the database. */
  open(): Promise<{ readonly eventStoreUrl: string | null; close(): Promise<void> }>;
}

const given = process.env.TEST_EVENTSTORE_URL;

/** The stores that the suites of the main road run on. */
export const eventStores: readonly StoreUnderTest[] = [
  { name: 'postgres', open: async () => ({ eventStoreUrl: null, close: async () => {} }) },
  {
    name: given ? 'eventStoreDb (the server of TEST_EVENTSTORE_URL)' : 'eventStoreDb (the test server, for want of TEST_EVENTSTORE_URL)',
    async open() {
      if (given) return { eventStoreUrl: given, close: async () => {} };
      const server = await startEventStoreServer();
      return { eventStoreUrl: server.url, close: () => server.close() };
    },
  },
];
