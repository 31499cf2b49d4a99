import { connect, type Socket } from 'node:net';

/** A connection that is kept, on which requests are sent one after the other. */
export interface Exchange {
  /** Sends a whole HTTP request; gives the body of its answer, which must be 200. */
  send(request: Buffer): Promise<string>;
  close(): void;
}

const endOfHead = '\r\n\r\n';

/**
 * Opens a connection. It knows no more of HTTP than the servers of the bench use (a `content-length` in every answer):
 * two cores are shared with the server that is measured, and a client of full size takes more of them than the server does.
 */
export async function openExchange(url: string): Promise<Exchange> {
  const { hostname, port } = new URL(url);
  const socket = await connected(hostname, Number(port));
  socket.setNoDelay(true);
  let waiting: { readonly resolve: (body: string) => void; readonly reject: (error: Error) => void } | null = null;
  let text = '';
  const fail = (error: Error): void => waiting?.reject(error);
  socket.on('error', fail).on('close', () => fail(new Error('the server closed the connection')));
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
    const head = text.indexOf(endOfHead);
    if (head < 0) return;
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(text.slice(0, head))?.[1] ?? Number.NaN);
    if (Number.isNaN(length)) return fail(new Error(`an answer without its length: ${text.slice(0, 200)}`));
    if (text.length < head + endOfHead.length + length) return;
    const [answer, done] = [text, waiting];
    text = '';
    waiting = null;
    if (answer.startsWith('HTTP/1.1 200')) done?.resolve(answer.slice(head + endOfHead.length));
    else done?.reject(new Error(`the answer was ${answer.slice(0, 400)}`));
  });
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request);
      }),
    close: () => void socket.destroy(),
  };
}

const connected = (host: string, port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port }, () => resolve(socket)).once('error', reject);
  });

/** A POST as it goes over the wire. */
export function postRequest(url: string, body: string, headers: Readonly<Record<string, string>> = {}): string {
  const { host, pathname } = new URL(url);
  const lines = Object.entries({ host, 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)), ...headers });
  return `POST ${pathname} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}`).join('\r\n')}${endOfHead}${body}`;
}
