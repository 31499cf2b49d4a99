import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../database/database.ts';
import { systemViewer, type Viewer } from '../domain/viewer.ts';
import type { EventStore, Position } from '../eventStore/port.ts';

const system = systemViewer('projections');

/**
 * Waits until the tables hold what the log of the viewer's clinics holds by now, so that whoever reads next finds what she has just done.
 * Gives up after so many milliseconds, and says so: what was done stands in the log, and the projection may be away.
 */
export async function untilProjected(database: Database, store: EventStore, viewer: Viewer, patience = 2_000): Promise<boolean> {
  const end = performance.now() + patience;
  const last = await store.last(viewer);
  for (let pause = 5; last; pause = Math.min(2 * pause, 100)) {
    const [row] = await database.query<{ position: Position | null }>(system, {
      name: 'projected_up_to',
      text: 'select min(position) as position from projection_checkpoint having count(position) = count(*)',
    });
    if (row?.position && row.position >= last.position) return true;
    if (performance.now() + pause > end) return false;
    await delay(pause);
  }
  return true;
}
