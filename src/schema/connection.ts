import type { ObjectRef } from '@pothos/core';
import { type Page, type PageRequest, type Place, pageCursor, readPage } from '../database/keyset.ts';
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

/** Makes the connection and edge types of a list; `placeOf` says where a row stands in it. */
export function connectionOf<Row extends object>(
  name: string,
  node: ObjectRef<typeof builder.$inferSchemaTypes, Row>,
  placeOf: (row: Row) => Place,
) {
  const Edge = builder.objectRef<Row>(`${name}Edge`);
  Edge.implement({
    fields: (t) => ({
      cursor: t.string({ resolve: (row) => pageCursor(placeOf(row)) }),
      node: t.field({ type: node, resolve: (row) => row as never }), // the row is the node; Pothos cannot tell that a type parameter is no list
    }),
  });
  return builder.objectRef<Connection<Row>>(`${name}Connection`).implement({
    fields: (t) => ({
      edges: t.field({ type: [Edge], resolve: ({ page }) => [...page.rows] }),
      pageInfo: t.field({
        type: PageInfo,
        resolve: ({ page: { rows, hasNextPage, hasPreviousPage } }) => {
          const cursorOf = (row: Row | undefined): string | null => (row === undefined ? null : pageCursor(placeOf(row)));
          return { hasNextPage, hasPreviousPage, startCursor: cursorOf(rows[0]), endCursor: cursorOf(rows.at(-1)) };
        },
      }),
      totalCount: t.int({ resolve: ({ count }) => count() }),
    }),
  });
}

/** Reads a page and leaves the counting for when it is asked. */
export async function connect<Row>(
  args: Parameters<typeof readPage>[0],
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
