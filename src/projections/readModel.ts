import type { LoggedEvent } from '../eventStore/codec/envelope.ts';

/** Names a row within its table. */
export interface RowKey {
  readonly clinic: string;
  /** The values of the model's `key` columns after `clinic`. */
  readonly key: readonly string[];
}

/** A value as PostgreSQL takes it; objects are stored as jsonb. */
export type ColumnValue = string | number | boolean | null | object;

/**
 * A table that is a fold of events. The same two functions serve the live projection, the rebuild, the journey as it stood, and the drift check.
 * `evolve` accepts facts: it never rejects, and never throws.
 */
export interface ReadModel<Row extends object = object> {
  readonly name: string;
  /** Raised with every change of shape; a new version is built beside the old one. */
  readonly version: number;
  readonly table: string;
  /** The key columns after `clinic`, with their PostgreSQL types. */
  readonly key: Readonly<Record<string, string>>;
  /** The rows that an event changes. */
  readonly keys: (event: LoggedEvent) => readonly RowKey[];
  /** The row after the event; null deletes it. */
  readonly evolve: (row: Row | undefined, event: LoggedEvent, key: RowKey) => Row | null;
  /** Columns read off the row, with their PostgreSQL types. */
  readonly columns: Readonly<Record<string, { readonly type: string; readonly read: (row: Row) => ColumnValue }>>;
  /** Rows of a second table that follow from each row, replaced as a whole whenever it changes. */
  readonly children?: ChildRows<Row>;
  /** Set when a row is written once and never folded further: nothing is loaded, and the row has no `state`. */
  readonly once?: true;
  /** What a live feed is told. */
  readonly feed?: FeedTable<Row>;
}

/** The table that a live feed reads, and what it is told of an event's effect on a row. */
export interface FeedTable<Row> {
  readonly table: string;
  /** Column that names the row by the first column of its key. */
  readonly column: string;
  /** Column that names the part of the row that a change is about, where a row has parts. */
  readonly part?: string;
  /** Null when there is nothing to see. */
  readonly change: (event: LoggedEvent, before: Row | undefined, after: Row | undefined) => Change | null;
  /** How rows are told again, none of them changed, when the contact in their column `contact` is merged with another or split from one. */
  readonly regrouped?: Regrouped<Row>;
}

export interface Regrouped<Row> {
  readonly kind: string;
  /** The filter columns of a row; null when there is nothing to see. */
  readonly columns: (row: Row) => object | null;
  /** The rows that are to be seen, in SQL, where an index has no others. */
  readonly visible?: string;
}

/** An entry of the table that a live feed reads. Filter columns only, no personal data. */
export interface Change {
  readonly kind: string;
  /** The id of the part that changed; null when it is about the whole. */
  readonly part?: string | null;
  /** Null when the thing was not, or is no longer, to be seen. */
  readonly before: object | null;
  readonly after: object | null;
}

export interface ChildRows<Row> {
  readonly table: string;
  /** Column that holds the parent's id. */
  readonly parent: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly rows: (row: Row) => readonly Readonly<Record<string, ColumnValue>>[];
}

/** The key as one text, to be compared and sorted. */
export const keyText = ({ clinic, key }: RowKey): string => `${clinic} ${key.length === 1 ? key[0] : key.join(' ')}`;
