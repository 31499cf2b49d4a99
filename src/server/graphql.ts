import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Duplex, Readable } from 'node:stream';
import type { ExecutionArgs, GraphQLError } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import { createContext, type SchemaContext, type SchemaServices } from '../schema/context.ts';
import { graphqlError, publicError } from '../schema/errors.ts';
import { firstQuery } from '../schema/firstQuery.ts';
import { schema } from '../schema/schema.ts';
import { maxBodyBytes, readRawBody } from '../webhooks/readBody.ts';
import { type Authenticate, bearerToken, type Session } from './auth.ts';
import { createDocuments, readingDocuments } from './documents.ts';
import { atExpiry } from './expiry.ts';
import { sendJson } from './http.ts';
import { type Logger, loggable } from './logger.ts';
import { serverSentEvents } from './serverSentEvents.ts';
import { createSharedSubscribe } from './subscriptions.ts';
import { createWebSocketEndpoint } from './webSocket.ts';

export interface GraphqlOptions {
  readonly services: SchemaServices;
  readonly authenticate: Authenticate;
  readonly logger: Logger;
  /** A subscriber was too slow. */
  readonly onCut: () => void;
}

export interface GraphqlServer {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

interface NodeContext {
  readonly nodeRequest: IncomingMessage;
  readonly nodeResponse: ServerResponse;
}

type HttpContext = SchemaContext & Pick<Session, 'expiresAt'>;

/** Serves the schema over HTTP, server-sent events and WebSockets; subscribers who ask the same share each execution. */
export function createGraphqlServer({ services, authenticate, logger, onCut }: GraphqlOptions): GraphqlServer {
  const mask = (error: unknown): GraphQLError =>
    publicError(error, (cause, correlationId) => logger.error({ error: loggable(cause), correlationId }, 'a resolver failed'));
  const documents = createDocuments(schema, mask);
  const subscribe = createSharedSubscribe(
    (viewer, control, lastEventId) => createContext(services, viewer, control, { lastEventId }),
    mask,
  );

  const streaming: Plugin<NodeContext & HttpContext> = {
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn((args: ExecutionArgs) => {
        const context = args.contextValue as NodeContext & HttpContext; // as built below
        // The stream ends, of a slow reader and of an expired token; the client comes back with Last-Event-ID.
        const { nodeResponse, expiresAt } = context;
        const callOff = atExpiry(expiresAt, () => nodeResponse.destroy());
        nodeResponse.once('close', callOff);
        return subscribe(args, context, () => {
          onCut();
          nodeResponse.destroy();
        });
      });
    },
  };

  const yoga = createYoga<NodeContext, HttpContext>({
    schema,
    async context({ nodeRequest }) {
      const session = await authenticate({ request: nodeRequest, token: bearerToken(nodeRequest.headers.authorization) });
      if (!session) throw graphqlError('UNAUTHENTICATED', 'say who you are: Authorization: Bearer <token>');
      const header = (name: string): string | null => [nodeRequest.headers[name] ?? []].flat()[0] || null;
      const told = { lastEventId: header('last-event-id'), idempotencyKey: header('idempotency-key') };
      const context = createContext(services, session.viewer, null, told);
      return { ...context, expiresAt: session.expiresAt };
    },
    graphqlEndpoint: '/graphql',
    landingPage: false,
    batching: false,
    cors: false,
    logging: false,
    graphiql: { defaultQuery: firstQuery, title: 'Karen, the concierge', subscriptionsProtocol: 'WS' },
    // Nine megabytes of page, which take fifty in memory: for those who ask for it.
    renderGraphiQL: async (options) => (await import('@graphql-yoga/render-graphiql')).renderGraphiQL(options),
    maskedErrors: { maskError: mask },
    parserAndValidationCache: false,
    // Its counting takes as long as all the rest that it does with a request: `handle` below sees to it.
    maxRequestBodySize: false,
    plugins: [readingDocuments(documents), streaming, serverSentEvents],
  });

  const webSocket = createWebSocketEndpoint({
    authenticate,
    documents,
    contextFor: ({ viewer }) => createContext(services, viewer),
    subscribe,
    mask,
    onCut,
  });

  return {
    async handle(request, response) {
      // Of a body whose length its header says Node reads no more than that; another has to be counted.
      const { 'content-length': length, 'transfer-encoding': counted } = request.headers;
      const read = counted === undefined ? null : await readRawBody(request);
      if (read?.type === 'broken') return void response.destroy();
      if (read?.type === 'tooLarge' || Number(length ?? 0) > maxBodyBytes) {
        const error = graphqlError('BAD_USER_INPUT', `a request has at most ${maxBodyBytes} bytes`);
        // What is still to come is not read: the connection goes with it.
        return sendJson(response, 413, { errors: [error] }, { connection: 'close' });
      }
      // Yoga takes a body that was read from where other servers for Node leave it.
      const whole = read ? Object.assign(request, { body: Readable.from(read.body) }) : request;
      await yoga(whole, response, { nodeRequest: request, nodeResponse: response });
    },
    upgrade: webSocket.upgrade,
    close: webSocket.close,
  };
}
