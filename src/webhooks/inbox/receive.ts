import { byteaArray } from '../../database/binaryArray.ts';
import type { Database } from '../../database/database.ts';
import type { ClinicSlug } from '../../domain/ids.ts';
import { systemViewer } from '../../domain/viewer.ts';
import type { KeyStore } from '../../eventStore/keys/keyStore.ts';
import { seal } from '../../eventStore/keys/vault.ts';
import { bodyContext, type DeliverySource, deliveryId } from './delivery.ts';

/** The inbox cannot make anything durable now: the sender is told to come again. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

export interface Receipt {
  readonly delivery: string;
  readonly status: 'accepted' | 'duplicate';
}

export interface Receivable {
  readonly clinic: ClinicSlug;
  readonly source: DeliverySource;
  readonly body: Uint8Array;
  readonly trigger: string | null;
  /** What makes two bodies the same delivery; null: the bytes themselves. */
  readonly contentKey: string | null;
}

/** Takes deliveries in. Resolves once a delivery is durable. Fails with {@link Unavailable}. */
export type Receive = (delivery: Receivable) => Promise<Receipt>;

interface Waiting {
  readonly row: readonly [id: string, clinic: string, source: string, trigger: string | null, receivedAt: Date, body: Buffer];
  readonly resolve: (receipt: Receipt) => void;
  readonly reject: (error: unknown) => void;
}

const viewer = systemViewer('inbox');
/** Most deliveries in one statement. */
const maxGroup = 200;
/** Deliveries that are committed without waiting for more. */
const fullGroup = 16;
/** Most groups on their way at once, each on a connection of its own: PostgreSQL flushes their commits together. */
const maxUnderWay = 4;
/** More than this waiting means that the database is not keeping up: better to say so than to answer late. */
const maxWaiting = 5_000;

/**
 * Makes the receiver. Deliveries that come together are committed together, up to four statements in flight: a sender waits
 * for no commit but the one that its delivery is in.
 * @param onReceived called after each commit
 */
export function createReceiver({
  database,
  keys,
  now,
  onReceived,
}: {
  readonly database: Database;
  readonly keys: KeyStore;
  readonly now: () => Date;
  readonly onReceived: () => void;
}): Receive {
  let waiting: Waiting[] = [];
  let underWay = 0;
  let gathering = false;

  /** Commits what waits, as far as groups may be under way; each takes the next with it when it is done. */
  function start(): void {
    while (waiting.length > 0 && underWay < maxUnderWay) {
      const group = waiting.slice(0, maxGroup);
      waiting = waiting.slice(maxGroup);
      underWay += 1;
      void commit(group).finally(() => {
        underWay -= 1;
        start();
      });
    }
  }

  /** A few are worth a statement at once; fewer wait until the requests that came with them are read. */
  function gather(): void {
    if (waiting.length >= fullGroup) {
      start();
      return;
    }
    if (gathering) return;
    gathering = true;
    setImmediate(() => {
      gathering = false;
      start();
    });
  }

  async function commit(group: readonly Waiting[]): Promise<void> {
    try {
      const fresh = await insert(
        database,
        group.map((one) => one.row),
      );
      onReceived();
      for (const { row, resolve } of group) {
        // Of two alike in one group the first is the delivery.
        resolve({ delivery: row[0], status: fresh.delete(row[0]) ? 'accepted' : 'duplicate' });
      }
    } catch (cause) {
      for (const { reject } of group) reject(new Unavailable('the inbox is away', { cause }));
    }
  }

  return async ({ clinic, source, body, trigger, contentKey }) => {
    if (waiting.length >= maxWaiting) throw new Unavailable('too many deliveries are waiting');
    try {
      const [hashing, encrypting] = await Promise.all([keys.clinicKey(clinic, 'deliveries'), keys.clinicKey(clinic, 'bodies')]);
      const id = deliveryId(hashing, source, contentKey ?? body);
      const sealed = seal(encrypting, body, bodyContext(id));
      return await new Promise<Receipt>((resolve, reject) => {
        waiting.push({ row: [id, clinic, source, trigger, now(), sealed], resolve, reject });
        gather();
      });
    } catch (cause) {
      throw cause instanceof Unavailable ? cause : new Unavailable('the inbox is away', { cause });
    }
  };
}

/**
 * Inserts what is new; the ids of those. A repeated content changes nothing, whatever became of the first.
 * Who inserts an id waits for whoever is inserting the same: all do it in the order of ids, so that no two groups wait for each other.
 * The order of receipt is given before that.
 */
async function insert(database: Database, rows: readonly Waiting['row'][]): Promise<Set<string>> {
  const inserted = await database.query<{ id: string }>(viewer, {
    name: 'receive_deliveries',
    text: `insert into delivery (id, clinic, source, trigger, received_at, body, seq) overriding system value
           select id, clinic, source, trigger, received_at, body, seq from (
             select *, nextval('delivery_seq_seq') as seq
             from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::bytea[])
               as one(id, clinic, source, trigger, received_at, body)
           ) as received order by id, seq on conflict (id) do nothing returning id`,
    values: [...[0, 1, 2, 3, 4].map((column) => rows.map((row) => row[column])), byteaArray(rows.map((row) => row[5]))],
  });
  return new Set(inserted.map((row) => row.id));
}
