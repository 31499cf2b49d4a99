import { setTimeout as delay } from 'node:timers/promises';
import { type AllStreamResolvedEvent, type AllStreamSubscription, type EventStoreDBClient, streamNameFilter } from '@eventstore/db-client';
import type { Position, RecordedEvent } from '../port.ts';
import type { Connection } from './connection.ts';
import { spendsClient } from './errors.ts';
import { createInflow, type Inflow } from './inflow.ts';
import { logPosition, positionText, recorded } from './record.ts';
import { NotAnswered } from './within.ts';

export interface FollowOptions {
  readonly connection: Connection;
  /** What the server is asked to filter by. */
  readonly prefixes: readonly string[];
  /** What is passed on of it. */
  readonly wanted: (stream: string) => boolean;
  readonly after: Position | 'start';
  readonly batchSize: number;
  readonly signal: AbortSignal;
  /** Milliseconds within which the server confirms a subscription. */
  readonly timeout: number;
  /** Milliseconds after which a subscription that tells nothing is opened anew. */
  readonly silence: number;
  readonly onError: (error: unknown) => void;
}

/** Events searched from one checkpoint to the next: the server's window of 32 times this. */
const checkpointInterval = 32;
const shortestPause = 25;
const longestPause = 5_000;

/** Follows the log until the signal aborts. Subscriptions never resume by themselves: after every break it subscribes again from the last place. */
export async function* follow(options: FollowOptions): AsyncGenerator<readonly RecordedEvent[]> {
  const left = new AbortController();
  const signal = AbortSignal.any([options.signal, left.signal]);
  const inflow = createInflow(options.batchSize);
  const receiving = keepReceiving({ ...options, signal }, inflow);
  try {
    while (!signal.aborted) {
      const batch = await inflow.take(signal);
      if (batch.length > 0) yield batch;
    }
  } finally {
    left.abort();
    await receiving;
  }
}

/** How far the subscription is: the last event received, or a checkpoint after it, so that a long stretch of others' events is searched once. */
interface Progress {
  place: Position | 'start';
}

/** The loop `subscription`. */
async function keepReceiving(options: FollowOptions, inflow: Inflow): Promise<void> {
  const { connection, after, signal, onError } = options;
  const progress: Progress = { place: after };
  let pause = shortestPause;
  while (!signal.aborted) {
    const before = progress.place;
    let client: EventStoreDBClient | null = null;
    try {
      client = await connection.client();
      await receive(client, options, inflow, progress);
    } catch (error) {
      if (signal.aborted) return;
      if (client && spendsClient(error)) connection.renew(client);
      onError(error);
      pause = progress.place === before ? Math.min(pause * 2, longestPause) : shortestPause;
      await delay(pause * (0.5 + Math.random()), undefined, { signal }).catch(() => {});
    }
  }
}

/** One subscription, to its end: resolves when the signal aborts or after a long silence, rejects when it breaks. */
function receive(
  client: EventStoreDBClient,
  { prefixes, wanted, signal, timeout, silence }: FollowOptions,
  inflow: Inflow,
  progress: Progress,
): Promise<void> {
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
          watch.refresh();
          const behind = subscription.readableLength;
          if (behind > 0) checkpoint = { place: positionText(commit), behind };
          else if (open) progress.place = positionText(commit);
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
      clearTimeout(watch);
      // The server pings, and is pinged, only as a whole: a single mute stream would never be noticed.
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
  });
}
