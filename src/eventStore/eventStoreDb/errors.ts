import {
  AccessDeniedError,
  isCommandError,
  MaxAppendSizeExceededError,
  NotLeaderError,
  StreamDeletedError,
  UnavailableError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { type Append, EventStoreError, maxAppendBytes } from '../port.ts';
import { NotAnswered } from './within.ts';

// The client's errors have empty messages and the name `Error`: only their classes tell them apart.

/** The server's own no to an append: it read it, and wrote nothing. Null for everything that leaves the outcome open. */
export function refusalOf({ stream, expected }: Append, error: unknown): EventStoreError | null {
  if (error instanceof WrongExpectedVersionError) {
    const actual = error.actualVersion === 'no_stream' ? 'noStream' : Number(error.actualVersion);
    return new EventStoreError('VERSION_CONFLICT', `${stream} is at ${actual}, not at ${expected}`, { actual, cause: error });
  }
  if (error instanceof MaxAppendSizeExceededError)
    return new EventStoreError('TOO_LARGE', `an append may carry ${maxAppendBytes} bytes, or what the server is set to`, { cause: error });
  if (error instanceof StreamDeletedError)
    return new EventStoreError('INVALID_APPEND', `${stream} was deleted on the server, for ever`, { cause: error });
  if (error instanceof AccessDeniedError)
    return new EventStoreError('UNAVAILABLE', 'the event store does not let us in: check the user in EVENTSTORE_URL', { cause: error });
  if (error instanceof NotLeaderError)
    return new EventStoreError('UNAVAILABLE', 'the event store is choosing another leader', { cause: error });
  return null;
}

/** What is wrong when a read fails; it may simply be asked again. */
export const unavailable = (cause: unknown): EventStoreError =>
  cause instanceof EventStoreError ? cause : new EventStoreError('UNAVAILABLE', 'the event store is not available', { cause });

/** What is wrong when an append was sent and no answer came: the caller repeats the same append. */
export const unknownOutcome = (cause: unknown): EventStoreError =>
  new EventStoreError('UNKNOWN_OUTCOME', 'the event store broke off before it answered', { cause });

/**
 * Tells whether an error of a read or a subscription means that the client itself is spent: it did not answer, lost its connection,
 * or could not find the cluster, which it then remembers for ever. Other errors belong to their one call.
 */
export const spendsClient = (error: unknown): boolean =>
  error instanceof NotAnswered || error instanceof UnavailableError || !(error instanceof Error && isCommandError(error));
