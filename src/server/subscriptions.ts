import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  executeSubscriptionEvent,
  type GraphQLError,
  Kind,
  validateSubscriptionArgs,
  visit,
} from 'graphql';
import type { Viewer } from '../domain/viewer.ts';
import type { SubscriptionControl } from '../schema/context.ts';

/** Makes a context with empty loaders: each frame is executed on rows as they are then. */
export type ContextFor = (viewer: Viewer, subscription: SubscriptionControl, lastEventId: string | null) => object;

/** What the transport does when a subscriber was too slow: the cursor is that of the last frame handed to it. */
export type Cut = (cursor: string) => void;

/** Who subscribes, and from where. */
export interface Subscriber {
  readonly viewer: Viewer;
  readonly lastEventId: string | null;
}

interface Frame {
  readonly cursor: string;
}

const cursors = new WeakMap<object, string>();

/** The cursor of a result, for transports that number their messages (the `id` of server-sent events). */
export const cursorOf = (result: object): string | undefined => cursors.get(result);

/**
 * Subscribes like graphql's own `subscribe`, but executes a frame once for all subscribers who would get the same result:
 * same frame object, same document, same variables (but for the cursor to start after), viewers of equal clinics and roles.
 */
export function createSharedSubscribe(contextFor: ContextFor, mask: (error: unknown) => GraphQLError) {
  const results = new WeakMap<object, Map<string, Promise<ExecutionResult>>>();
  const contexts = contextsOfATurn();

  return async function subscribe(
    args: ExecutionArgs,
    { viewer, lastEventId }: Subscriber,
    cut: Cut,
  ): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    const ended = new AbortController();
    let lastCursor = '';
    const control: SubscriptionControl = { signal: ended.signal, onTooSlow: () => cut(lastCursor) };
    const validated = validateSubscriptionArgs({ ...args, contextValue: contextFor(viewer, control, lastEventId) });
    if (!('schema' in validated)) return { errors: validated.map(mask) };
    const source = await createSourceEventStream(validated);
    if (!(Symbol.asyncIterator in source)) return { ...source, errors: source.errors?.map(mask) ?? [] };

    const group = `${documentName(args.document)} ${JSON.stringify([viewer.clinics, viewer.roles, args.operationName ?? null, sharedVariables(args)])}`;
    const run = async (frame: Frame): Promise<ExecutionResult> => {
      const contextValue = contexts.of(group, () => contextFor(viewer, control, null));
      const result = await executeSubscriptionEvent({ ...validated, rootValue: frame, contextValue });
      return result.errors ? { ...result, errors: result.errors.map(mask) } : result;
    };
    const execute = (frame: Frame): Promise<ExecutionResult> => {
      const known = results.get(frame) ?? new Map<string, Promise<ExecutionResult>>();
      results.set(frame, known);
      const result = known.get(group) ?? run(frame);
      known.set(group, result);
      return result;
    };
    // Feeds yield some frames at a time, and every frame has a cursor.
    const frames = (source as AsyncIterable<readonly Frame[]>)[Symbol.asyncIterator]();
    let waiting: { readonly cursor: string; readonly result: ExecutionResult }[] = [];
    const end = async (): Promise<IteratorReturnResult<undefined>> => {
      // First the signal: a generator that waits for the next frame would not hear of its own end.
      ended.abort();
      await frames.return?.();
      return { done: true, value: undefined };
    };
    const shared: AsyncIterableIterator<ExecutionResult> = {
      [Symbol.asyncIterator]: () => shared,
      async next() {
        while (waiting.length === 0) {
          const some = await frames.next();
          if (some.done) return end();
          waiting = await Promise.all(some.value.map(async (frame) => ({ cursor: frame.cursor, result: await execute(frame) })));
        }
        const next = waiting.shift();
        if (ended.signal.aborted || !next) return { done: true, value: undefined };
        lastCursor = next.cursor;
        cursors.set(next.result, lastCursor);
        return { done: false, value: next.result };
      },
      return: end,
    };
    return shared;
  };
}

/**
 * One context for all frames that a group executes in one turn of the event loop: their loaders ask together.
 * What is loaded is asked for after the turn, so that it is never older than any of the frames.
 */
function contextsOfATurn() {
  const contexts = new Map<string, object>();
  return {
    of(group: string, make: () => object): object {
      if (contexts.size === 0) setImmediate(() => contexts.clear());
      const context = contexts.get(group) ?? make();
      contexts.set(group, context);
      return context;
    },
  };
}

const names = new WeakMap<DocumentNode, number>();
let documents = 0;

/** A name for the document: equal texts were read as one object. */
function documentName(document: DocumentNode): number {
  const name = names.get(document) ?? ++documents;
  names.set(document, name);
  return name;
}

/** The variables without the one that only says where to start. */
function sharedVariables({ document, variableValues }: ExecutionArgs): unknown {
  const uses = new Map<string, number>();
  let start: string | undefined;
  visit(document, {
    VariableDefinition: () => false,
    Argument(node) {
      if (node.name.value === 'after' && node.value.kind === Kind.VARIABLE) start = node.value.name.value;
    },
    Variable(node) {
      uses.set(node.name.value, (uses.get(node.name.value) ?? 0) + 1);
    },
  });
  const onlyStart = start !== undefined && uses.get(start) === 1 ? start : null;
  return Object.entries(variableValues ?? {}).filter(([name]) => name !== onlyStart);
}
