import { builder } from './builder.ts';
import type { ErrorCode } from './errors.ts';

/** What a mutation may answer instead of doing what was asked. */
export interface Failure {
  readonly __typename: 'IllegalState' | 'NotFound' | 'InvalidInput' | 'Conflict';
  readonly message: string;
  readonly code: ErrorCode;
  /** Of an invalid input: the field. */
  readonly path: readonly string[];
}

const codes: Readonly<Record<Failure['__typename'], ErrorCode>> = {
  IllegalState: 'ILLEGAL_STATE',
  NotFound: 'NOT_FOUND',
  InvalidInput: 'BAD_USER_INPUT',
  Conflict: 'CONFLICT',
};

export const failure = (type: Failure['__typename'], message: string, path: readonly string[] = []): Failure => ({
  __typename: type,
  message,
  code: codes[type],
  path,
});

const ErrorInterface = builder.interfaceRef<Failure>('Error').implement({
  fields: (t) => ({ message: t.exposeString('message'), code: t.exposeString('code') }),
});

const IllegalState = builder.objectRef<Failure>('IllegalState').implement({
  description: 'The command is against the state that the thing is in; `message` says which.',
  interfaces: [ErrorInterface],
});
const NotFound = builder.objectRef<Failure>('NotFound').implement({ interfaces: [ErrorInterface] });
const InvalidInput = builder.objectRef<Failure>('InvalidInput').implement({
  interfaces: [ErrorInterface],
  fields: (t) => ({ path: t.stringList({ resolve: ({ path }) => [...path] }) }),
});
const Conflict = builder.objectRef<Failure>('Conflict').implement({ interfaces: [ErrorInterface] });

/** The failures that every mutation's result may be. */
export const failureTypes = [IllegalState, NotFound, InvalidInput, Conflict] as const;
