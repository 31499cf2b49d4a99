import { connectOwner } from '../../src/database/owner.ts';
import { readModels } from '../../src/projections/models.ts';

/** All tables that the read models fill. */
export const tables: readonly string[] = readModels.flatMap(({ table, children }) => (children ? [table, children.table] : [table]));

/** All tables that feeds of them read. */
const feeds: readonly string[] = readModels.flatMap(({ feed }) => (feed ? [feed.table] : []));

/** Empties the read models and forgets how far they were, as if they had just been deployed. */
export async function forgetReadModels(databaseUrl: string): Promise<void> {
  const client = await connectOwner(databaseUrl, 'bench: forget');
  try {
    await client.query(`truncate ${[...tables, ...feeds, 'projection_checkpoint', 'projection_dead_letter'].join(', ')}`);
  } finally {
    await client.end();
  }
}
