/** A list's arguments, as Relay names them. */
export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** The arguments of a list make no sense. */
export class PageError extends Error {
  override readonly name = 'PageError';
}

/** A page as the database is asked for it. Lists are ordered by a moment and an id, both descending. */
export interface PageRequest {
  /** One more than wanted, which tells whether there is another page. */
  readonly limit: number;
  readonly size: number;
  /** `last`/`before`: read the other way round, then turned. */
  readonly backwards: boolean;
  readonly after: Place | null;
  readonly before: Place | null;
}

export interface Place {
  readonly at: string;
  readonly id: string;
  /** Of a list in two parts: whether it stands in the first. */
  readonly first?: boolean;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

const largest = 100;
const usual = 20;

/** How much of a list is asked for, and from which end. Fails with {@link PageError} for sizes over 100, or `first` with `last`. */
export function readSize({ first, last }: PageArguments): Pick<PageRequest, 'size' | 'backwards'> {
  if (typeof first === 'number' && typeof last === 'number') throw new PageError('ask for `first` or for `last`, not for both');
  for (const [name, size] of Object.entries({ first, last })) {
    if (typeof size === 'number' && (size < 1 || size > largest))
      throw new PageError(`\`${name}\` must be from 1 to ${largest}; it is ${size}`);
  }
  return { size: first ?? last ?? usual, backwards: typeof last === 'number' };
}

/** Reads a list's arguments. Fails with {@link PageError} as {@link readSize} does, and for what is no cursor. */
export function readPage(args: PageArguments): PageRequest {
  const { size, backwards } = readSize(args);
  return { size, limit: size + 1, backwards, after: placeOf(args.after), before: placeOf(args.before) };
}

/** Cuts the rows that were read to the page, in the list's order. */
export function pageOf<Row>(rows: readonly Row[], { size, backwards, after, before }: PageRequest): Page<Row> {
  const more = rows.length > size;
  const kept = rows.slice(0, size);
  return {
    rows: backwards ? kept.toReversed() : kept,
    hasNextPage: backwards ? before !== null : more,
    hasPreviousPage: backwards ? more : after !== null,
  };
}

/** A cursor: the row's place in the list, in no form that a client should read. */
export const pageCursor = ({ at, id, first }: Place): string =>
  Buffer.from(`${first === undefined ? '' : `${first ? 1 : 2} `}${at} ${id}`).toString('base64url');

function placeOf(cursor: string | null | undefined): Place | null {
  if (cursor === null || cursor === undefined) return null;
  const match = /^(?:([12]) )?(\d{4}-\d\d-\d\dT[\d:.]+Z) ([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!match?.[2] || !match[3]) throw new PageError('this is not a cursor of this list');
  return { at: match[2], id: match[3], ...(match[1] === undefined ? {} : { first: match[1] === '1' }) };
}
