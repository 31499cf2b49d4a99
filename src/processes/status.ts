import type { Database } from '../database/database.ts';
import { systemViewer } from '../domain/viewer.ts';
import type { EventStore, Position } from '../eventStore/port.ts';

/** How a process does. */
export interface ProcessStatus {
  readonly name: string;
  readonly position: Position | null;
  /** Events that it has not seen; counting stops at 1,000. */
  readonly lagEvents: number;
  /** Effects that are due and not done, those that wait to be tried again included. */
  readonly due: number;
  /** Seconds since the oldest of them was to be done. */
  readonly lateSeconds: number;
  /** Timers that have not fallen due. */
  readonly waiting: number;
  /** Effects that were tried as often as they may be, and those held after a restore: for people to look at. */
  readonly failed: number;
  readonly held: number;
}

const viewer = systemViewer('status');

/** Reads how every process does. */
export async function processStatuses(database: Database, store: EventStore, now: Date): Promise<ProcessStatus[]> {
  interface Row extends Omit<ProcessStatus, 'lagEvents' | 'lateSeconds'> {
    readonly oldest: Date | null;
  }
  const rows = await database.query<Row>(viewer, {
    text: `select process as name, position,
             (select count(*) from process_effect as effect where effect.process = one.process and state = 'WAITING' and planned_for <= $1) as due,
             (select min(planned_for) from process_effect as effect where effect.process = one.process and state = 'WAITING' and planned_for <= $1) as oldest,
             (select count(*) from process_effect as effect where effect.process = one.process and state = 'WAITING' and planned_for > $1) as waiting,
             (select count(*) from process_effect as effect where effect.process = one.process and state = 'FAILED') as failed,
             (select count(*) from process_effect as effect where effect.process = one.process and state = 'HELD') as held
           from process_checkpoint as one order by process`,
    values: [now],
  });
  const lags = new Map<Position | null, number>();
  for (const position of new Set(rows.map((row) => row.position)))
    lags.set(position, (await store.readAll(viewer, { after: position ?? 'start', limit: 1_000 })).length);
  return rows.map(({ oldest, ...row }) => ({
    ...row,
    lagEvents: lags.get(row.position) ?? 0,
    lateSeconds: oldest ? Math.max(0, (now.getTime() - oldest.getTime()) / 1_000) : 0,
  }));
}
