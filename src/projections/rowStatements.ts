import type { Statement } from '../database/database.ts';
import { isJsonType, jsonArray } from '../database/jsonArray.ts';
import type { FoldedRow, LoadedRow, RecordedChange } from './foldBatch.ts';
import type { AnyReadModel } from './models.ts';
import { type ColumnValue, type FeedTable, keyText, type RowKey } from './readModel.ts';

const keyColumns = (model: AnyReadModel): readonly (readonly [string, string])[] => [['clinic', 'text'], ...Object.entries(model.key)];

const unnest = (types: readonly string[]): string => `unnest(${types.map((type, index) => `$${index + 1}::${type}[]`).join(', ')})`;

const columnsOf = <T>(rows: readonly (readonly T[])[], width: number): T[][] =>
  Array.from({ length: width }, (_, column) => rows.map((row) => row[column] as T)); // every row has `width` values

/** PostgreSQL stores neither U+0000 nor half a surrogate pair; people type neither. */
export const storableText = (text: string): string => text.toWellFormed().replaceAll('\u0000', '');

/** JSON that jsonb accepts. The check costs little; the second pass is for the rare text that needs it. */
export function storableJson(value: object): string {
  const json = JSON.stringify(value);
  if (!/\\u(?:0000|d[89a-f])/i.test(json)) return json;
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'string' ? storableText(inner) : inner));
}

const stored = (value: ColumnValue): ColumnValue => {
  if (typeof value === 'string') return storableText(value);
  return typeof value === 'object' && value !== null ? storableJson(value) : value;
};

/** Loads the touched rows of a model in one query. */
export function loadRows(model: AnyReadModel, keys: readonly RowKey[], table = model.table): Statement {
  const columns = keyColumns(model);
  const names = columns.map(([name]) => name).join(', ');
  return {
    name: `load_${table}`,
    text: `select ${names}, state, position from ${table} where (${names}) in (select * from ${unnest(columns.map(([, type]) => type))})`,
    values: columnsOf(
      keys.map(({ clinic, key }) => [clinic, ...key]),
      columns.length,
    ),
  };
}

/** Reads the answer of {@link loadRows}, by key text. */
export function readRows(model: AnyReadModel, answer: readonly Record<string, unknown>[]): Map<string, LoadedRow> {
  const names = Object.keys(model.key);
  return new Map(
    answer.map((row) => {
      const key = { clinic: String(row.clinic), key: names.map((name) => String(row[name])) };
      return [keyText(key), { row: row.state, position: row.position } as LoadedRow]; // as `upsertRows` wrote them
    }),
  );
}

/** Writes the rows that a batch leaves. Guarded by position, so that a row never goes back: a repeated batch changes nothing. */
export function upsertRows(model: AnyReadModel, rows: readonly FoldedRow[], table = model.table): Statement {
  const kept = rows.flatMap(({ key, row, position }) => (row ? [{ key, row, position }] : []));
  const keys = keyColumns(model);
  const derived = Object.entries(model.columns);
  const folded: readonly (readonly [string, string])[] = model.once
    ? []
    : [
        ['state', 'jsonb'],
        ['position', 'text'],
      ];
  const all = [...keys, ...derived.map(([name, { type }]) => [name, type] as const), ...folded];
  const names = all.map(([name]) => name);
  const keyNames = keys.map(([name]) => name);
  const updates = names.filter((name) => !keyNames.includes(name)).map((name) => `${name} = excluded.${name}`);
  const values = kept.map(({ key, row, position }) => [
    key.clinic,
    ...key.key,
    ...derived.map(([, { read }]) => stored(read(row))),
    ...(model.once ? [] : [storableJson(row), position]),
  ]);
  return {
    name: `upsert_${table}`,
    text: `insert into ${table} (${names.join(', ')}) select * from ${unnest(all.map(([, type]) => type))}
           on conflict (${keyNames.join(', ')}) do ${model.once ? 'nothing' : `update set ${updates.join(', ')} where ${table}.position < excluded.position`}`,
    values: columnsOf(values, all.length).map((column, index) => arrayOf(all[index]?.[1] ?? '', column)),
  };
}

/** The values of a column as one parameter. */
const arrayOf = (type: string, column: readonly ColumnValue[]): unknown =>
  isJsonType(type) ? jsonArray(type, column as readonly (string | null)[]) : column; // `stored` has made texts of objects

/** Deletes the rows that a batch folded to nothing. */
export function deleteRows(model: AnyReadModel, rows: readonly FoldedRow[], table = model.table): Statement {
  const gone = rows.filter(({ row }) => row === null);
  const columns = keyColumns(model);
  return {
    name: `delete_${table}`,
    text: `delete from ${table} using ${unnest([...columns.map(([, type]) => type), 'text'])} as gone(${columns.map(([name]) => name).join(', ')}, position)
           where ${columns.map(([name]) => `${table}.${name} = gone.${name}`).join(' and ')} and ${table}.position < gone.position`,
    values: columnsOf(
      gone.map(({ key, position }) => [key.clinic, ...key.key, position]),
      columns.length + 1,
    ),
  };
}

/** Replaces the child rows of every row that changed. */
export function replaceChildren(model: AnyReadModel, rows: readonly FoldedRow[], table = model.children?.table): Statement[] {
  const { children } = model;
  if (!children || !table) return [];
  const clear: Statement = {
    name: `clear_${table}`,
    text: `delete from ${table} where (clinic, ${children.parent}) in (select * from unnest($1::text[], $2::uuid[]))`,
    values: [rows.map(({ key }) => key.clinic), rows.map(({ key }) => key.key[0])],
  };
  const columns = Object.entries(children.columns);
  const values = rows.flatMap(({ key, row }) =>
    row === null
      ? []
      : children.rows(row).map((child) => [key.clinic, key.key[0] ?? '', ...columns.map(([name]) => stored(child[name] ?? null))]),
  );
  const insert: Statement = {
    name: `fill_${table}`,
    text: `insert into ${table} (clinic, ${children.parent}, ${columns.map(([name]) => name).join(', ')})
           select * from ${unnest(['text', 'uuid', ...columns.map(([, type]) => type)])} on conflict do nothing`,
    values: columnsOf(values, columns.length + 2),
  };
  return [clear, insert];
}

/** Tells a live feed what changed; the same position and number again change nothing. */
export function recordChanges({ table, column, part }: Omit<FeedTable<object>, 'change'>, changes: readonly RecordedChange[]): Statement {
  const columns: readonly (readonly [name: string, type: string, value: (one: RecordedChange) => unknown])[] = [
    ['position', 'text', ({ event }) => event.position],
    ['seq', 'int', ({ seq }) => seq],
    ['clinic', 'text', ({ key }) => key.clinic],
    [column, 'uuid', ({ key }) => key.key[0]],
    ...(part === undefined ? [] : [[part, 'uuid', (one: RecordedChange) => one.part ?? null] as const]),
    ['kind', 'text', ({ kind }) => kind],
    ['occurred_at', 'timestamptz', ({ event }) => event.metadata.occurredAt],
    ['recorded_at', 'timestamptz', ({ event }) => event.recordedAt.toISOString()],
    ['before', 'jsonb', ({ before }) => before && storableJson(before)],
    ['after', 'jsonb', ({ after }) => after && storableJson(after)],
  ];
  return {
    name: `record_${table}`,
    text: `insert into ${table} (${columns.map(([name]) => name).join(', ')})
           select * from ${unnest(columns.map(([, type]) => type))} on conflict do nothing`,
    values: columns.map(([, , value]) => changes.map(value)),
  };
}
