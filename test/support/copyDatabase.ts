import pg from 'pg';

/**
 * Copies every row of every table into a migrated database, in place of what is there, as a dump of data does.
 * Rows go through this client as JSON, so that the two may be of different clusters.
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const [source, target] = [new pg.Client(from), new pg.Client(to)];
  await Promise.all([source.connect(), target.connect()]);
  try {
    const { rows: tables } = await source.query<{ name: string }>(
      `select quote_ident(tablename) as name from pg_tables where schemaname = 'public' order by 1`,
    );
    await target.query(`truncate ${tables.map(({ name }) => name).join(', ')}`);
    for (const { name } of tables) {
      const { rows } = await source.query<{ rows: string }>(`select coalesce(json_agg(t), '[]')::text as rows from ${name} as t`);
      await target.query(`insert into ${name} overriding system value select * from json_populate_recordset(null::${name}, $1)`, [
        rows[0]?.rows,
      ]);
    }
  } finally {
    await Promise.all([source.end(), target.end()]);
  }
}
