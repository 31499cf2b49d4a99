import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A line on loopback to a server, which a test can cut, freeze, muffle and take away. */
export interface TcpProxy {
  readonly port: number;
  /** Connections open now. */
  readonly connections: number;
  /** Drops every connection, as a killed server or a broken network does. */
  cut(): void;
  /** Passes nothing on, either way, and drops nothing: a stopped process. */
  freeze(): void;
  thaw(): void;
  /** Passes on what the client says and loses what the server answers, until the next {@link cut}. */
  loseAnswers(): void;
  /** Drops every connection and refuses new ones. */
  goDown(): Promise<void>;
  comeUp(): Promise<void>;
  /** Like {@link goDown}, for good. */
  close(): Promise<void>;
}

export async function startTcpProxy(target: { readonly host?: string; readonly port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let frozen = false;
  let deaf = false;

  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.setNoDelay();
    socket.on('error', () => {}); // it was cut
    socket.on('close', () => sockets.delete(socket));
    if (frozen) socket.pause();
  };

  const pass = (from: Socket, to: Socket, answers: boolean): void => {
    from.on('data', (bytes) => {
      if (answers && deaf) return;
      if (!to.write(bytes)) {
        from.pause();
        to.once('drain', () => {
          if (!frozen) from.resume();
        });
      }
    });
    from.on('close', () => to.destroy());
  };

  const server: Server = createServer((client) => {
    const upstream = connect(target.port, target.host ?? '127.0.0.1');
    pass(client, upstream, false);
    pass(upstream, client, true);
    keep(client);
    keep(upstream);
  });
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port } = server.address() as AddressInfo; // it listens on TCP

  const cut = (): void => {
    for (const socket of [...sockets]) socket.destroy();
    deaf = false;
  };
  const goDown = async (): Promise<void> => {
    const closed = server.listening ? once(server, 'close') : null;
    server.close();
    cut();
    await closed;
  };

  return {
    port,
    get connections() {
      return sockets.size / 2;
    },
    cut,
    freeze() {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw() {
      frozen = false;
      for (const socket of sockets) socket.resume();
    },
    loseAnswers() {
      deaf = true;
    },
    goDown,
    comeUp: () => listen(port),
    close: goDown,
  };
}
