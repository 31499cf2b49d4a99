import * as http from 'node:http';
import * as https from 'node:https';

export interface Request {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Milliseconds until an answer is no longer waited for. */
  readonly timeout: number;
}

/** How a request ended. What was not sent reached nobody; of what was sent and not answered anything may have become. */
export type Exchanged =
  | { readonly type: 'answered'; readonly status: number; readonly retryAfter: string | null; readonly body: unknown }
  | { readonly type: 'notSent' }
  | { readonly type: 'unanswered' };

/** More than any answer has that is asked for here. */
const longestAnswer = 4_000_000;

/**
 * Sends a request over a connection of its own. On one that is kept open, the server may hang up just as the next request comes, and nobody
 * can tell whether it was read; here nothing was sent unless the connection stood. Never rejects.
 */
export function exchange({ method, url, headers, body, timeout }: Request): Promise<Exchanged> {
  return new Promise((resolve) => {
    const isSecure = url.protocol === 'https:';
    const bytes = body === undefined ? null : Buffer.from(JSON.stringify(body));
    let isConnected = false;
    const broken = (): void => end({ type: isConnected ? 'unanswered' : 'notSent' });
    const request = (isSecure ? https : http).request(url, {
      method,
      agent: false,
      headers: { ...headers, ...(bytes ? { 'content-type': 'application/json', 'content-length': bytes.byteLength } : {}) },
    });
    const timer = setTimeout(broken, timeout);
    function end(result: Exchanged): void {
      clearTimeout(timer);
      resolve(result);
      request.destroy();
    }
    request.on('socket', (socket) => {
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        isConnected = true;
      });
    });
    request.on('error', broken);
    request.on('close', broken);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.byteLength;
        if (length > longestAnswer) broken();
        else chunks.push(chunk);
      });
      response.on('error', broken);
      response.on('end', () => {
        if (!response.complete) return broken();
        const { 'retry-after': retryAfter = null } = response.headers;
        end({ type: 'answered', status: response.statusCode ?? 0, retryAfter, body: parsed(Buffer.concat(chunks)) });
      });
    });
    request.end(bytes ?? undefined);
  });
}

/** Null for what is no JSON: the pages that proxies and rate limiters write. */
function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}
