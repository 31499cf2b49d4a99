import type { Database } from '../database/database.ts';
import type { Part } from '../domain/clock.ts';
import { systemViewer } from '../domain/viewer.ts';
import type { EventStore } from '../eventStore/port.ts';
import { untilProjected } from './untilProjected.ts';

const viewer = systemViewer('projections');

/** The projections, for a virtual clock: they have nothing to do once the tables hold what the log holds. */
export const projectionsPart = (database: Database, store: EventStore): Part => ({
  async settled() {
    const last = await store.last(viewer);
    await untilProjected(database, store, viewer, Number.POSITIVE_INFINITY);
    return last?.position ?? 'nothing';
  },
});
