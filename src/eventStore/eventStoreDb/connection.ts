import { EventStoreDBClient } from '@eventstore/db-client';
import { unavailable } from './errors.ts';
import { within } from './within.ts';

/** One client at a time, thrown away and made anew when it is spent. */
export interface Connection {
  /** The client, once it knows what the server can do. Fails with UNAVAILABLE; nothing was sent then. */
  client(): Promise<EventStoreDBClient>;
  /** Throws a client away, unless that has happened: whatever it has in flight fails now. */
  renew(spent: EventStoreDBClient): void;
  /** Tells whether a client is still the present one. A read of one that was let go ends as if there were no more. */
  holds(client: EventStoreDBClient): boolean;
  close(): Promise<void>;
}

/** Milliseconds that a client gets to let go; seen to take one. */
const farewell = 1_000;

/** @param timeout milliseconds to wait for a server's first answer; a malformed URL throws at once */
export function openConnection(url: string, timeout: number): Connection {
  const connect = (): EventStoreDBClient => EventStoreDBClient.connectionString(withSettings(url));
  let current = connect();
  let closed = false;
  let departures: Promise<unknown> = Promise.resolve();

  /** The predecessor must be gone: what is in flight is kept in one list for all clients, which a client's last error clears. */
  async function present(): Promise<EventStoreDBClient> {
    for (;;) {
      const seen = departures;
      await seen;
      if (seen === departures) return current;
    }
  }

  function renew(spent: EventStoreDBClient): void {
    if (spent !== current || closed) return;
    current = connect();
    const gone = letGo(spent);
    departures = departures.then(() => gone);
  }

  return {
    async client() {
      const client = await present();
      try {
        // The first call of a client asks for them without a deadline, and an append given up meanwhile would still be sent afterwards.
        // biome-ignore lint/complexity/useLiteralKeys: it is protected, for subclasses; the factory of clients makes none.
        await within(client['capabilities'], timeout, 'the question what the server can do');
        return client;
      } catch (error) {
        renew(client);
        throw unavailable(error);
      }
    },
    renew,
    holds: (client) => client === current && !closed,
    async close() {
      closed = true;
      await departures;
      await letGo(current);
    },
  };
}

async function letGo(client: EventStoreDBClient): Promise<void> {
  await within(client.dispose(), farewell, 'the end of a client').catch(() => {});
  // Its connection would stay open until the server closes it. Where there is none, the client may look for a cluster first: not worth waiting for.
  // biome-ignore lint/complexity/useLiteralKeys: it is protected, for subclasses; the factory of clients makes none.
  void client['getChannel']().then(
    (channel) => channel.close(),
    () => {},
  );
}

/**
 * The same server goes by `kurrentdb://` today, which this client does not know.
 * Conflicts must be thrown: the result that the client returns instead of them names a wrong revision. The last of equal keys counts.
 */
function withSettings(url: string): string {
  const trimmed = url
    .trim()
    .replace(/\/+$/, '')
    .replace(/^kurrentdb(?=[:+])/, 'esdb');
  return `${trimmed}${trimmed.includes('?') ? '&' : '?'}throwOnAppendFailure=true`;
}
