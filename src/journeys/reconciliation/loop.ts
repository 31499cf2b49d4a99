import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../database/database.ts';
import { type Lease, whileHolding } from '../../database/lease.ts';
import { CalendarError } from '../../domain/calendar/port.ts';
import type { ClinicSlug } from '../../domain/ids.ts';
import { systemViewer } from '../../domain/viewer.ts';
import type { Log } from '../../eventStore/commandHandler.ts';
import type { Compared } from './compare.ts';
import { readMarks, writeCompared, writeEnd, writeMarks } from './marks.ts';
import { type Marks, type ReconciledClinic, reconcileRound } from './round.ts';

export interface ReconciliationOptions {
  readonly database: Database;
  readonly log: Log;
  /** Those whose calendar can be asked. */
  readonly clinics: readonly ReconciledClinic[];
  /** Names this process in the lease table. */
  readonly holder: string;
  readonly signal: AbortSignal;
  /** Milliseconds after which another process takes over from a dead one; default 5,000. */
  readonly lease?: number;
  /** Milliseconds between two rounds; default five minutes. Raise where the rate limit is short, lower to hear of a lost webhook sooner. */
  readonly every?: number;
  readonly now?: () => Date;
  readonly onCompared?: (clinic: ClinicSlug, compared: readonly Compared[]) => void;
  readonly onError?: (error: unknown) => void;
}

const viewer = systemViewer('reconciliation');

/** Compares bookings with the clinics' calendars every few minutes: the loop `reconciliation`. One process at a time does it, by a lease. */
export async function runReconciliation(options: ReconciliationOptions): Promise<void> {
  const { database, clinics, holder, signal, every = 300_000, onError } = options;
  if (clinics.length === 0) return;
  const lease = { name: 'reconciliation', holder, signal, ...(options.lease === undefined ? {} : { duration: options.lease }) };
  const work = async (held: Lease): Promise<void> => {
    while (!held.signal.aborted) {
      for (const clinic of clinics) await reconcileOnce(options, clinic, held);
      await delay(every, undefined, { signal: held.signal }).catch(() => {});
    }
  };
  while (!signal.aborted) {
    try {
      await whileHolding(database, lease, work);
    } catch (error) {
      onError?.(error);
      await delay(Math.min(every, 5_000) * (0.5 + Math.random()), undefined, { signal }).catch(() => {});
    }
  }
}

/** A calendar that is away is asked again in the next round, from where this one came to; it keeps no other clinic waiting. */
async function reconcileOnce(options: ReconciliationOptions, clinic: ReconciledClinic, held: Lease): Promise<void> {
  const { database, log, now = () => new Date(), onCompared, onError } = options;
  let marks: Marks = await readMarks(database, clinic.slug, now());
  try {
    await reconcileRound({
      log,
      clinic,
      from: marks,
      now,
      signal: held.signal,
      async onCompared(compared, reached) {
        await database.transaction(viewer, async (transaction) => {
          await held.assertHeld(transaction);
          await writeCompared(transaction, clinic.slug, compared);
          await writeMarks(transaction, clinic.slug, reached);
        });
        marks = reached;
        onCompared?.(clinic.slug, compared);
      },
    });
    await writeEnd(database, clinic.slug, marks, null);
  } catch (error) {
    if (held.signal.aborted) return;
    if (!(error instanceof CalendarError)) throw error;
    await writeEnd(database, clinic.slug, marks, error.code);
    onError?.(error);
  }
}
