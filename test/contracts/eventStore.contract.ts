import { describe } from 'vitest';
import { appending } from './eventStore/appending.ts';
import { closing } from './eventStore/closing.ts';
import { type OpenStore, storeContext } from './eventStore/context.ts';
import { model } from './eventStore/model.ts';
import { reading } from './eventStore/reading.ts';
import { repeating } from './eventStore/repeating.ts';
import { subscribing } from './eventStore/subscribing.ts';

export type { OpenedStore, OpenOptions, OpenStore } from './eventStore/context.ts';

/**
 * What every adapter of the event store's port promises; an adapter's own test is a few lines that call this.
 * @param durable whether the log outlives the store
 */
export function eventStoreContract(name: string, { durable }: { readonly durable: boolean }, open: OpenStore): void {
  describe(`the event store contract on ${name}`, () => {
    const log = storeContext(open, durable);
    appending(log);
    repeating(log);
    reading(log);
    subscribing(log);
    closing(log);
    model(log);
  });
}
