import type { Database } from '../../database/database.ts';
import type { BookingId, ClinicSlug, Instant } from '../../domain/ids.ts';
import { systemViewer } from '../../domain/viewer.ts';
import type { Position } from '../../eventStore/port.ts';
import { after } from '../feed/cursor.ts';
import type { FeedEntry, FeedSource } from '../feed/port.ts';
import type { BookingChangeKind, BookingFilterColumns } from './change.ts';

/** An entry of `booking_change`. */
export interface ChangeEntry extends FeedEntry {
  readonly clinic: ClinicSlug;
  readonly booking: BookingId;
  readonly kind: BookingChangeKind;
  readonly occurredAt: Instant;
  readonly before: BookingFilterColumns | null;
  readonly after: BookingFilterColumns | null;
}

interface ChangeRecord {
  readonly checkpoint: Position | null;
  readonly position: Position | null;
  readonly seq: number;
  readonly clinic: ClinicSlug;
  readonly booking: BookingId;
  readonly kind: BookingChangeKind;
  readonly occurred_at: Date;
  readonly before: BookingFilterColumns | null;
  readonly after: BookingFilterColumns | null;
}

/**
 * The table that booking feeds read, with the checkpoint in the same snapshot: what is not there up to it never will be.
 * Positions need an order for that and no density: those of EventStoreDB are byte offsets.
 */
export const bookingChanges = (database: Database): FeedSource<ChangeEntry> => ({
  async read(viewer, place, limit) {
    const rows = await database.query<ChangeRecord>(viewer, {
      name: 'read_booking_changes',
      text: `select checkpoint.position as checkpoint, change.*
             from projection_checkpoint as checkpoint
             left join lateral (
               select position, seq, clinic, booking, kind, occurred_at, before, after from booking_change
               where (position, seq) > ($1, $2) order by position, seq limit $3
             ) as change on true
             where checkpoint.name = 'bookings' order by change.position, change.seq`,
      values: [place.position, place.seq, limit],
    });
    const entries = rows.flatMap((row) => (row.position === null ? [] : [entryOf(row, row.position)]));
    const last = entries.at(-1);
    const more = entries.length === limit;
    return { entries, upTo: more && last ? last.place : after(rows[0]?.checkpoint ?? null), more };
  },

  async floor() {
    const [row] = await database.query<{ position: Position }>(systemViewer('feeds'), {
      text: `select position from feed_floor where feed = 'bookings'`,
    });
    return row?.position ?? null;
  },
});

const entryOf = (row: ChangeRecord, position: Position): ChangeEntry => ({
  place: { position, seq: row.seq },
  clinic: row.clinic,
  booking: row.booking,
  kind: row.kind,
  occurredAt: row.occurred_at.toISOString() as Instant, // UTC with milliseconds
  before: row.before,
  after: row.after,
});

/** Deletes changes recorded before a moment, and remembers up to where. */
export async function pruneChanges(database: Database, before: Date): Promise<void> {
  await database.query(systemViewer('feeds'), {
    text: `with gone as (delete from booking_change where recorded_at < $1 returning position)
           insert into feed_floor (feed, position) select 'bookings', max(position) from gone having max(position) is not null
           on conflict (feed) do update set position = greatest(feed_floor.position, excluded.position)`,
    values: [before.toISOString()],
  });
}
