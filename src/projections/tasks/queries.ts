import type { Database } from '../../database/database.ts';
import { type Page, type PageRequest, pageOf } from '../../database/keyset.ts';
import type { ClinicSlug, TaskId } from '../../domain/ids.ts';
import type { Viewer } from '../../domain/viewer.ts';
import type { RaisedTask } from './model.ts';

export interface StaffTaskKey {
  readonly clinic: ClinicSlug;
  readonly id: TaskId;
}

/** A task as read. */
export interface StaffTaskRecord extends StaffTaskKey {
  readonly row: RaisedTask;
}

/** The tasks of those asked for that the viewer sees, in no order. */
export const staffTasksByIds = (database: Database, viewer: Viewer, keys: readonly StaffTaskKey[]): Promise<StaffTaskRecord[]> =>
  database.query(viewer, {
    name: 'staff_tasks_by_ids',
    text: `select task.clinic, task.id, task.state as row from unnest($1::text[], $2::uuid[]) as asked(clinic, id)
           join staff_task as task on task.clinic = asked.clinic and task.id = asked.id`,
    values: [keys.map((one) => one.clinic), keys.map((one) => one.id)],
  });

export interface StaffTaskFilter {
  readonly clinics: readonly ClinicSlug[];
  /** Null: open and done. */
  readonly open: boolean | null;
}

/** With a single clinic the index gives the order; a list of clinics has to be sorted. */
const conditionOf = ({ clinics }: StaffTaskFilter): string =>
  `${clinics.length === 1 ? 'clinic = ($1::text[])[1]' : 'clinic = any($1)'} and ($2::boolean is null or is_open = $2)`;

/** Tasks, what is open first, then the newest first. */
export async function listStaffTasks(
  database: Database,
  viewer: Viewer,
  filter: StaffTaskFilter,
  page: PageRequest,
): Promise<Page<StaffTaskRecord>> {
  const { after, before, backwards, limit } = page;
  const rows = await database.query<StaffTaskRecord>(viewer, {
    text: `select clinic, id, state as row from staff_task
           where ${conditionOf(filter)}
             and ($4::timestamptz is null or (is_open, created_at, id) < ($3::boolean, $4, $5::uuid))
             and ($7::timestamptz is null or (is_open, created_at, id) > ($6::boolean, $7, $8::uuid))
           order by ${backwards ? 'is_open, created_at, id' : 'is_open desc, created_at desc, id desc'} limit $9`,
    values: [filter.clinics, filter.open, ...placeValues(after), ...placeValues(before), limit],
  });
  return pageOf(rows, page);
}

const placeValues = (place: PageRequest['after']): readonly unknown[] => [place?.first ?? false, place?.at ?? null, place?.id ?? null];

export async function countStaffTasks(database: Database, viewer: Viewer, filter: StaffTaskFilter): Promise<number> {
  const [row] = await database.query<{ count: number }>(viewer, {
    text: `select count(*) from staff_task where ${conditionOf(filter)}`,
    values: [filter.clinics, filter.open],
  });
  return row?.count ?? 0;
}
