import { setTimeout as delay } from 'node:timers/promises';
import { Agenda } from 'agenda';
import { minute, minutesOf, type Scheduling, type Sleeper } from '../port.ts';
import { guardBackend } from './guardBackend.ts';
import type { JobStore } from './jobStore.ts';

export interface AgendaOptions {
  readonly jobs: JobStore;
  /** Milliseconds that one wake-up stands for; a minute. Lower only in tests. */
  readonly grain?: number;
  /** Milliseconds between two sweeps; default a minute. Lower to find lost wake-ups sooner, raise for fewer statements. */
  readonly sweep?: number;
  /** Milliseconds between Agenda's looks for jobs; default 1,000. It sets a timer for what falls due before the next look. */
  readonly processEvery?: number;
  readonly onError?: (error: unknown) => void;
}

const job = 'wake-up';

/** How far ahead a sweep makes sure of wake-ups: far enough that one is long there when its time comes. */
const horizon = 3_600_000;

/**
 * Milliseconds after which a job whose process died is given to another. Running one takes no time: it only says that it is time.
 * Half of it is also how long Node lives on after a job, since Agenda leaves a timer behind.
 */
const lockLifetime = 5_000;

/**
 * Wake-ups by Agenda, in PostgreSQL or MongoDB. Whatever it loses, doubles or delays does no harm: a job carries a minute and nothing else.
 * The settings avoid its known faults (docs/decisions/010-scheduling.md): jobs go once they are done, their locks are short and limited in
 * number, and more may run at once than may be locked by one name.
 */
export function agendaScheduling(options: AgendaOptions): Scheduling {
  const { jobs, grain = minute, sweep = minute, processEvery = 1_000, onError = () => {} } = options;
  const closing = new AbortController();
  const closed = new Promise<void>((resolve) => closing.signal.addEventListener('abort', () => resolve(), { once: true }));
  const report = (error: unknown): void => {
    if (!closing.signal.aborted) onError(error);
  };
  const agenda = new Agenda({
    backend: guardBackend(jobs.backend, { signal: closing.signal, onError: report }),
    processEvery,
    maxConcurrency: 200,
    defaultConcurrency: 100,
    defaultLockLimit: 200,
    defaultLockLifetime: lockLifetime,
    removeOnComplete: true,
  });
  agenda.on('error', report);
  agenda.define<{ minute: string }>(job, async ({ attrs }) => started?.sleeper.due(new Date(attrs.data.minute)));

  let started: { readonly sleeper: Sleeper; readonly stopped: AbortController; readonly running: Promise<unknown> } | null = null;
  const asked = new Set<number>();
  let storing: Promise<void> | null = null;

  function wakeAt(instants: readonly Date[]): void {
    for (const one of minutesOf(instants, grain)) asked.add(one.getTime());
    storing ??= store().finally(() => {
      storing = null;
    });
  }

  /** Stores what was asked for; what came meanwhile, too. */
  async function store(): Promise<void> {
    await Promise.race([agenda.ready, closed]);
    while (asked.size > 0 && !closing.signal.aborted) {
      const some = [...asked];
      asked.clear();
      // Two who ask at once for one minute may get two jobs (`unique` looks first and inserts then): the second wakes for nothing.
      for (const time of some) await storeOne(new Date(time)).catch(report);
    }
  }

  const storeOne = (time: Date): Promise<unknown> =>
    agenda.create(job, { minute: time.toISOString() }).unique({ nextRunAt: time }, { insertOnly: true }).schedule(time).save();

  async function start(sleeper: Sleeper): Promise<void> {
    const stopped = new AbortController();
    const { signal } = stopped;
    const processing = (async () => {
      await Promise.race([agenda.ready, new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))]);
      if (!signal.aborted) await agenda.start();
    })();
    const first = sweepOnce(sleeper);
    const sweeping = (async () => {
      await first;
      for (;;) {
        await delay(sweep, undefined, { signal }).catch(() => {});
        if (signal.aborted) return;
        await sweepOnce(sleeper);
      }
    })();
    started = { sleeper, stopped, running: Promise.all([processing, sweeping]) };
    await first;
  }

  /** Creates the wake-ups that should be there, and wakes for what should have been. It is the sleeper's tables that it goes by. */
  async function sweepOnce(sleeper: Sleeper): Promise<void> {
    try {
      const now = Date.now();
      const upcoming = await sleeper.upcoming(new Date(now + horizon));
      const [overdue] = upcoming.filter((one) => one.getTime() <= now);
      if (overdue) sleeper.due(overdue);
      wakeAt(upcoming.filter((one) => one.getTime() > now));
    } catch (error) {
      report(error);
    }
  }

  async function stop(): Promise<void> {
    const was = started;
    started = null;
    was?.stopped.abort();
    await was?.running;
    // The locks that it could not give back run out.
    await agenda.stop(false).catch(report);
  }

  let ended: Promise<void> | null = null;
  return {
    name: `Agenda on ${jobs.name}`,
    wakeAt,
    start,
    stop,
    async waiting() {
      await storing;
      const { jobs: stored } = await agenda.queryJobs({ name: job });
      return minutesOf(
        stored.flatMap(({ nextRunAt }) => nextRunAt ?? []),
        grain,
      );
    },
    close() {
      ended ??= (async () => {
        await stop();
        closing.abort();
        await storing;
        await jobs.close();
      })();
      return ended;
    },
  };
}
