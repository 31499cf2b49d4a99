import { expect, test } from 'vitest';
import { memoryEventStore } from '../../../src/eventStore/memory.ts';
import { storeError } from '../../contracts/eventStore/context.ts';
import { eventStoreContract } from '../../contracts/eventStore.contract.ts';
import { freshClinic, newEvent, viewerOf } from '../../support/events.ts';

eventStoreContract('memory', { durable: false }, async () => {
  const store = memoryEventStore();
  return { store, close: () => store.close() };
});

// EventStoreDB writes it again there, so the port does not promise it; whoever breaks the rule is told so as early as here.
test('the log in memory refuses an id that its stream has at another revision', async () => {
  const store = memoryEventStore();
  const clinic = freshClinic();
  const append = { stream: `booking-${clinic}.1`, events: [newEvent()] };
  await store.append(viewerOf(clinic), { ...append, expected: 'noStream' });
  await expect(store.append(viewerOf(clinic), { ...append, expected: 0 })).rejects.toEqual(storeError('INVALID_APPEND'));
});
