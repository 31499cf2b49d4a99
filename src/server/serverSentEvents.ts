import type { Plugin } from 'graphql-yoga';
import { cursorOf } from './subscriptions.ts';

/** Milliseconds between comments that keep proxies from closing a quiet stream. */
const ping = 12_000;

const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', 'x-accel-buffering': 'no' };

const isStream = (result: unknown): result is AsyncIterable<object> =>
  typeof result === 'object' && result !== null && Symbol.asyncIterator in result;

/** Streams subscriptions as server-sent events whose `id` is the frame's cursor, so that a client resumes with `Last-Event-ID` by itself. */
export const serverSentEvents: Plugin = {
  onResultProcess({ request, result, setResultProcessor }) {
    if (!isStream(result) || !request.headers.get('accept')?.includes('text/event-stream')) return;
    setResultProcessor((stream) => new Response(encode(stream as AsyncIterable<object>), { headers }), 'text/event-stream'); // a stream, asked above
  },
};

function encode(results: AsyncIterable<object>): ReadableStream<Uint8Array> {
  const iterator = results[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  let timer: NodeJS.Timeout | undefined;
  return new ReadableStream({
    start(controller) {
      // At once, so that the headers leave and the client knows that it is connected.
      controller.enqueue(encoder.encode(':\n\n'));
      timer = setInterval(() => {
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(':\n\n'));
      }, ping);
    },
    // Called only while the client reads: a slow one leaves its frames in the feed's bounded queue.
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) {
        clearInterval(timer);
        controller.enqueue(encoder.encode('event: complete\ndata:\n\n'));
        controller.close();
        return;
      }
      const cursor = cursorOf(value);
      controller.enqueue(encoder.encode(`${cursor === undefined ? '' : `id: ${cursor}\n`}event: next\ndata: ${JSON.stringify(value)}\n\n`));
    },
    async cancel() {
      clearInterval(timer);
      await iterator.return?.();
    },
  });
}
