import type { Database } from '../database/database.ts';
import { systemViewer } from '../domain/viewer.ts';
import type { EventStore, Position, RecordedEvent } from '../eventStore/port.ts';
import { home } from './checkpoints.ts';

export interface CarryOver {
  /** The database with the processes of the original log, and that log's id. */
  readonly from: { readonly database: Database; readonly logId: string };
  /** The database in which they are to go on, which may be the same, and the copy. */
  readonly to: { readonly database: Database; readonly store: EventStore };
}

const viewer = systemViewer('processes');
const pageSize = 1_000;

const columns = `id, clinic, process, purpose, about, lane, version, data, cause, cause_stream, cause_revision, correlation,
  planned_for, useful_until, due_at, attempts, state, reason`;

/**
 * Lets the processes go on in a copy of their log exactly where they were: each checkpoint moves to the place of the last event that it had
 * seen, found by its id, and what is planned goes with it. To be called when the copy is complete and has the id that it will keep, before
 * anything runs on it; the original must not run any more, or both would do it.
 * A process whose last event is not in the copy is left: it begins at the copy's end, and what it had planned is held.
 */
export async function carryOver({
  from,
  to,
}: CarryOver): Promise<{ readonly carried: readonly string[]; readonly left: readonly string[] }> {
  const checkpoints = await from.database.query<{ process: string; version: number; event: string | null }>(viewer, {
    text: 'select process, version, event from process_checkpoint where log_id = $1 order by process',
    values: [from.logId],
  });
  const places = await placesOf(to.store, new Set(checkpoints.flatMap(({ event }) => event ?? [])));
  const carried = checkpoints.filter(({ event }) => event === null || places.has(event));
  const names = carried.map(({ process }) => process);
  const effects = from.database === to.database ? [] : await from.database.query<{ effect: unknown }>(viewer, effectsOf(names));
  const logId = await to.store.logId();
  await to.database.transaction(viewer, async (transaction) => {
    await transaction.query({
      text: `insert into process_checkpoint (process, version, log_id, home, position, event)
             select process, version, $5, ${home}, position, event
             from unnest($1::text[], $2::int[], $3::text[], $4::uuid[]) as one(process, version, position, event)
             on conflict (process) do update set version = excluded.version, log_id = excluded.log_id, home = excluded.home,
               position = excluded.position, event = excluded.event, held_through = null, updated_at = now()`,
      values: [
        names,
        carried.map(({ version }) => version),
        carried.map(({ event }) => (event === null ? null : places.get(event))),
        carried.map(({ event }) => event),
        logId,
      ],
    });
    // In their order; each gets a place of its own in the new table.
    for (let first = 0; first < effects.length; first += pageSize)
      await transaction.query({
        text: `insert into process_effect (${columns}) select ${columns} from jsonb_populate_recordset(null::process_effect, $1) order by seq
               on conflict (id) do nothing`,
        values: [JSON.stringify(effects.slice(first, first + pageSize).map(({ effect }) => effect))],
      });
  });
  return { carried: names, left: checkpoints.map(({ process }) => process).filter((name) => !names.includes(name)) };
}

/** Where events stand in a log; it is read until all are found. */
async function placesOf(store: EventStore, ids: ReadonlySet<string>): Promise<ReadonlyMap<string, Position>> {
  const places = new Map<string, Position>();
  for (let after: Position | 'start' = 'start'; places.size < ids.size; ) {
    const page: readonly RecordedEvent[] = await store.readAll(viewer, { after, limit: pageSize });
    for (const { id, position } of page) if (ids.has(id)) places.set(id, position);
    const last = page.at(-1);
    if (!last) break;
    after = last.position;
  }
  return places;
}

const effectsOf = (processes: readonly string[]) => ({
  text: 'select to_jsonb(effect) as effect from process_effect as effect where process = any($1) order by seq',
  values: [processes],
});
