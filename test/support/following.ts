import type { Viewer } from '../../src/domain/viewer.ts';
import type { EventStore, RecordedEvent, SubscribeOptions } from '../../src/eventStore/port.ts';

/** A subscription followed into a list. */
export interface Following {
  readonly events: readonly RecordedEvent[];
  /** How many events each batch had. */
  readonly batches: readonly number[];
  /** Resolves once the events fit, past or to come; rejects when the subscription ends before. */
  until(fits: (events: readonly RecordedEvent[]) => boolean): Promise<void>;
  /** Aborts it and waits for its end. */
  stop(): Promise<void>;
  /** Resolves when it ends, rejects when it fails. */
  readonly ended: Promise<void>;
}

export interface FollowingOptions extends Omit<SubscribeOptions, 'signal'> {
  /** What the consumer does with a batch before it asks for the next. */
  readonly work?: (batch: readonly RecordedEvent[]) => Promise<void>;
}

/** Subscribes, and goes on until it is stopped. */
export function following(store: EventStore, viewer: Viewer, { work, ...options }: FollowingOptions): Following {
  const stop = new AbortController();
  const events: RecordedEvent[] = [];
  const batches: number[] = [];
  let looks: (() => void)[] = [];
  let over = false;
  const look = (): void => {
    for (const one of [...looks]) one();
  };
  const ended = (async () => {
    for await (const batch of store.subscribe(viewer, { ...options, signal: stop.signal })) {
      events.push(...batch);
      batches.push(batch.length);
      look();
      await work?.(batch);
    }
  })().finally(() => {
    over = true;
    look();
  });
  ended.catch(() => {}); // whoever waits for it hears of it
  return {
    events,
    batches,
    ended,
    until(fits) {
      return new Promise((resolve, reject) => {
        const one = (): void => {
          if (!fits(events) && !over) return;
          looks = looks.filter((other) => other !== one);
          if (fits(events)) resolve();
          else ended.then(() => reject(new Error(`the subscription ended after ${events.length} events`)), reject);
        };
        looks.push(one);
        one();
      });
    },
    async stop() {
      stop.abort();
      await ended;
    },
  };
}
