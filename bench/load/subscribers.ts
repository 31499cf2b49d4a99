import { WebSocket } from 'ws';
import { answering } from './child.ts';

/** What the process is asked for: to have so many connections open, or to hear so many changes on each. */
export type SubscribersAsked =
  | {
      readonly type: 'open';
      readonly url: string;
      readonly count: number;
      /** GraphQL over `graphql-transport-ws`; null: a plain WebSocket that says nothing. */
      readonly queries: readonly string[] | null;
    }
  | { readonly type: 'hear'; readonly changes: number }
  | { readonly type: 'close' };

/** Of each change its text as it was heard first, and when each connection heard it: milliseconds since the epoch. */
export interface Heard {
  readonly texts: readonly string[];
  readonly at: readonly Float64Array[];
}

let sockets: WebSocket[] = [];
let onChange = (_text: string, _connection: number): void => {};

// Nothing is parsed: a thousand connections share this process, and its time is in every figure.
function open(url: string, connection: number, query: string | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = query === null ? new WebSocket(url) : new WebSocket(url, 'graphql-transport-ws');
    sockets.push(socket);
    socket.on('error', reject);
    if (query === null) {
      socket.on('open', resolve).on('message', (data: Buffer) => onChange(data.toString(), connection));
      return;
    }
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (text.includes('"BookingChanged"')) onChange(text, connection);
      else if (text.includes('"connection_ack"')) socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
      else if (text.includes('"FeedReady"')) resolve();
      else if (text.includes('"type":"error"')) reject(new Error(text));
    });
  });
}

/** Resolves once every connection has heard so many. */
function hear(changes: number): Promise<Heard> {
  const heard = sockets.map(() => 0);
  const texts: string[] = [];
  const at = Array.from({ length: changes }, () => new Float64Array(sockets.length));
  let missing = changes * sockets.length;
  return new Promise((resolve) => {
    onChange = (text, connection) => {
      const change = heard[connection] ?? 0;
      heard[connection] = change + 1;
      const times = at[change];
      if (!times) return;
      times[connection] = Date.now();
      texts[change] ??= text;
      missing -= 1;
      if (missing === 0) resolve({ texts, at });
    };
  });
}

answering(async (asked: SubscribersAsked): Promise<Heard | null> => {
  switch (asked.type) {
    case 'open': {
      const { url, count, queries } = asked;
      // A hundred handshakes at a time: the kernel's queue of connections is not much longer.
      for (let first = 0; first < count; first += 100) {
        const some = Array.from({ length: Math.min(100, count - first) }, (_, k) => first + k);
        await Promise.all(some.map((k) => open(url, k, queries === null ? null : (queries[k % queries.length] ?? null))));
      }
      return null;
    }
    case 'hear':
      return hear(asked.changes);
    case 'close':
      for (const socket of sockets) socket.terminate();
      sockets = [];
      return null;
  }
});
