import { EventStoreError } from '../port.ts';

/**
 * SQLSTATEs after which it is certain that nothing was written: the server refused or was not there.
 * Not 57P01 and 57P02, which say that a session was ended and not when: it may have been at its commit.
 */
const refused = /^(?:08001|08004|53|54|55|57P03|25|40|42|28|3D)/;

/**
 * Translates what PostgreSQL and the network throw to the port's closed set.
 * A connection that broke while a statement was under way leaves the outcome unknown: the caller repeats the same append.
 */
export function translateError(error: unknown): EventStoreError {
  if (error instanceof EventStoreError) return error;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const neverSent =
    /^(?:ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT)$/.test(code) ||
    (error instanceof Error && /timeout exceeded when trying to connect|pool after calling end/.test(error.message));
  if (neverSent || refused.test(code)) return new EventStoreError('UNAVAILABLE', 'the event store is not available', { cause: error });
  return new EventStoreError('UNKNOWN_OUTCOME', 'the event store broke off before it answered', { cause: error });
}
