import { GraphQLError } from 'graphql';
import { isAway } from '../database/away.ts';
import { PageError } from '../database/keyset.ts';
import { EventStoreError, type EventStoreErrorCode, isVersionConflict } from '../eventStore/port.ts';
import { FeedError } from '../projections/feed/port.ts';

/** The codes of `extensions.code`; contract.md, "GraphQL". */
export type ErrorCode =
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'ILLEGAL_STATE'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'COST_EXCEEDED'
  | 'CURSOR_EXPIRED'
  | 'UNAVAILABLE'
  | 'INTERNAL';

/** What the whole answer's status is when nothing could be done. */
const statuses: Partial<Record<ErrorCode, number>> = { UNAUTHENTICATED: 401 };

/** An error that the client may read. */
export function graphqlError(code: ErrorCode, message: string): GraphQLError {
  const status = statuses[code];
  return new GraphQLError(message, { extensions: { code, ...(status === undefined ? {} : { http: { status } }) } });
}

/** A query that costs more than one may: says how much, and what the limit is. */
export function tooExpensive(
  kind: string,
  cost: { readonly depth: number; readonly breadth: number; readonly complexity: number },
): GraphQLError {
  const what = kind.toLowerCase().includes('depth') ? 'deep' : kind.toLowerCase().includes('breadth') ? 'broad' : 'expensive';
  return graphqlError(
    'COST_EXCEEDED',
    `this query is too ${what}: depth ${cost.depth}, breadth ${cost.breadth}, cost ${cost.complexity}; ask for less, or for smaller pages`,
  );
}

const passing: readonly EventStoreErrorCode[] = ['UNAVAILABLE', 'UNKNOWN_OUTCOME', 'CLOSED'];

/**
 * Turns whatever a resolver threw into what a client may see. Known kinds keep their code;
 * anything else is a bug: masked, with a correlation id that stands in the log too.
 */
export function publicError(thrown: unknown, onBug: (error: unknown, correlationId: string) => void): GraphQLError {
  if (thrown instanceof GraphQLError) {
    const { originalError } = thrown;
    if (!originalError) return typeof thrown.extensions.code === 'string' ? thrown : withCode(thrown, 'BAD_USER_INPUT');
    if (originalError instanceof GraphQLError) return thrown;
    return placed(publicError(originalError, onBug), thrown);
  }
  if (thrown instanceof PageError) return graphqlError('BAD_USER_INPUT', thrown.message);
  if (thrown instanceof FeedError) return graphqlError(thrown.code, thrown.message);
  if (isVersionConflict(thrown)) return graphqlError('CONFLICT', 'somebody else changed this at the same time; load it again');
  if (isAway(thrown) || (thrown instanceof EventStoreError && passing.includes(thrown.code)))
    return graphqlError('UNAVAILABLE', 'the data is away for a moment; try again');
  const correlationId = crypto.randomUUID();
  onBug(thrown, correlationId);
  return new GraphQLError('something went wrong', { extensions: { code: 'INTERNAL', correlationId } });
}

const withCode = (error: GraphQLError, code: ErrorCode): GraphQLError => placed(graphqlError(code, error.message), error);

/** The error with the place in the query of another. */
const placed = (error: GraphQLError, { nodes, path }: GraphQLError): GraphQLError =>
  new GraphQLError(error.message, { nodes: nodes ?? null, path: path ?? null, extensions: error.extensions });
