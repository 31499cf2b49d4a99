import { randomUUID } from 'node:crypto';
import type { Database } from '../database/database.ts';
import { whileHolding } from '../database/lease.ts';
import { systemViewer } from '../domain/viewer.ts';
import { copyLog } from '../eventStore/copyLog.ts';
import { eventStoreDbEventStore } from '../eventStore/eventStoreDb/eventStoreDb.ts';
import type { EventStore } from '../eventStore/port.ts';
import { postgresEventStore } from '../eventStore/postgres/postgres.ts';
import { carryOver } from '../processes/carryOver.ts';
import { type House, inHouse } from './house.ts';
import { CliError, exitCodes, print } from './output.ts';
import { createProgress } from './progress.ts';

export interface CopyCommandOptions {
  readonly from: string;
  readonly to: string;
  readonly json?: boolean;
}

const viewer = systemViewer('copy');

/** Moves the log into another store. Refuses while a worker runs: it would go on writing into the old one. */
export async function runCopy({ from, to, json = false }: CopyCommandOptions, signal: AbortSignal): Promise<number> {
  if (from === to) throw new CliError('--from and --to are the same store');
  const progress = createProgress('copying', json);
  try {
    const copied = await inHouse(signal, async (house) => {
      const { database } = house.services;
      const [openSource, openTarget] = [storeNamed(from, house), storeNamed(to, house)];
      const [source, target] = [openSource(), openTarget()];
      try {
        return await withoutWorkers(database, signal, async () => {
          const total = await countOf(source, database);
          const sourceId = await source.logId();
          const result = await copyLog({
            from: source,
            to: target,
            // Only PostgreSQL's committer writes appends of one turn in the order of the calls.
            window: target.name === 'postgres' ? 128 : 1,
            signal,
            onProgress: ({ events }) => progress.show(events, total === null ? null : events / total),
          });
          // A log of its own: cursors of the other one are told that they have expired. Asked again of a whole copy, it is that log.
          if (target.name === 'postgres' && result.events > result.before)
            await database.query(viewer, { text: 'update log_head set log_id = gen_random_uuid()' });
          await carryOver({ from: { database, logId: sourceId }, to: { database, store: target } });
          return result;
        });
      } finally {
        await source.close();
        await target.close();
      }
    });
    progress.stop();
    const { events, streams, before } = copied;
    const already = before === 0 ? '' : ` (${before} were there already)`;
    const next = to === 'postgres' ? 'Unset EVENTSTORE_URL' : `Set EVENTSTORE_URL=${to}`;
    const text = `Copied ${events} events of ${streams} streams${already}; number, order and every stream's hash are the same.\n${next}, then: npm run journeys -- rebuild`;
    print(json, copied, text);
    return exitCodes.done;
  } finally {
    progress.stop();
  }
}

/** The way to open a store. Fails at once for a name that is none. */
function storeNamed(name: string, { services: { database } }: House): () => EventStore {
  if (name === 'postgres') return () => postgresEventStore({ database });
  if (/^(?:esdb|kurrentdb)(?:\+discover)?:\/\//.test(name)) return () => eventStoreDbEventStore({ url: name });
  throw new CliError(`${JSON.stringify(name)} is no store: it is postgres (the installation's own database) or esdb://...`);
}

/** How many events there are, where that is known without reading them. */
async function countOf(store: EventStore, database: Database): Promise<number | null> {
  if (store.name !== 'postgres') return null;
  const [head] = await database.query<{ position: number }>(viewer, { text: 'select position from log_head' });
  return head?.position ?? 0;
}

/** Does the work while it holds what a worker needs, so that none starts meanwhile. Refuses when one runs. */
async function withoutWorkers<T>(database: Database, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const names = ['projections', 'inbox', 'processes', 'reconciliation'];
  const running = await database.query(viewer, {
    text: 'select name from lease where name = any($1) and expires_at > now()',
    values: [names],
  });
  if (running.length > 0) throw new CliError('a worker runs: stop it first (npm start, or ROLE=worker)');
  const done = new AbortController();
  const lease = { holder: `copy-${randomUUID()}`, signal: AbortSignal.any([signal, done.signal]) };
  let result: { readonly value: T } | null = null;
  const holding = names.reduce<() => Promise<void>>(
    (inner, name) => () => whileHolding(database, { ...lease, name }, inner),
    async () => {
      result = { value: await work() };
      done.abort();
    },
  );
  await holding();
  // The leases ended because the work did, or because it was called off.
  signal.throwIfAborted();
  if (!result) throw new CliError('a worker took over: stop it first');
  return (result as { readonly value: T }).value;
}
