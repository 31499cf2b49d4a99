import type { Database } from '../../database/database.ts';
import type { ClinicSettings } from '../../domain/clinic/settings.ts';
import type { ClinicSlug } from '../../domain/ids.ts';
import type { Viewer } from '../../domain/viewer.ts';

/** The settings of the clinics that the viewer sees, of those asked for. */
export async function clinicsBySlugs(database: Database, viewer: Viewer, slugs: readonly ClinicSlug[]): Promise<ClinicSettings[]> {
  const rows = await database.query<{ settings: ClinicSettings }>(viewer, {
    name: 'clinics_by_slugs',
    text: `select state -> 'settings' as settings from clinic where clinic = any($1) order by clinic`,
    values: [slugs],
  });
  return rows.map((row) => row.settings);
}
