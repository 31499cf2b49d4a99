import type { Database } from '../database/database.ts';
import { systemViewer } from '../domain/viewer.ts';
import type { Position } from '../eventStore/port.ts';
import { home } from './checkpoints.ts';

export interface CarryOver {
  /** The database with the processes of the original log. */
  readonly source: Database;
  /** The database of the copy; may be the same. */
  readonly target: Database;
  /** The ids of both logs. */
  readonly from: string;
  readonly to: string;
  /** Where an event of the original stands in the copy; null when it is not there. */
  readonly positionOf: (event: string) => Position | null | Promise<Position | null>;
}

const viewer = systemViewer('processes');

const columns = `id, clinic, process, purpose, about, lane, version, data, cause, cause_stream, cause_revision, correlation,
  planned_for, useful_until, due_at, attempts, state, reason`;

/**
 * Lets the processes go on in a copy of their log exactly where they were: each checkpoint moves to the place of the last event that it had
 * seen, and what is planned goes with it. To be called when the copy is complete and before anything runs on it; the original must not run
 * any more, or both would do it. A process whose last event is not in the copy is left: it begins at the copy's end, and what it had planned is held.
 */
export async function carryOver({
  source,
  target,
  from,
  to,
  positionOf,
}: CarryOver): Promise<{ readonly carried: readonly string[]; readonly left: readonly string[] }> {
  const checkpoints = await source.query<{ process: string; version: number; event: string | null }>(viewer, {
    text: 'select process, version, event from process_checkpoint where log_id = $1 order by process',
    values: [from],
  });
  const placed = await Promise.all(
    checkpoints.map(async (one) => ({ ...one, position: one.event === null ? null : await positionOf(one.event) })),
  );
  const carried = placed.filter(({ event, position }) => event === null || position !== null);
  const names = carried.map(({ process }) => process);
  const effects = source === target ? [] : await source.query<Record<string, unknown>>(viewer, effectsOf(names));
  await target.transaction(viewer, async (transaction) => {
    await transaction.query({
      text: `insert into process_checkpoint (process, version, log_id, home, position, event)
             select process, version, $5, ${home}, position, event from unnest($1::text[], $2::int[], $3::text[], $4::uuid[]) as one(process, version, position, event)
             on conflict (process) do update set version = excluded.version, log_id = excluded.log_id, home = excluded.home,
               position = excluded.position, event = excluded.event, held_through = null, updated_at = now()`,
      values: [
        names,
        carried.map(({ version }) => version),
        carried.map(({ position }) => position),
        carried.map(({ event }) => event),
        to,
      ],
    });
    // In their order; each gets a place of its own in the new table.
    for (const page of pages(effects, 1_000))
      await transaction.query({
        text: `insert into process_effect (${columns}) select ${columns} from jsonb_populate_recordset(null::process_effect, $1) order by seq
               on conflict (id) do nothing`,
        values: [JSON.stringify(page)],
      });
  });
  return { carried: names, left: placed.filter((one) => !carried.includes(one)).map(({ process }) => process) };
}

const effectsOf = (processes: readonly string[]) => ({
  text: 'select to_jsonb(effect) as effect from process_effect as effect where process = any($1) order by seq',
  values: [processes],
});

function* pages(rows: readonly Record<string, unknown>[], size: number): Generator<unknown[]> {
  for (let from = 0; from < rows.length; from += size) yield rows.slice(from, from + size).map(({ effect }) => effect);
}
