import { once } from 'node:events';
import type { RecordedEvent } from '../port.ts';

/** What has come and was not taken yet, up to a number of events. */
export interface Inflow {
  /** Takes one event in, over the number too: what is on its way when it says `full` must not be lost. */
  put(event: RecordedEvent): 'room' | 'full';
  isFull(): boolean;
  /** Resolves with the next events, as soon as there is one; empty when the signal aborts first. */
  take(signal: AbortSignal): Promise<readonly RecordedEvent[]>;
  /** Called when there is room again. */
  onRoom(listener: () => void): void;
}

/** @param size most events of one batch, and about as many as wait behind it */
export function createInflow(size: number): Inflow {
  const queue: RecordedEvent[] = [];
  let arrived = new AbortController();
  let tellRoom = (): void => {};
  const isFull = (): boolean => queue.length >= size;
  return {
    isFull,
    put(event) {
      queue.push(event);
      arrived.abort();
      return isFull() ? 'full' : 'room';
    },
    async take(signal) {
      while (queue.length === 0 && !signal.aborted) {
        arrived = new AbortController();
        await once(AbortSignal.any([signal, arrived.signal]), 'abort');
      }
      if (signal.aborted) return [];
      const batch = queue.splice(0, size);
      if (!isFull()) tellRoom();
      return batch;
    },
    onRoom(listener) {
      tellRoom = listener;
    },
  };
}
