import type pg from 'pg';
import type { LoggedEvent } from '../../eventStore/codec/envelope.ts';
import { type FoldedRow, type FoldFailure, foldBatch, silent, touchedKeys } from '../foldBatch.ts';
import type { AnyReadModel } from '../models.ts';
import { type ColumnValue, keyText, type RowKey } from '../readModel.ts';
import { childrenOf, deleteRows, loadRows, readRows, upsertRows, writeChildren } from '../rowStatements.ts';
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
 * of a larger one the rows longest untouched are written out and read again, by an index made for that, when an event comes for them.
 */
export function createBuilder({ client, model, tableFor, most = 200_000 }: BuilderOptions): Builder {
  const table = tableFor(model.table);
  const childTable = model.children && tableFor(model.children.table);
  const columns = ['clinic', ...Object.keys(model.key), ...Object.keys(model.columns), ...(model.once ? [] : ['state', 'position'])];
  const reads = Object.values(model.columns).map(({ read }) => read);
  function* valuesOfAll(rows: readonly FoldedRow[]): Generator<ColumnValue[]> {
    for (const { key, row, position } of rows)
      if (row) yield [key.clinic, ...key.key, ...reads.map((read) => read(row)), ...(model.once ? [] : [row, position])];
  }
  const folded = silent(model);
  const present = new Map<string, FoldedRow>();
  /** Keys of rows that were written out, so that they are looked for in the table. */
  const written = new Set<string>();
  /** Rows of a table as it is made have no index to be found and replaced by; it gets one when the first are written out. */
  const keyIndex = `${table}_by_key`;
  let isIndexed = false;
  let childrenWritten = false;
  /** The last page of rows that are written once: on its way while the next is folded. */
  let writing: Promise<void> = Promise.resolve();

  const query = async (statement: { text: string; values?: readonly unknown[] }): Promise<Record<string, unknown>[]> =>
    // Unnamed on purpose: the statement is for a table that will be gone.
    (await client.query<Record<string, unknown>>(statement.text, [...(statement.values ?? [])])).rows;

  async function bringBack(keys: readonly RowKey[]): Promise<void> {
    const missing = new Map(keys.map((key) => [keyText(key), key] as const).filter(([name]) => written.has(name) && !present.has(name)));
    if (missing.size === 0) return;
    const rows = readRows(model, await query(loadRows(model, [...missing.values()], table)));
    for (const [name, key] of missing) {
      const loaded = rows.get(name);
      if (loaded) present.set(name, { key, name, ...loaded });
    }
  }

  async function indexKeys(): Promise<void> {
    if (isIndexed) return;
    isIndexed = true;
    await query({ text: `create unique index ${keyIndex} on ${table} (${['clinic', ...Object.keys(model.key)].join(', ')})` });
  }

  async function writeOut(rows: readonly FoldedRow[]): Promise<void> {
    const fresh = rows.filter(({ name }) => !written.has(name));
    const again = rows.filter(({ name }) => written.has(name));
    await copyRows(client, table, columns, valuesOfAll(fresh));
    if (again.some(({ row }) => row !== null)) await query(upsertRows(model, again, table));
    if (again.some(({ row }) => row === null)) await query(deleteRows(model, again, table));
    for (const { name } of rows) written.add(name);
    if (childrenWritten && rows.length > 0) for (const statement of writeChildren(model, rows, null, childTable)) await query(statement);
  }

  return {
    model,

    async take(events) {
      if (written.size > 0) await bringBack(touchedKeys(model, events));
      const { rows, failures } = foldBatch(folded, events, present);
      if (rows.length === 0) return failures;
      if (model.once) {
        await writing;
        writing = copyRows(client, table, columns, valuesOfAll(rows));
        // Awaited by the next page; until then a failure must not count as unhandled.
        writing.catch(() => {});
        return failures;
      }
      for (const one of rows) {
        // Deleted first, so that the map's order is the order of the last touch.
        present.delete(one.name);
        present.set(one.name, one);
      }
      if (present.size > most) {
        await indexKeys();
        const oldest = [...present].slice(0, present.size - most / 2);
        await writeOut(oldest.map(([, one]) => one));
        for (const [name] of oldest) present.delete(name);
      }
      return failures;
    },

    async finish() {
      await writing;
      const rows = [...present.values()];
      const isAll = written.size === 0;
      if (!model.once) await writeOut(rows);
      present.clear();
      if (isIndexed) await query({ text: `drop index ${keyIndex}` });
      isIndexed = false;
      if (!model.children || !childTable || childrenWritten) return;
      if (isAll) await copyChildren(client, model.children, childTable, rows);
      else await readAndCopyChildren(client, model, model.children, table, childTable);
      childrenWritten = true;
    },
  };
}

type Children = NonNullable<AnyReadModel['children']>;

const childPage = 5_000;

/** Child rows follow from the rows as they ended: of a table too large for memory they are read page by page from where they were written. */
async function readAndCopyChildren(
  client: pg.Client,
  model: AnyReadModel,
  children: Children,
  table: string,
  childTable: string,
): Promise<void> {
  const [keyColumn] = Object.keys(model.key);
  const cursor = `children_of_${model.table}`;
  await client.query(`declare ${cursor} cursor for select clinic, ${keyColumn} as parent, state from ${table}`);
  for (;;) {
    const { rows } = await client.query<{ clinic: string; parent: string; state: object }>(`fetch ${childPage} from ${cursor}`);
    if (rows.length === 0) break;
    const parents = rows.map(({ clinic, parent, state }) => ({ key: { clinic, key: [parent] }, row: state }));
    await copyChildren(client, children, childTable, parents);
  }
  await client.query(`close ${cursor}`);
}

const copyChildren = (
  client: pg.Client,
  children: Children,
  childTable: string,
  parents: readonly Pick<FoldedRow, 'key' | 'row'>[],
): Promise<void> =>
  copyRows(client, childTable, ['clinic', children.parent, ...Object.keys(children.columns)], valuesOfChildren(children, parents));

function* valuesOfChildren(children: Children, parents: readonly Pick<FoldedRow, 'key' | 'row'>[]): Generator<ColumnValue[]> {
  for (const { key, row } of parents)
    for (const values of childrenOf(children, row).values()) yield [key.clinic, key.key[0] ?? null, ...values];
}
