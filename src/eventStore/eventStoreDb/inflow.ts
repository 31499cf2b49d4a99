import { setImmediate as turn } from 'node:timers/promises';
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
  let wake = (): void => {};
  let tellRoom = (): void => {};
  const isFull = (): boolean => queue.length >= size;
  return {
    isFull,
    put(event) {
      queue.push(event);
      wake();
      return isFull() ? 'full' : 'room';
    },
    async take(signal) {
      if (queue.length === 0 && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = () => {
            signal.removeEventListener('abort', wake);
            resolve();
          };
          signal.addEventListener('abort', wake);
        });
        // One turn of the event loop later, so that events that came together are told together.
        await turn();
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
