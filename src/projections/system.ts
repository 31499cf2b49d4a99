import type { Database } from '../database/database.ts';
import { systemViewer } from '../domain/viewer.ts';
import type { EventStore, Position } from '../eventStore/port.ts';

/** How a projection does. */
export interface ProjectionStatus {
  readonly name: string;
  readonly position: Position | null;
  /** Events not yet taken in; counting stops at 10,000. */
  readonly lagEvents: number;
  /** Age of the oldest of them. */
  readonly lagSeconds: number;
  readonly deadLetters: number;
}

const viewer = systemViewer('status');
const mostCounted = 10_000;

/**
 * Reads where every projection is, and how far the log has gone on since.
 * @param most events counted of what is waiting: no store can tell their number without reading them
 */
export async function projectionStatuses(
  database: Database,
  store: EventStore,
  now: Date,
  most = mostCounted,
): Promise<ProjectionStatus[]> {
  const rows = await database.query<{ name: string; position: Position | null; dead: number }>(viewer, {
    text: `select name, position, (select count(*) from projection_dead_letter as dead where dead.projection in (checkpoint.name, '*')) as dead
           from projection_checkpoint as checkpoint order by name`,
  });
  const lags = new Map<Position | null, { events: number; seconds: number }>();
  for (const position of new Set(rows.map((row) => row.position))) {
    const waiting = await store.readAll(viewer, { after: position ?? 'start', limit: most });
    const [oldest] = waiting;
    lags.set(position, {
      events: waiting.length,
      seconds: oldest ? Math.max(0, (now.getTime() - oldest.recordedAt.getTime()) / 1_000) : 0,
    });
  }
  return rows.map(({ name, position, dead }) => {
    const { events, seconds } = lags.get(position) ?? { events: 0, seconds: 0 };
    return { name, position, lagEvents: events, lagSeconds: seconds, deadLetters: dead };
  });
}
