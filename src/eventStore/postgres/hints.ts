import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../database/database.ts';

/** Tells readers that something was appended, here at once and in other processes a moment later. A hint may be lost: readers poll as well. */
export interface Hints {
  /** Says that this process appended. */
  given(): void;
  /** How many hints there were: asked for before a read, so that none given during the read is missed. */
  count(): number;
  /** Resolves as soon as there were more hints than `seen`, after the given time, or when the signal aborts. */
  after(seen: number, milliseconds: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

const channel = 'event_log';
/** Hints to other processes are gathered for this long: a NOTIFY inside each append's transaction costs two to four times the throughput. */
const gather = 20;

export function createHints(database: Database, onError: (error: unknown) => void): Hints {
  const closed = new AbortController();
  let waiting: (() => void)[] = [];
  let hinted = 0;
  let pending = false;
  let tell: (() => Promise<unknown>) | null = null;

  const wake = (): void => {
    hinted += 1;
    const now = waiting;
    waiting = [];
    for (const resolve of now) resolve();
  };

  /** The loop `hints`: one connection that listens and notifies, made anew when it breaks. */
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
        client.on('notification', wake);
        tell = () => client.query(`notify ${channel}`);
        if (!closed.signal.aborted) await client.query(`listen ${channel}`);
        await Promise.race([broken, stop]);
        tell = null;
        await client.end().catch(() => {});
      } catch (error) {
        tell = null;
        onError(error);
        await delay(1_000, undefined, { signal: closed.signal }).catch(() => {});
      }
    }
  }
  const running = run();

  return {
    given() {
      wake();
      if (pending || !tell) return;
      pending = true;
      setTimeout(() => {
        pending = false;
        tell?.().catch(onError);
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
    async close() {
      closed.abort();
      wake();
      await running;
    },
  };
}
