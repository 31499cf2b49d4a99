import type { Database, Transaction } from '../database/database.ts';
import { systemViewer } from '../domain/viewer.ts';
import type { EventStore, Position } from '../eventStore/port.ts';
import type { Process } from './process.ts';

/** How far a process is. */
export interface ProcessCheckpoint {
  readonly process: string;
  readonly position: Position | 'start';
  /** What follows from events up to here and is due is held: it was done where this database was copied from. */
  readonly heldThrough: Position | null;
}

const viewer = systemViewer('processes');

/** This database: a dump restored elsewhere, under another name or beside the original is another one. */
export const home = `(select system_identifier from pg_control_system()) || '.' || (select oid from pg_database where datname = current_database())`;

/**
 * Gives each process its place before anything runs, so that nothing that happened before it was deployed concerns it.
 * A new one begins at the log's end; in another log than its own, or one that went back to a backup, it goes on at the end and what it had
 * planned is held. In a restored database (`home`) it goes on where it was, and what is due by now is held.
 */
export async function placeProcesses(database: Database, store: EventStore, processes: readonly Process[], now: Date): Promise<void> {
  if (processes.length === 0) return;
  const logId = await store.logId();
  const last = await store.last(viewer);
  const end = last && { position: last.position, event: last.id };
  await database.transaction(viewer, async (transaction) => {
    for (const { name, version } of processes) {
      await transaction.query({
        text: `insert into process_checkpoint (process, version, log_id, home, position, event) values ($1, $2, $3, ${home}, $4, $5)
               on conflict (process) do nothing`,
        values: [name, version, logId, end?.position, end?.event],
      });
      const [row] = await transaction.query<{ same_log: boolean; same_home: boolean; position: Position | null }>({
        text: `select log_id = $2 as same_log, home = ${home} as same_home, position from process_checkpoint where process = $1 for update`,
        values: [name, logId],
      });
      if (!row) continue;
      const wentBack = row.position !== null && (end === null || row.position > end.position);
      if (!row.same_log || wentBack) {
        await transaction.query({
          text: `update process_checkpoint set log_id = $2, home = ${home}, position = $3, event = $4, held_through = null, updated_at = now() where process = $1`,
          values: [name, logId, end?.position, end?.event],
        });
        await hold(transaction, name, null, 'this log is a copy, or went back to a backup: it may have been done in the other one');
      } else if (!row.same_home) {
        await transaction.query({
          text: `update process_checkpoint set home = ${home}, held_through = $2, updated_at = now() where process = $1`,
          values: [name, end?.position],
        });
        await hold(transaction, name, now, restored);
      }
      await transaction.query({
        text: 'update process_checkpoint set version = $2 where process = $1 and version < $2',
        values: [name, version],
      });
    }
  });
}

/** Why something is held in a restored database. */
export const restored = 'this database was restored from a copy: it may have been done since that was made';

const hold = (transaction: Transaction, process: string, dueUntil: Date | null, reason: string): Promise<unknown> =>
  transaction.query({
    text: `update process_effect set state = 'HELD', reason = $3 where process = $1 and state = 'WAITING' and due_at <= coalesce($2::timestamptz, 'infinity')`,
    values: [process, dueUntil, reason],
  });

/** Reads where each process is that this program may run: those that a newer version has not taken over. Throws for one that was not placed. */
export async function readCheckpoints(database: Database, processes: readonly Process[], logId: string): Promise<ProcessCheckpoint[]> {
  interface Row {
    readonly process: string;
    readonly version: number;
    readonly log_id: string;
    readonly position: Position | null;
    readonly held_through: Position | null;
  }
  const rows = await database.query<Row>(viewer, {
    text: 'select process, version, log_id, position, held_through from process_checkpoint where process = any($1)',
    values: [processes.map(({ name }) => name)],
  });
  return processes.flatMap(({ name, version }): ProcessCheckpoint[] => {
    const row = rows.find(({ process }) => process === name);
    if (row?.log_id !== logId) throw new Error(`the process ${name} has no place in this event log: it gets one when the server starts`);
    return row.version > version ? [] : [{ process: name, position: row.position ?? 'start', heldThrough: row.held_through }];
  });
}

/** Positions in the order of the log, its start first. */
export const earliestFirst = (positions: readonly (Position | 'start')[]): readonly (Position | 'start')[] =>
  positions.toSorted((a, b) => (a === b ? 0 : a === 'start' ? -1 : b === 'start' ? 1 : a < b ? -1 : 1));

/** The process was moved by another program. */
export class ProcessMoved extends Error {
  override readonly name = 'ProcessMoved';
}

/** Moves checkpoints, in the transaction that writes what follows from the events; compare-and-set, so that two writers cannot both succeed. */
export async function moveProcesses(
  transaction: Transaction,
  moves: readonly ProcessCheckpoint[],
  to: { readonly position: Position; readonly id: string },
): Promise<void> {
  const rows = await transaction.query({
    name: 'move_processes',
    text: `update process_checkpoint as checkpoint set position = $3, event = $4, updated_at = now()
           from unnest($1::text[], $2::text[]) as move(process, from_position)
           where checkpoint.process = move.process and checkpoint.position is not distinct from move.from_position returning 1`,
    values: [
      moves.map(({ process }) => process),
      moves.map(({ position }) => (position === 'start' ? null : position)),
      to.position,
      to.id,
    ],
  });
  if (rows.length !== moves.length) throw new ProcessMoved('another program has moved the processes');
}
