import type { Database } from '../../database/database.ts';
import type { ClinicSlug, Instant } from '../../domain/ids.ts';
import { systemViewer } from '../../domain/viewer.ts';
import type { Position } from '../../eventStore/port.ts';
import type { FeedTable } from '../readModel.ts';
import { after } from './cursor.ts';
import type { FeedEntry, FeedSource } from './port.ts';

/** Where the changes of a read model's rows are told, and which model they are of: up to its checkpoint the table is whole. */
export interface ChangeTable extends Omit<FeedTable<object>, 'change'> {
  readonly model: string;
}

/** An entry of a table of changes: a row of the model by its id, and what filters ask of it, before and after. */
export interface ChangeEntry<Columns> extends FeedEntry {
  readonly clinic: ClinicSlug;
  readonly id: string;
  readonly part: string | null;
  readonly kind: string;
  readonly occurredAt: Instant;
  readonly before: Columns | null;
  readonly after: Columns | null;
}

interface ChangeRecord<Columns> {
  readonly checkpoint: Position | null;
  readonly position: Position | null;
  readonly seq: number;
  readonly clinic: ClinicSlug;
  readonly id: string;
  readonly part: string | null;
  readonly kind: string;
  readonly occurred_at: Date;
  readonly before: Columns | null;
  readonly after: Columns | null;
}

/**
 * A table of changes as feeds read it, with the checkpoint in the same snapshot: what is not there up to it never will be.
 * Positions need an order for that and no density: those of EventStoreDB are byte offsets.
 */
export const changeSource = <Columns>(
  database: Database,
  { table, column, part, model }: ChangeTable,
): FeedSource<ChangeEntry<Columns>> => ({
  async read(viewer, place, limit) {
    const rows = await database.query<ChangeRecord<Columns>>(viewer, {
      name: `read_${table}`,
      text: `select checkpoint.position as checkpoint, change.*
             from projection_checkpoint as checkpoint
             left join lateral (
               select position, seq, clinic, ${column} as id, ${part ?? 'null::uuid'} as part, kind, occurred_at, before, after from ${table}
               where (position, seq) > ($1, $2) order by position, seq limit $3
             ) as change on true
             where checkpoint.name = $4 order by change.position, change.seq`,
      values: [place.position, place.seq, limit, model],
    });
    const entries = rows.flatMap((row) => (row.position === null ? [] : [entryOf(row, row.position)]));
    const last = entries.at(-1);
    const more = entries.length === limit;
    return { entries, upTo: more && last ? last.place : after(rows[0]?.checkpoint ?? null), more };
  },

  async floor() {
    const [row] = await database.query<{ position: Position }>(systemViewer('feeds'), {
      text: 'select position from feed_floor where feed = $1',
      values: [model],
    });
    return row?.position ?? null;
  },
});

const entryOf = <Columns>(
  { seq, clinic, id, part, kind, occurred_at, before, after: now }: ChangeRecord<Columns>,
  position: Position,
): ChangeEntry<Columns> => ({
  place: { position, seq },
  clinic,
  id,
  part,
  kind,
  occurredAt: occurred_at.toISOString() as Instant, // UTC with milliseconds
  before,
  after: now,
});

/** Deletes changes recorded before a moment, and remembers up to where. */
export async function pruneChanges(database: Database, { table, model }: ChangeTable, before: Date): Promise<void> {
  await database.query(systemViewer('feeds'), {
    text: `with gone as (delete from ${table} where recorded_at < $1 returning position)
           insert into feed_floor (feed, position) select $2, max(position) from gone having max(position) is not null
           on conflict (feed) do update set position = greatest(feed_floor.position, excluded.position)`,
    values: [before.toISOString(), model],
  });
}
