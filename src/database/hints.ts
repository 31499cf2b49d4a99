import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from './database.ts';

/** Tells readers that there is something new, in this process at once and in others a moment later. A hint may be lost: readers poll as well. */
export interface Hint {
  /** Says that there is. */
  given(): void;
  /** How many hints there were: asked for before a read, so that none given during the read is missed. */
  count(): number;
  /** Resolves as soon as there were more hints than `seen`, after the given time, or when the signal aborts. */
  after(seen: number, milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** What hints are about: deliveries came, events were appended, rows were written. */
export type HintChannel = 'inbox' | 'event_log' | 'projected';

export interface Hints extends Readonly<Record<HintChannel, Hint>> {
  close(): Promise<void>;
}

const channels: readonly HintChannel[] = ['inbox', 'event_log', 'projected'];

/** Hints to other processes are gathered for this long: a NOTIFY inside each append's transaction costs two to four times the throughput. */
const gather = 20;

/** Opens the hints of a process: one connection that listens and notifies, made anew when it breaks. The loop `hints`. */
export function openHints(database: Database, onError: (error: unknown) => void): Hints {
  const closed = new AbortController();
  let tell: ((channel: HintChannel) => Promise<unknown>) | null = null;
  // One that is on its way when the hints are closed is lost, as any may be.
  const report = (error: unknown): void => (closed.signal.aborted ? undefined : onError(error));
  const hints = Object.fromEntries(channels.map((name) => [name, localHint(() => tell?.(name).catch(report))])) as Record<
    HintChannel,
    LocalHint
  >; // one for each

  async function run(): Promise<void> {
    while (!closed.signal.aborted) {
      try {
        const client = await database.connect();
        const broken = new Promise<void>((resolve) => client.once('end', () => resolve()));
        const stop = new Promise<void>((resolve) => {
          closed.signal.addEventListener('abort', () => resolve(), { once: true });
          // It may have been closed while it connected.
          if (closed.signal.aborted) resolve();
        });
        client.on('notification', ({ channel }) => hints[channel as HintChannel]?.wake()); // of those listened to
        // One statement at a time: the connection takes no second one before it has answered the first.
        let answered: Promise<unknown> = client.query(channels.map((one) => `listen ${one}`).join('; '));
        tell = (channel) => {
          answered = answered.then(() => client.query(`notify ${channel}`));
          return answered;
        };
        await answered;
        await Promise.race([broken, stop]);
        tell = null;
        await client.end().catch(() => {});
      } catch (error) {
        tell = null;
        report(error);
        await delay(1_000, undefined, { signal: closed.signal }).catch(() => {});
      }
    }
  }
  const running = run();

  return {
    ...hints,
    async close() {
      closed.abort();
      for (const hint of Object.values(hints)) hint.wake();
      await running;
    },
  };
}

/** A hint within this process alone. */
export const createHint = (): Hint => localHint(() => {});

interface LocalHint extends Hint {
  /** Another process gave it. */
  wake(): void;
}

function localHint(tellOthers: () => unknown): LocalHint {
  let waiting: (() => void)[] = [];
  let hinted = 0;
  let pending = false;

  const wake = (): void => {
    hinted += 1;
    const now = waiting;
    waiting = [];
    for (const resolve of now) resolve();
  };

  return {
    wake,
    given() {
      wake();
      if (pending) return;
      pending = true;
      setTimeout(() => {
        pending = false;
        tellOthers();
      }, gather).unref();
    },
    count: () => hinted,
    after(seen, milliseconds, signal) {
      if (hinted > seen || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          waiting = waiting.filter((one) => one !== done);
          resolve();
        };
        const timer = setTimeout(done, milliseconds);
        signal.addEventListener('abort', done);
        waiting.push(done);
      });
    },
  };
}
