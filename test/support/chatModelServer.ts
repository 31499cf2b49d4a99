import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Answer {
  readonly status?: number;
  /** What the model says; left out: the request is never answered. */
  readonly content?: string;
  /** Tokens that the server says it counted; left out: it says nothing. */
  readonly usage?: { readonly prompt: number; readonly completion: number };
}

/** A server that speaks as much of the chat completions protocol as the client needs, and remembers what it was asked. */
export interface ChatModelServer {
  readonly url: string;
  readonly asked: readonly { readonly path: string | undefined; readonly authorization: string | undefined; readonly body: string }[];
  close(): Promise<void>;
}

/** @param answers given in turn, the last one from then on; or what is answered to a request's body */
export async function startChatModelServer(...answers: readonly (Answer | ((body: string) => Answer))[]): Promise<ChatModelServer> {
  const asked: { path: string | undefined; authorization: string | undefined; body: string }[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    asked.push({ path: request.url, authorization: request.headers.authorization, body: await text(request) });
    const answer = answers[Math.min(asked.length, answers.length) - 1] ?? {};
    const { status = 200, content, usage } = typeof answer === 'function' ? answer(asked.at(-1)?.body ?? '') : answer;
    if (status !== 200) {
      response.writeHead(status, { 'content-type': 'application/json' }).end('{"error":{"message":"no"}}');
      return;
    }
    if (content === undefined) return;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        id: 'x',
        object: 'chat.completion',
        created: 0,
        model: 'm',
        choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
        ...(usage
          ? { usage: { prompt_tokens: usage.prompt, completion_tokens: usage.completion, total_tokens: usage.prompt + usage.completion } }
          : {}),
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A listening TCP server's address is an object.
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1`, asked, close: () => closed(server) };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
