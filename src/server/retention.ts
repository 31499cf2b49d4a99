import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../database/database.ts';
import type { ClinicSettings } from '../domain/clinic/settings.ts';
import { milliseconds } from '../domain/duration.ts';
import { bookingChanges } from '../projections/bookings/feed.ts';
import { conversationChanges } from '../projections/conversations/feed.ts';
import { pruneChanges } from '../projections/feed/changeTable.ts';
import { purgeBodies } from '../webhooks/inbox/deliveries.ts';

export interface RetentionOptions {
  readonly database: Database;
  readonly clinics: readonly ClinicSettings[];
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Milliseconds between two rounds; default an hour. */
  readonly every?: number;
  readonly onError?: (error: unknown) => void;
}

/** How long a feed's cursor stays good: a front-end that slept for a month queries afresh. */
const keptChanges = 30 * 86_400_000;

/** Deletes what is kept no longer: webhook bodies after each clinic's retention, feed entries after 30 days. The loop `retention`. */
export async function runRetention({ database, clinics, signal, now: clock, every = 3_600_000, onError }: RetentionOptions): Promise<void> {
  const retentions = new Map(clinics.map(({ slug, retention }) => [slug, milliseconds(retention.deliveries) ?? 0]));
  while (!signal.aborted) {
    try {
      const now = clock();
      await purgeBodies(database, retentions, now);
      for (const table of [bookingChanges, conversationChanges]) await pruneChanges(database, table, new Date(now.getTime() - keptChanges));
    } catch (error) {
      onError?.(error);
    }
    await delay(every, undefined, { signal }).catch(() => {});
  }
}
