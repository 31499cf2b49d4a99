import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionResult, execute, type GraphQLError } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { SchemaContext } from '../schema/context.ts';
import { schema } from '../schema/schema.ts';
import { type Authenticate, connectionToken, type Session } from './auth.ts';
import type { Documents } from './documents.ts';
import { atExpiry } from './expiry.ts';
import type { createSharedSubscribe } from './subscriptions.ts';

/** The close code of a subscriber that was too slow; the reason is its cursor. */
const tooSlowCode = 4429;
/** Of one who may come back with another token: graphql-ws clients try again after it. */
const forbiddenCode = 4403;

export interface WebSocketOptions {
  readonly authenticate: Authenticate;
  readonly documents: Documents;
  readonly contextFor: (session: Session) => SchemaContext;
  readonly subscribe: ReturnType<typeof createSharedSubscribe>;
  readonly mask: (error: unknown) => GraphQLError;
  /** A subscriber was too slow. */
  readonly onCut: () => void;
}

export interface WebSocketEndpoint {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

interface Extra extends Record<PropertyKey, unknown> {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  /** Of the connection, once it was let in. */
  session?: Session;
}

interface SocketContext extends SchemaContext {
  readonly socket: WebSocket;
}

/** Serves the schema over WebSockets (`graphql-transport-ws`). A connection is let in by its token, and closed when that expires. */
export function createWebSocketEndpoint({
  authenticate,
  documents,
  contextFor,
  subscribe,
  mask,
  onCut,
}: WebSocketOptions): WebSocketEndpoint {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 256 * 1024 });
  const server = useServer<Record<string, unknown>, Extra>(
    {
      async onConnect({ connectionParams, extra }) {
        const session = await authenticate({ request: extra.request, token: connectionToken(connectionParams) });
        if (!session) return false;
        extra.session = session;
        const callOff = atExpiry(session.expiresAt, () => extra.socket.close(forbiddenCode, 'the token has expired'));
        extra.socket.once('close', callOff);
        return true;
      },
      onSubscribe({ extra: { session, socket } }, _id, { query, operationName, variables }) {
        try {
          const { document, errors } = documents.read(query);
          if (errors.length > 0 || !session) return errors;
          const contextValue: SocketContext = { ...contextFor(session), socket };
          return { schema, document, operationName: operationName ?? null, variableValues: variables ?? null, contextValue };
        } catch (error) {
          return [mask(error)];
        }
      },
      async execute(args) {
        const result = (await execute(args)) as ExecutionResult; // a query or mutation, executed whole
        return result.errors ? { ...result, errors: result.errors.map(mask) } : result;
      },
      subscribe(args) {
        const context = args.contextValue as SocketContext; // as built above
        return subscribe(args, context, (cursor) => {
          onCut();
          cut(context.socket, cursor);
        });
      },
    },
    sockets,
  );
  return {
    upgrade: (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request)),
    close: async () => {
      await server.dispose();
    },
  };
}

/** Ends a subscriber who does not read: told where to come back, and gone a second later whether or not he heard it. */
function cut(socket: WebSocket, cursor: string): void {
  socket.close(tooSlowCode, cursor);
  setTimeout(() => socket.terminate(), 1_000).unref();
}
