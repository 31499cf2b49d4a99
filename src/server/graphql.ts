import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { type ExecutionArgs, type ExecutionResult, execute, type GraphQLError } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { createYoga, type Plugin } from 'graphql-yoga';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Viewer } from '../domain/viewer.ts';
import { createContext, type SchemaContext, type SchemaServices } from '../schema/context.ts';
import { graphqlError, publicError } from '../schema/errors.ts';
import { firstQuery } from '../schema/firstQuery.ts';
import { schema } from '../schema/schema.ts';
import { createDocuments, readingDocuments } from './documents.ts';
import { type Logger, loggable } from './logger.ts';
import { serverSentEvents } from './serverSentEvents.ts';
import { createSharedSubscribe } from './subscriptions.ts';

/** The close code of a subscriber that was too slow; the reason is its cursor. */
export const tooSlowCode = 4429;

export interface GraphqlOptions {
  readonly services: SchemaServices;
  /** On whose behalf a request is made; null when nobody's. */
  readonly viewerOf: (request: IncomingMessage) => Viewer | null | Promise<Viewer | null>;
  readonly logger: Logger;
  /** A subscriber was too slow. */
  readonly onCut: () => void;
}

export interface GraphqlServer {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

interface HttpContext {
  readonly nodeRequest: IncomingMessage;
  readonly nodeResponse: ServerResponse;
}

/** Serves the schema over HTTP, server-sent events and WebSockets (`graphql-transport-ws`); subscribers who ask the same share each execution. */
export function createGraphqlServer({ services, viewerOf, logger, onCut }: GraphqlOptions): GraphqlServer {
  const mask = (error: unknown): GraphQLError =>
    publicError(error, (cause, correlationId) => logger.error({ error: loggable(cause), correlationId }, 'a resolver failed'));
  const documents = createDocuments(schema, mask);
  const subscribe = createSharedSubscribe((viewer, control, lastEventId) => createContext(services, viewer, control, lastEventId), mask);

  const sharing: Plugin<HttpContext & SchemaContext> = {
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn((args: ExecutionArgs) => {
        const context = args.contextValue as SchemaContext & HttpContext; // as built below
        // Over server-sent events the stream ends; the client comes back with Last-Event-ID.
        return subscribe(args, context, () => {
          onCut();
          context.nodeResponse.destroy();
        });
      });
    },
  };

  const yoga = createYoga<HttpContext, SchemaContext>({
    schema,
    async context({ nodeRequest }) {
      const viewer = await viewerOf(nodeRequest);
      if (!viewer) throw unauthenticated();
      const lastEventId = nodeRequest.headers['last-event-id'];
      return createContext(services, viewer, null, typeof lastEventId === 'string' ? lastEventId : null);
    },
    graphqlEndpoint: '/graphql',
    landingPage: false,
    batching: false,
    cors: false,
    logging: false,
    graphiql: { defaultQuery: firstQuery, title: 'Karen, the concierge', subscriptionsProtocol: 'WS' },
    renderGraphiQL,
    maskedErrors: { maskError: mask },
    parserAndValidationCache: false,
    plugins: [readingDocuments(documents), sharing, serverSentEvents],
  });

  const sockets = new WebSocketServer({ noServer: true, maxPayload: 256 * 1024 });
  const server = useServer<Record<string, unknown>, { socket: WebSocket; request: IncomingMessage }>(
    {
      async onSubscribe({ extra: { request, socket } }, _id, { query, operationName, variables }) {
        const viewer = await viewerOf(request);
        if (!viewer) return [unauthenticated()];
        try {
          const { document, errors } = documents.read(query);
          if (errors.length > 0) return errors;
          const contextValue: SchemaContext & SocketContext = { ...createContext(services, viewer), socket };
          return { schema, document, operationName: operationName ?? null, variableValues: variables ?? null, contextValue };
        } catch (error) {
          return [mask(error)];
        }
      },
      execute: async (args) => masked((await execute(args)) as ExecutionResult, mask),
      subscribe: (args) => {
        const context = args.contextValue as SchemaContext & SocketContext; // as built above
        return subscribe(args, context, (cursor) => {
          onCut();
          cut(context.socket, cursor);
        });
      },
    },
    sockets,
  );

  return {
    async handle(request, response) {
      await yoga(request, response, { nodeRequest: request, nodeResponse: response });
    },
    upgrade: (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request)),
    close: async () => {
      await server.dispose();
    },
  };
}

interface SocketContext {
  readonly socket: WebSocket;
}

const unauthenticated = (): GraphQLError => graphqlError('UNAUTHENTICATED', 'say who you are');

const masked = (result: ExecutionResult, mask: (error: unknown) => GraphQLError): ExecutionResult =>
  result.errors ? { ...result, errors: result.errors.map(mask) } : result;

/** Ends a subscriber who does not read: told where to come back, and gone a second later whether or not he heard it. */
function cut(socket: WebSocket, cursor: string): void {
  socket.close(tooSlowCode, cursor);
  setTimeout(() => socket.terminate(), 1_000).unref();
}
