import { systemViewer } from '../../src/domain/viewer.ts';
import { readModels } from '../../src/projections/models.ts';
import type { TestDatabase } from './database.ts';

const viewer = systemViewer('test');

/** Every row of every read model as PostgreSQL writes it, in order, by table: equal texts are equal bytes. */
export async function tables(
  { database }: TestDatabase,
  but: readonly string[] = [],
): Promise<Readonly<Record<string, readonly string[]>>> {
  const names = readModels
    .flatMap(({ table, children }) => [table, ...(children ? [children.table] : [])])
    .filter((one) => !but.includes(one));
  const read = names.map(async (name) => {
    const rows = await database.query<{ row: string }>(viewer, { text: `select whole::text as row from ${name} as whole order by 1` });
    return [name, rows.map(({ row }) => row)] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}
