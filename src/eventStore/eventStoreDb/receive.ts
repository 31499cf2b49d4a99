import { type AllStreamResolvedEvent, type AllStreamSubscription, type EventStoreDBClient, streamNameFilter } from '@eventstore/db-client';
import type { Position } from '../port.ts';
import type { Inflow } from './inflow.ts';
import { logPosition, positionText, recorded } from './record.ts';
import { NotAnswered } from './within.ts';

export interface ReceiveOptions {
  /** What the server is asked to filter by. */
  readonly prefixes: readonly string[];
  /** What is passed on of it. */
  readonly wanted: (stream: string) => boolean;
  readonly signal: AbortSignal;
  /** Milliseconds within which the server confirms a subscription. */
  readonly timeout: number;
  /** Milliseconds after which a subscription that tells nothing is given up. */
  readonly silence: number;
}

/** How far a subscription is: the last event received, or a checkpoint after it, so that a long stretch of others' events is searched once. */
export interface Progress {
  place: Position | 'start';
}

/** Events searched from one checkpoint to the next: the server's window of 32 times this. */
const checkpointInterval = 32;

/** Takes one subscription in, to its end: resolves when the signal aborts or after a long silence, rejects when it breaks. */
export function receive(
  client: EventStoreDBClient,
  { prefixes, wanted, signal, timeout, silence }: ReceiveOptions,
  inflow: Inflow,
  progress: Progress,
): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve, reject) => {
    let open = true;
    /** A checkpoint counts once the events before it are here: up to sixteen of them may still wait inside the client. */
    let checkpoint: { readonly place: Position; behind: number } | null = null;
    const subscription: AllStreamSubscription = client.subscribeToAll({
      fromPosition: logPosition(progress.place),
      filter: streamNameFilter({
        prefixes: [...prefixes],
        checkpointInterval,
        checkpointReached(_subscription, { commit }) {
          if (!open) return;
          watch.refresh();
          const behind = subscription.readableLength;
          if (behind > 0) checkpoint = { place: positionText(commit), behind };
          else progress.place = positionText(commit);
        },
      }),
    });

    const settle = (then: () => void): void => {
      if (!open) return;
      open = false;
      clearTimeout(watch);
      signal.removeEventListener('abort', stop);
      inflow.onRoom(() => {});
      subscription.unsubscribe().catch(() => {}); // it never began
      then();
    };
    const stop = (): void => settle(resolve);
    const fail = (error: unknown): void => settle(() => reject(error));

    let watch = setTimeout(() => fail(new NotAnswered(`a subscription was not confirmed within ${timeout} ms`)), timeout);
    signal.addEventListener('abort', stop);
    inflow.onRoom(() => subscription.resume());

    // The listener stays: an error after the end would otherwise end the process.
    subscription.on('error', fail);
    subscription.on('end', () => fail(new Error('the subscription ended')));
    subscription.on('confirmation', () => {
      if (!open) return;
      clearTimeout(watch);
      // A connection is pinged as a whole: one stream of it that says nothing any more would never be noticed.
      watch = setInterval(() => !subscription.isPaused() && settle(resolve), silence);
    });
    subscription.on('data', ({ event }: AllStreamResolvedEvent) => {
      if (!open || !event) return;
      watch.refresh();
      try {
        if (wanted(event.streamId) && inflow.put(recorded(event)) === 'full') subscription.pause();
      } catch (error) {
        return fail(error);
      }
      progress.place = positionText(event.position.commit);
      if (checkpoint && --checkpoint.behind === 0) {
        progress.place = checkpoint.place;
        checkpoint = null;
      }
    });
    // What came before a break may still fill it.
    if (inflow.isFull()) subscription.pause();
  });
}
