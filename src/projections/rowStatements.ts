import { isJsonType, jsonArray } from '../database/binaryArray.ts';
import type { Statement } from '../database/database.ts';
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
  // Hardly any has a backslash at all, and that is looked for ten times as fast.
  if (!json.includes('\\') || !/\\u(?:0000|d[89a-f])/i.test(json)) return json;
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

/** The values of a row's child rows, each once, by their text. */
export function childrenOf(
  children: NonNullable<AnyReadModel['children']>,
  row: object | null,
): ReadonlyMap<string, readonly ColumnValue[]> {
  const names = Object.keys(children.columns);
  const all = row === null ? [] : children.rows(row).map((child) => names.map((name) => stored(child[name] ?? null)));
  return new Map(all.map((values) => [JSON.stringify(values), values]));
}

/**
 * Makes the child rows follow every row that changed. What a row only gained is added: most events of a contact leave her search words
 * as they were, and to write them is a quarter of what PostgreSQL does in a catch-up. A row that lost one has all of them replaced.
 * @param before the rows as they stood in the table, by {@link keyText}; null when nobody knows: all are replaced
 */
export function writeChildren(
  model: AnyReadModel,
  rows: readonly FoldedRow[],
  before: ReadonlyMap<string, LoadedRow> | null,
  table = model.children?.table,
): Statement[] {
  const { children } = model;
  if (!children || !table) return [];
  const cleared: FoldedRow[] = [];
  const added: (readonly ColumnValue[])[] = [];
  for (const one of rows) {
    const is = childrenOf(children, one.row);
    const was = before && childrenOf(children, before.get(one.name)?.row ?? null);
    const kept = was?.keys().every((text) => is.has(text)) ? was : null;
    if (!kept) cleared.push(one);
    for (const [text, values] of is) if (!kept?.has(text)) added.push([one.key.clinic, one.key.key[0] ?? '', ...values]);
  }
  const columns = Object.entries(children.columns);
  const clear: Statement = {
    name: `clear_${table}`,
    text: `delete from ${table} where (clinic, ${children.parent}) in (select * from unnest($1::text[], $2::uuid[]))`,
    values: [cleared.map(({ key }) => key.clinic), cleared.map(({ key }) => key.key[0])],
  };
  const fill: Statement = {
    name: `fill_${table}`,
    text: `insert into ${table} (clinic, ${children.parent}, ${columns.map(([name]) => name).join(', ')})
           select * from ${unnest(['text', 'uuid', ...columns.map(([, type]) => type)])} on conflict do nothing`,
    values: columnsOf(added, columns.length + 2),
  };
  return [...(cleared.length > 0 ? [clear] : []), ...(added.length > 0 ? [fill] : [])];
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
