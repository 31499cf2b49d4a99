import type { Database, Transaction } from '../../database/database.ts';
import { type ClinicSlug, instantOf } from '../../domain/ids.ts';
import { systemViewer, type Viewer } from '../../domain/viewer.ts';
import type { Compared } from './compare.ts';
import type { Marks } from './round.ts';

const viewer = systemViewer('reconciliation');

/** Before the first comparison: what a server that was away for a day has missed. */
const firstLook = 86_400_000;

/** Reads up to where a clinic's bookings have been compared. */
export async function readMarks(database: Database, clinic: ClinicSlug, now: Date): Promise<Marks> {
  const [row] = await database.query<{ changedSince: Date; overSince: Date }>(viewer, {
    text: 'select changed_since as "changedSince", over_since as "overSince" from reconciliation where clinic = $1',
    values: [clinic],
  });
  const start = new Date(now.getTime() - firstLook);
  return { changedSince: instantOf(row?.changedSince ?? start), overSince: instantOf(row?.overSince ?? start) };
}

/** Writes how far the comparison has come, never back: two may run at once, since a person may start one. */
export const writeMarks = (transaction: Transaction, clinic: ClinicSlug, { changedSince, overSince }: Marks): Promise<unknown> =>
  transaction.query({
    text: `insert into reconciliation (clinic, changed_since, over_since) values ($1, $2, $3)
           on conflict (clinic) do update set changed_since = greatest(reconciliation.changed_since, excluded.changed_since),
             over_since = greatest(reconciliation.over_since, excluded.over_since)`,
    values: [clinic, changedSince, overSince],
  });

/** Remembers which bookings could not be recorded, and forgets those that now could. */
export async function writeCompared(transaction: Transaction, clinic: ClinicSlug, compared: readonly Compared[]): Promise<void> {
  const [well, ill] = [compared.filter(({ problem }) => problem === null), compared.filter(({ problem }) => problem !== null)];
  await transaction.query({
    text: 'delete from unreconciled_booking where clinic = $1 and uid = any($2)',
    values: [clinic, well.map(({ uid }) => uid)],
  });
  await transaction.query({
    text: `insert into unreconciled_booking (clinic, uid, problem) select $1, uid, min(problem) from unnest($2::text[], $3::text[]) as one(uid, problem)
           group by uid on conflict (clinic, uid) do update set problem = excluded.problem`,
    values: [clinic, ill.map(({ uid }) => uid), ill.map(({ problem }) => problem)],
  });
}

/** Writes how the last comparison ended; null: well. */
export const writeEnd = (database: Database, clinic: ClinicSlug, marks: Marks, problem: string | null): Promise<unknown> =>
  database.query(viewer, {
    text: `insert into reconciliation (clinic, changed_since, over_since, problem, checked_at)
           values ($1, $2, $3, $4, case when $4::text is null then now() end)
           on conflict (clinic) do update set problem = excluded.problem, checked_at = coalesce(excluded.checked_at, reconciliation.checked_at)`,
    values: [clinic, marks.changedSince, marks.overSince, problem],
  });

/** Bookings of the calendar that are not recorded as they are there. */
export async function countUnreconciled(database: Database, of: Viewer, clinics: readonly ClinicSlug[]): Promise<number> {
  const [row] = await database.query<{ count: number }>(of, {
    text: 'select count(*) from unreconciled_booking where clinic = any($1)',
    values: [clinics],
  });
  return row?.count ?? 0;
}

/** What keeps calendars from being asked, a sentence each. */
export async function calendarWarnings(database: Database, of: Viewer, clinics: readonly ClinicSlug[]): Promise<readonly string[]> {
  const rows = await database.query<{ clinic: ClinicSlug; problem: string; checkedAt: Date | null }>(of, {
    text: `select clinic, problem, checked_at as "checkedAt" from reconciliation where clinic = any($1) and problem is not null order by clinic`,
    values: [clinics],
  });
  return rows.map(({ clinic, problem, checkedAt }) => {
    const since = checkedAt === null ? 'it never succeeded' : `it last succeeded at ${checkedAt.toISOString()}`;
    return `Clinic ${clinic}: the bookings of Cal.com cannot be compared with ours (${problem}); ${since}.`;
  });
}
