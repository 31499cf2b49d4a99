import type { IncomingMessage } from 'node:http';

/** What became of reading a request's body. */
export type BodyRead = { readonly type: 'body'; readonly body: Buffer } | { readonly type: 'tooLarge' } | { readonly type: 'broken' };

/** The largest webhook body that is taken; contract.md, "HTTP". */
export const maxBodyBytes = 1_048_576;

/** Reads a body into memory, and no more of it than may be kept. */
export function readRawBody(request: IncomingMessage, limit = maxBodyBytes): Promise<BodyRead> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.resolve({ type: 'tooLarge' });
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    // Events, not `for await`: the iterator takes as long as checking the signature does.
    request
      .on('data', (chunk: Buffer) => {
        size += chunk.byteLength;
        if (size <= limit) {
          chunks.push(chunk);
          return;
        }
        request.pause();
        resolve({ type: 'tooLarge' });
      })
      .on('end', () => resolve({ type: 'body', body: Buffer.concat(chunks) }))
      .on('error', () => resolve({ type: 'broken' }))
      // It was aborted; after the end this says nothing new.
      .on('close', () => resolve({ type: 'broken' }));
  });
}
