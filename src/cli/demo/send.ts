import { setTimeout as delay } from 'node:timers/promises';
import type { Receipt, Server } from './server.ts';
import type { Delivery } from './traffic.ts';

export interface SendOptions {
  /** Journeys a second; Infinity: as fast as the server answers. */
  readonly speed: number;
  readonly signal: AbortSignal;
  /** Called after each answer. */
  readonly onSent: (receipt: Receipt) => void;
}

/** Bodies on their way at once. */
const atOnce = 8;

/** Sends traffic, each body at its time. The first failure ends it, and no body is sent after that. */
export async function sendTraffic(server: Server, traffic: readonly Delivery[], { speed, signal, onSent }: SendOptions): Promise<void> {
  const began = Date.now();
  const ending = new AbortController();
  const stopped = AbortSignal.any([signal, ending.signal]);
  const waiting = traffic.values();

  async function sendOneByOne(): Promise<void> {
    // The senders share the iterator: each takes the next body that nobody has.
    for (const { body, place } of waiting) {
      const due = began + (place / speed) * 1_000 - Date.now();
      if (due > 0) await delay(due, undefined, { signal: stopped });
      stopped.throwIfAborted();
      onSent(await server.post(body));
    }
  }

  const senders = Array.from({ length: atOnce }, async () => {
    try {
      await sendOneByOne();
    } catch (error) {
      ending.abort(error);
      throw error;
    }
  });
  await Promise.allSettled(senders);
  stopped.throwIfAborted();
}
