import pg from 'pg';

/** Sets the clinics of one transaction's viewer. It gives no row, so that the rows of an answer are all the statement's. */
export const setViewer = { name: 'set_viewer', text: "select where set_config('app.clinics', $1, true) is null" } as const;

/**
 * Runs a statement behind its viewer's setting, on a connection that has prepared {@link setViewer}; gives the statement's rows.
 * One Sync follows both, and what stands before a Sync is one transaction: there is no BEGIN and no COMMIT to send, to parse
 * and to answer. The answer comes once it is committed.
 */
export function runAsViewer(client: pg.PoolClient, clinics: string, statement: pg.QueryConfig): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    // A statement without values would go as a simple query, which is a transaction of its own. pg's types lack the mode.
    const extended: pg.QueryConfig & { readonly queryMode: 'extended' } = { ...statement, queryMode: 'extended' };
    const query = new pg.Query(extended, (error: Error | null | undefined, results) => {
      if (error) reject(error);
      // pg gives one result of several statements as a list; its types do not say so.
      else resolve((results as unknown as readonly pg.QueryResult[])[1]?.rows ?? []);
    });
    const { submit } = query;
    const behindViewer: typeof submit = (connection) => {
      connection.bind({ statement: setViewer.name, values: [clinics] }, true);
      connection.execute(null, true);
      return submit.call(query, connection);
    };
    // Not written straight into the property: V8 would allocate it among the old, where, dead, it holds its answer's rows.
    query.submit = behindViewer;
    client.query(query);
  });
}
