import type pg from 'pg';

/** The name under which a table is built beside the one in use. */
export const sideName = (table: string): string => `${table}_rebuild`;

interface Index {
  readonly name: string;
  readonly definition: string;
  readonly primary: boolean;
}

/** Makes an empty table like another, without its indexes: they are faster made once it is full. Nobody else sees it before it is committed. */
export async function createSideTable(client: pg.Client, table: string): Promise<void> {
  await client.query(`drop table if exists ${sideName(table)}`);
  await client.query(`create table ${sideName(table)} (like ${table} including defaults including constraints including generated)`);
}

/** Gives a side table the indexes of the table that it is to replace. */
export async function indexSideTable(client: pg.Client, table: string): Promise<void> {
  for (const { name, definition, primary } of await indexesOf(client, table)) {
    const side = sideName(name);
    await client.query(definition.replace(`INDEX ${name} ON public.${table} `, `INDEX ${side} ON public.${sideName(table)} `));
    if (primary) await client.query(`alter table ${sideName(table)} add constraint ${side} primary key using index ${side}`);
  }
  await client.query(`analyze ${sideName(table)} (${(await plainColumns(client, table)).join(', ')})`);
}

/**
 * Puts a side table in the place of the table in use, behind the same tenant wall; index names included, so that later migrations find what they expect.
 * The wall comes last: PostgreSQL takes no COPY into a table that has it.
 */
export async function swapTable(client: pg.Client, table: string): Promise<void> {
  const indexes = await indexesOf(client, table);
  await client.query(`drop table ${table}`);
  await client.query(`alter table ${sideName(table)} rename to ${table}`);
  await client.query(`call protect_table('${table}')`);
  for (const { name } of indexes) await client.query(`alter index ${sideName(name)} rename to ${name}`);
}

/** Those that queries filter and order by: about whole rows in JSON there is nothing to know, and to sample them takes longest. */
async function plainColumns(client: pg.Client, table: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and atttypid not in ('json'::regtype, 'jsonb'::regtype)`,
    [`public.${table}`],
  );
  return rows.map(({ name }) => name);
}

async function indexesOf(client: pg.Client, table: string): Promise<readonly Index[]> {
  const { rows } = await client.query<Index>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition, indisprimary as primary
     from pg_index where indrelid = $1::regclass order by indexrelid`,
    [`public.${table}`],
  );
  return rows;
}
