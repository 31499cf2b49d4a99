import type { Database } from '../../database/database.ts';
import type { ClinicSlug } from '../../domain/ids.ts';
import type { Viewer } from '../../domain/viewer.ts';

/** What the clinic's assistant spent on models in a month such as `2027-03`, in millionths of a US dollar. */
export async function spentInMonth(database: Database, viewer: Viewer, clinic: ClinicSlug, month: string): Promise<number> {
  const [row] = await database.query<{ spent: number }>(viewer, {
    name: 'spent_in_month',
    text: 'select micro_dollars as spent from assistant_spending where clinic = $1 and month = $2',
    values: [clinic, month],
  });
  return row?.spent ?? 0;
}
