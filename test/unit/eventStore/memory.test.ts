import { memoryEventStore } from '../../../src/eventStore/memory.ts';
import { eventStoreContract } from '../../contracts/eventStore.contract.ts';

eventStoreContract('memory', { durable: false }, async () => {
  const store = memoryEventStore();
  return { store, close: () => store.close() };
});
