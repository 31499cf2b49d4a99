import type { Database } from '../../database/database.ts';
import { type Page, type PageRequest, pageOf } from '../../database/keyset.ts';
import type { CarePlan, CarePlanStatus } from '../../domain/care/carePlan.ts';
import type { PublishedTemplate } from '../../domain/care/published.ts';
import type { ReadinessState } from '../../domain/care/readiness.ts';
import type { CarePlanId, ClinicSlug } from '../../domain/ids.ts';
import type { Viewer } from '../../domain/viewer.ts';

export interface CarePlanKey {
  readonly clinic: ClinicSlug;
  readonly id: CarePlanId;
}

/** A care plan as read. */
export interface CarePlanRecord extends CarePlanKey {
  readonly row: CarePlan;
}

/** The care plans of those asked for that the viewer sees, in no order. */
export const carePlansByIds = (database: Database, viewer: Viewer, keys: readonly CarePlanKey[]): Promise<CarePlanRecord[]> =>
  database.query(viewer, {
    name: 'care_plans_by_ids',
    text: `select care_plan.clinic, care_plan.id, care_plan.state as row
           from unnest($1::text[], $2::uuid[]) as asked(clinic, id)
           join care_plan on care_plan.clinic = asked.clinic and care_plan.id = asked.id`,
    values: [keys.map((one) => one.clinic), keys.map((one) => one.id)],
  });

export interface CarePlanFilter {
  readonly clinics: readonly ClinicSlug[];
  readonly status: readonly CarePlanStatus[] | null;
  readonly readiness: ReadinessState | null;
  /** Has a step that nobody came to in time; null: not asked. */
  readonly overdue: boolean | null;
}

/** Jobs wake by the minute, and may wait for each other: what is later than this was forgotten. */
const grace = `interval '15 minutes'`;

/** With a single clinic the index gives the order; a list of clinics has to be sorted. */
const clinicCondition = ({ clinics }: CarePlanFilter): string => (clinics.length === 1 ? 'clinic = ($1::text[])[1]' : 'clinic = any($1)');

/** Of a visit that is ready but for her word that she comes, that is waited for. */
const readiness = `case when readiness = 'READY' and not exists (
    select from booking where booking.clinic = care_plan.clinic and booking.id = care_plan.booking and booking.attendance_confirmed
  ) then 'WAITING' else readiness end`;

const condition = `($2::text[] is null or status = any($2)) and ($3::text is null or ${readiness} = $3)
  and ($4::boolean is null or $4 = exists (
    select from care_plan_step as late
    where late.clinic = care_plan.clinic and late.care_plan = care_plan.id and late.awaited and late.due_at < now() - ${grace}))`;

const valuesOf = ({ clinics, status, readiness, overdue }: CarePlanFilter): readonly unknown[] => [clinics, status, readiness, overdue];

/** Care plans, the latest visit first. */
export async function listCarePlans(
  database: Database,
  viewer: Viewer,
  filter: CarePlanFilter,
  page: PageRequest,
): Promise<Page<CarePlanRecord>> {
  const { after, before, backwards, limit } = page;
  const rows = await database.query<CarePlanRecord>(viewer, {
    text: `select clinic, id, state as row from care_plan
           where ${clinicCondition(filter)} and ${condition}
             and ($5::timestamptz is null or (starts_at, id) < ($5, $6::uuid)) and ($7::timestamptz is null or (starts_at, id) > ($7, $8::uuid))
           order by starts_at ${backwards ? 'asc, id asc' : 'desc, id desc'} limit $9`,
    values: [...valuesOf(filter), after?.at ?? null, after?.id ?? null, before?.at ?? null, before?.id ?? null, limit],
  });
  return pageOf(rows, page);
}

export async function countCarePlans(database: Database, viewer: Viewer, filter: CarePlanFilter): Promise<number> {
  const [row] = await database.query<{ count: number }>(viewer, {
    text: `select count(*) from care_plan where ${clinicCondition(filter)} and ${condition}`,
    values: valuesOf(filter),
  });
  return row?.count ?? 0;
}

/** How many steps of the clinics' plans nobody came to in time. */
export async function countOverdueSteps(database: Database, viewer: Viewer, clinics: readonly ClinicSlug[]): Promise<number> {
  const [row] = await database.query<{ count: number }>(viewer, {
    name: 'count_overdue_steps',
    text: `select count(*) from care_plan_step where clinic = any($1) and awaited and due_at < now() - ${grace}`,
    values: [clinics],
  });
  return row?.count ?? 0;
}

/** A template in force. */
export interface CarePlanTemplateRecord {
  readonly clinic: ClinicSlug;
  readonly row: PublishedTemplate;
}

/** The templates in force of some clinics, by procedure. */
export const listCarePlanTemplates = (
  database: Database,
  viewer: Viewer,
  clinics: readonly ClinicSlug[],
): Promise<CarePlanTemplateRecord[]> =>
  database.query(viewer, {
    name: 'care_plan_templates',
    text: 'select clinic, state as row from care_plan_template where clinic = any($1) order by clinic, procedure',
    values: [clinics],
  });
