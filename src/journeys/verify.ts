import type pg from 'pg';
import { connectOwner } from '../database/owner.ts';
import type { Codec } from '../eventStore/codec/codec.ts';
import type { EventStore, Position } from '../eventStore/port.ts';
import type { AnyReadModel } from '../projections/models.ts';
import { createBuilder } from '../projections/rebuild/builder.ts';
import { foldLog } from '../projections/rebuild/foldLog.ts';

export interface VerifyOptions {
  /** Of the role that owns the tables. */
  readonly databaseUrl: string;
  readonly store: EventStore;
  readonly codec: Codec;
  readonly models: readonly AnyReadModel[];
  readonly signal?: AbortSignal;
  /** @param done 0 to 1, by position */
  readonly onProgress?: (progress: { readonly events: number; readonly done: number }) => void;
}

/** A row that is not what its events come to. Values are not told: they are people's. */
export interface Difference {
  readonly table: string;
  /** The row's key: `clinic`, then the table's own key columns. */
  readonly key: Readonly<Record<string, string>>;
  readonly kind: 'missing' | 'unexpected' | 'different';
  /** The columns that differ. */
  readonly columns: readonly string[];
}

export interface Verified {
  /** Of each model, the position at which log and table were compared; null where nothing was projected yet. */
  readonly positions: Readonly<Record<string, Position | null>>;
  readonly events: number;
  readonly rows: number;
  readonly differences: readonly Difference[];
  /** More of them than are named. */
  readonly more: boolean;
}

/** The tables belong to another log, or a model has never been projected: there is nothing to compare. */
export class NothingToVerify extends Error {
  override readonly name = 'NothingToVerify';
}

/** Most differences that are named. */
const most = 1_000;

/**
 * Replays the log and compares each row with its table, both as of the model's checkpoint, in one snapshot of the database:
 * live traffic goes on meanwhile and is not mistaken for drift. Uses the folds of the live projection, and no other.
 */
export async function verify(options: VerifyOptions): Promise<Verified> {
  const client = await connectOwner(options.databaseUrl, 'journeys: verify');
  try {
    await client.query('begin isolation level repeatable read');
    return await compare(client, options);
  } finally {
    // The temporary tables go with the connection.
    await client.end();
  }
}

async function compare(client: pg.Client, { store, codec, models, signal, onProgress }: VerifyOptions): Promise<Verified> {
  const positions = await checkpointsOf(client, models, await store.logId());
  let events = 0;
  let rows = 0;
  const differences: Difference[] = [];
  // Models at one position share one reading of the log.
  const groups = Map.groupBy(models, ({ name }) => positions.get(name) ?? null);
  for (const [until, group] of groups) {
    const tables = group.flatMap(tablesOf);
    for (const { table } of tables)
      await client.query(`create temp table ${replayed(table)} (like ${table} including defaults) on commit drop`);
    const builders = group.map((model) => createBuilder({ client, model, tableFor: replayed }));
    if (until !== null) {
      const before = events;
      await foldLog({
        store,
        codec,
        builders,
        after: 'start',
        until,
        signal,
        onProgress(position, count) {
          events = before + count;
          onProgress?.({ events, done: Math.min(1, Number(position) / Number(until)) });
        },
      });
    }
    for (const builder of builders) await builder.finish();
    for (const one of tables) {
      rows += await countRows(client, one.table);
      differences.push(...(await differencesIn(client, one, most + 1 - differences.length)));
    }
  }
  return {
    positions: Object.fromEntries(positions),
    events,
    rows,
    differences: differences.slice(0, most),
    more: differences.length > most,
  };
}

const replayed = (table: string): string => `replayed_${table}`;

interface Table {
  readonly table: string;
  readonly keys: readonly string[];
}

const tablesOf = (model: AnyReadModel): readonly Table[] => {
  const own = { table: model.table, keys: ['clinic', ...Object.keys(model.key)] };
  const { children } = model;
  return children ? [own, { table: children.table, keys: ['clinic', children.parent, ...Object.keys(children.columns)] }] : [own];
};

async function checkpointsOf(
  client: pg.Client,
  models: readonly AnyReadModel[],
  logId: string,
): Promise<ReadonlyMap<string, Position | null>> {
  const { rows } = await client.query<{ name: string; log_id: string; position: Position | null }>(
    'select name, log_id, position from projection_checkpoint where name = any($1)',
    [models.map(({ name }) => name)],
  );
  if (rows.length === 0) throw new NothingToVerify('nothing has been projected yet');
  const foreign = rows.find((row) => row.log_id !== logId);
  if (foreign)
    throw new NothingToVerify(
      `the read model ${foreign.name} was built from another event log: rebuild it with npm run journeys -- rebuild`,
    );
  return new Map(rows.map(({ name, position }) => [name, position]));
}

async function countRows(client: pg.Client, table: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(`select count(*) from ${table}`);
  return rows[0]?.count ?? 0;
}

async function differencesIn(client: pg.Client, { table, keys }: Table, limit: number): Promise<readonly Difference[]> {
  if (limit <= 0) return [];
  const using = keys.join(', ');
  const { rows } = await client.query<{
    key: Record<string, string>;
    live: Record<string, unknown> | null;
    folded: Record<string, unknown> | null;
  }>(
    `select jsonb_build_object(${keys.map((name) => `'${name}', ${name}::text`).join(', ')}) as key, live.r as live, folded.r as folded
     from (select ${using}, to_jsonb(whole) as r from ${table} as whole) as live
     full join (select ${using}, to_jsonb(whole) as r from ${replayed(table)} as whole) as folded using (${using})
     where live.r is distinct from folded.r order by ${using} limit $1`,
    [limit],
  );
  return rows.map(({ key, live, folded }) => ({
    table,
    key,
    kind: live === null ? 'missing' : folded === null ? 'unexpected' : 'different',
    columns: live && folded ? Object.keys({ ...live, ...folded }).filter((name) => !same(live[name], folded[name])) : [],
  }));
}

/** Both come from jsonb, which has one order of members. */
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
