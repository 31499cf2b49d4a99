import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../database/database.ts';
import type { Part } from '../../domain/clock.ts';
import { systemViewer } from '../../domain/viewer.ts';

const viewer = systemViewer('inbox');

/** Milliseconds between two looks: another program may be at work. */
const pause = 5;

/** The inbox, for a virtual clock: it has nothing to do once every delivery is done with, those included that wait for their next attempt. */
export const inboxPart = (database: Database, signal: AbortSignal): Part => ({
  async settled() {
    for (;;) {
      const [row] = await database.query<{ waiting: number; tries: number | null }>(viewer, {
        text: `select count(*) filter (where status = 'RECEIVED') as waiting, sum(attempts) as tries from delivery`,
      });
      if (!row || row.waiting === 0 || signal.aborted) return String(row?.tries ?? 0);
      await delay(pause);
    }
  },
});
