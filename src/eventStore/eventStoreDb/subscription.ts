import { setTimeout as delay } from 'node:timers/promises';
import type { EventStoreDBClient } from '@eventstore/db-client';
import type { Position, RecordedEvent } from '../port.ts';
import type { Connection } from './connection.ts';
import { spendsClient } from './errors.ts';
import { createInflow, type Inflow } from './inflow.ts';
import { type Progress, type ReceiveOptions, receive } from './receive.ts';

export interface FollowOptions extends ReceiveOptions {
  readonly connection: Connection;
  readonly after: Position | 'start';
  readonly batchSize: number;
  readonly onError: (error: unknown) => void;
}

/** Milliseconds from a break to the next subscription, doubled up to the longest while nothing comes. */
const shortestPause = 25;
const longestPause = 5_000;

/** Follows the log until the signal aborts. Subscriptions never resume by themselves: after every break it subscribes again from the last place. */
export async function* follow(options: FollowOptions): AsyncGenerator<readonly RecordedEvent[]> {
  const left = new AbortController();
  const signal = AbortSignal.any([options.signal, left.signal]);
  const inflow = createInflow(options.batchSize);
  // Not waited for at the end: it may be in a call that a server which hangs does not answer.
  void keepReceiving({ ...options, signal }, inflow);
  try {
    while (!signal.aborted) {
      const batch = await inflow.take(signal);
      if (batch.length > 0) yield batch;
    }
  } finally {
    left.abort();
  }
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
