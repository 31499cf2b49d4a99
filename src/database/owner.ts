import pg from 'pg';

/**
 * A connection of the URL's own role, which owns the tables, for work that makes or replaces them.
 * It sees every clinic; the caller ends it.
 */
export async function connectOwner(url: string, application: string): Promise<pg.Client> {
  const types = new pg.TypeOverrides();
  // As in the server's own pool: positions and counts stay far below 2^53.
  types.setTypeParser(20, Number);
  const client = new pg.Client({ connectionString: url, application_name: application, types });
  client.on('error', () => {});
  await client.connect();
  await client.query("select set_config('app.clinics', '*', false)");
  return client;
}
