import type pg from 'pg';
import type { LoggedEvent } from '../../eventStore/codec/envelope.ts';
import { type FoldedRow, type FoldFailure, foldBatch, type LoadedRow, touchedKeys } from '../foldBatch.ts';
import type { AnyReadModel } from '../models.ts';
import { type ColumnValue, keyText, type RowKey } from '../readModel.ts';
import { deleteRows, loadRows, readRows, replaceChildren, upsertRows } from '../rowStatements.ts';
import { copyRows } from './copy.ts';

export interface BuilderOptions {
  readonly client: pg.Client;
  readonly model: AnyReadModel;
  /** The table that is filled in the place of the model's own, and of its children's. */
  readonly tableFor: (table: string) => string;
  /** Most rows kept in memory; over it the ones longest untouched are written out. Default 200,000. */
  readonly most?: number;
}

/** Folds a log into a table from its beginning. */
export interface Builder {
  readonly model: AnyReadModel;
  take(events: readonly LoggedEvent[]): Promise<readonly FoldFailure[]>;
  /** Writes what is still in memory, child rows too. May be called again after more events. */
  finish(): Promise<void>;
}

/**
 * Makes a builder for one model; its client must be inside a transaction. The whole of it is folded in memory and written once, with COPY, as long as the rows find room;
 * of a larger one the rows longest untouched are written out and read again when an event comes for them.
 */
export function createBuilder({ client, model, tableFor, most = 200_000 }: BuilderOptions): Builder {
  const table = tableFor(model.table);
  const childTable = model.children && tableFor(model.children.table);
  const columns = ['clinic', ...Object.keys(model.key), ...Object.keys(model.columns), ...(model.once ? [] : ['state', 'position'])];
  const reads = Object.values(model.columns).map(({ read }) => read);
  const valuesOf = ({ key, row, position }: FoldedRow & { readonly row: object }): ColumnValue[] => [
    key.clinic,
    ...key.key,
    ...reads.map((read) => read(row)),
    ...(model.once ? [] : [row, position]),
  ];
  const present = new Map<string, FoldedRow>();
  /** Keys of rows that were written out, so that they are looked for in the table. */
  const written = new Set<string>();
  let childrenWritten = false;

  const query = async (statement: { text: string; values?: readonly unknown[] }): Promise<Record<string, unknown>[]> =>
    // Unnamed on purpose: the statement is for a table that will be gone.
    (await client.query<Record<string, unknown>>(statement.text, [...(statement.values ?? [])])).rows;

  async function bringBack(keys: readonly RowKey[]): Promise<void> {
    const missing = keys.filter((key) => written.has(keyText(key)) && !present.has(keyText(key)));
    if (missing.length === 0) return;
    const rows = readRows(model, await query(loadRows(model, missing, table)));
    for (const key of missing) {
      const loaded = rows.get(keyText(key));
      if (loaded) present.set(keyText(key), { key, row: loaded.row, position: loaded.position });
    }
  }

  async function writeOut(rows: readonly FoldedRow[]): Promise<void> {
    const fresh = rows.filter(({ key }) => !written.has(keyText(key)));
    const again = rows.filter(({ key }) => written.has(keyText(key)));
    await copyRows(
      client,
      table,
      columns,
      fresh.flatMap((one) => (one.row ? [valuesOf({ ...one, row: one.row })] : [])),
    );
    if (again.some(({ row }) => row !== null)) await query(upsertRows(model, again, table));
    if (again.some(({ row }) => row === null)) await query(deleteRows(model, again, table));
    for (const { key } of rows) written.add(keyText(key));
    if (childrenWritten && rows.length > 0) for (const statement of replaceChildren(model, rows, childTable)) await query(statement);
  }

  return {
    model,

    async take(events) {
      const keys = touchedKeys(model, events);
      if (keys.length === 0) return [];
      await bringBack(keys);
      const loaded = new Map<string, LoadedRow>();
      for (const key of keys) {
        const one = present.get(keyText(key));
        if (one?.row) loaded.set(keyText(key), { row: one.row, position: one.position });
      }
      const { rows, failures } = foldBatch(model, events, loaded);
      if (model.once) {
        await copyRows(
          client,
          table,
          columns,
          rows.flatMap((one) => (one.row ? [valuesOf({ ...one, row: one.row })] : [])),
        );
        return failures;
      }
      for (const one of rows) {
        // Deleted first, so that the map's order is the order of the last touch.
        present.delete(keyText(one.key));
        present.set(keyText(one.key), one);
      }
      if (present.size > most) {
        const oldest = [...present].slice(0, present.size - most / 2);
        await writeOut(oldest.map(([, one]) => one));
        for (const [name] of oldest) present.delete(name);
      }
      return failures;
    },

    async finish() {
      if (!model.once) await writeOut([...present.values()]);
      present.clear();
      if (!model.children || !childTable || childrenWritten) return;
      await writeChildren(client, model, model.children, table, childTable);
      childrenWritten = true;
    },
  };
}

const childPage = 5_000;

/** Child rows follow from the rows as they ended: they are read page by page from the table that was filled. */
async function writeChildren(
  client: pg.Client,
  model: AnyReadModel,
  children: NonNullable<AnyReadModel['children']>,
  table: string,
  childTable: string,
): Promise<void> {
  const [keyColumn] = Object.keys(model.key);
  const names = Object.keys(children.columns);
  const cursor = `children_of_${model.table}`;
  await client.query(`declare ${cursor} cursor for select clinic, ${keyColumn} as parent, state from ${table}`);
  for (;;) {
    const { rows } = await client.query<{ clinic: string; parent: string; state: object }>(`fetch ${childPage} from ${cursor}`);
    if (rows.length === 0) break;
    await copyRows(
      client,
      childTable,
      ['clinic', children.parent, ...names],
      rows.flatMap(({ clinic, parent, state }) =>
        distinct(children.rows(state)).map((child) => [clinic, parent, ...names.map((name) => child[name] ?? null)]),
      ),
    );
  }
  await client.query(`close ${cursor}`);
}

/** Equal children of one parent are one row. */
const distinct = <Child extends object>(children: readonly Child[]): readonly Child[] => [
  ...new Map(children.map((child) => [JSON.stringify(child), child])).values(),
];
