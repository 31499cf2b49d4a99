import type { IncomingMessage } from 'node:http';

/** What became of reading a request's body. */
export type BodyRead = { readonly type: 'body'; readonly body: Buffer } | { readonly type: 'tooLarge' } | { readonly type: 'broken' };

/** The largest webhook body that is taken; contract.md, "HTTP". */
export const maxBodyBytes = 1_048_576;

/** Reads a body into memory, and no more of it than may be kept. */
export async function readRawBody(request: IncomingMessage, limit = maxBodyBytes): Promise<BodyRead> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return { type: 'tooLarge' };
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.byteLength;
      if (size > limit) return { type: 'tooLarge' };
      chunks.push(chunk);
    }
  } catch {
    return { type: 'broken' };
  }
  return { type: 'body', body: Buffer.concat(chunks) };
}
