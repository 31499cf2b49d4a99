import type { ObjectRef } from '@pothos/core';
import {
  type Page,
  type PageArguments,
  PageError,
  type PageRequest,
  type Place,
  pageCursor,
  readPage,
  readSize,
} from '../database/keyset.ts';
import { builder } from './builder.ts';

const PageInfo = builder
  .objectRef<{
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  }>('PageInfo')
  .implement({
    fields: (t) => ({
      hasNextPage: t.exposeBoolean('hasNextPage'),
      hasPreviousPage: t.exposeBoolean('hasPreviousPage'),
      startCursor: t.exposeString('startCursor', { nullable: true }),
      endCursor: t.exposeString('endCursor', { nullable: true }),
    }),
  });

/** A page with what it takes to count the whole list, which is done only when asked. */
export interface Connection<Row> {
  readonly page: Page<Row>;
  readonly count: () => Promise<number>;
}

/** Makes the connection and edge types of a list; `placeOf` says where a row stands in it, or what its cursor is. */
export function connectionOf<Row extends object>(
  name: string,
  node: ObjectRef<typeof builder.$inferSchemaTypes, Row>,
  placeOf: (row: Row) => Place | string,
) {
  const cursorOf = (row: Row): string => cursorText(placeOf(row));
  const Edge = builder.objectRef<Row>(`${name}Edge`);
  Edge.implement({
    fields: (t) => ({
      cursor: t.string({ resolve: cursorOf }),
      node: t.field({ type: node, resolve: (row) => row as never }), // the row is the node; Pothos cannot tell that a type parameter is no list
    }),
  });
  return builder.objectRef<Connection<Row>>(`${name}Connection`).implement({
    fields: (t) => ({
      edges: t.field({ type: [Edge], resolve: ({ page }) => [...page.rows] }),
      pageInfo: t.field({
        type: PageInfo,
        resolve: ({ page: { rows, hasNextPage, hasPreviousPage } }) => {
          const [first, last] = [rows[0], rows.at(-1)];
          return { hasNextPage, hasPreviousPage, startCursor: first ? cursorOf(first) : null, endCursor: last ? cursorOf(last) : null };
        },
      }),
      totalCount: t.int({ resolve: ({ count }) => count() }),
    }),
  });
}

/** Reads a page and leaves the counting for when it is asked. */
export async function connect<Row>(
  args: PageArguments,
  list: (page: PageRequest) => Promise<Page<Row>>,
  count: () => Promise<number>,
): Promise<Connection<Row>> {
  return { page: await list(readPage(args)), count };
}

/** A list costs as much as it may return. */
export const listCost = ({
  first,
  last,
}: {
  readonly first?: number | null | undefined;
  readonly last?: number | null | undefined;
}): { field: number; multiplier: number } => ({
  field: 1,
  multiplier: Math.min(100, Math.max(1, first ?? last ?? 20)),
});

/** A page of a list that is in memory already. Fails with {@link PageError} for a cursor that stands nowhere in it. */
export function connectRows<Row>(args: PageArguments, rows: readonly Row[], placeOf: (row: Row) => Place | string): Connection<Row> {
  const { size, backwards } = readSize(args);
  const indexOf = (cursor: string | null | undefined, otherwise: number): number => {
    if (cursor === null || cursor === undefined) return otherwise;
    const index = rows.findIndex((row) => cursorText(placeOf(row)) === cursor);
    if (index < 0) throw new PageError('this is not a cursor of this list');
    return index;
  };
  const [start, end] = [indexOf(args.after, -1) + 1, indexOf(args.before, rows.length)];
  const from = backwards ? Math.max(start, end - size) : start;
  const to = backwards ? end : Math.min(end, start + size);
  const page = { rows: rows.slice(from, to), hasPreviousPage: from > 0, hasNextPage: to < rows.length };
  return { page, count: async () => rows.length };
}

const cursorText = (place: Place | string): string => (typeof place === 'string' ? place : pageCursor(place));
