import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../database/database.ts';
import type { Hint } from '../../database/hints.ts';
import { createLanes, type Lanes } from '../../database/lanes.ts';
import { type Lease, whileHolding } from '../../database/lease.ts';
import { type ClinicSlug, instantOf } from '../../domain/ids.ts';
import { systemViewer } from '../../domain/viewer.ts';
import type { Log } from '../../eventStore/commandHandler.ts';
import { open } from '../../eventStore/keys/vault.ts';
import { EventStoreError } from '../../eventStore/port.ts';
import type { InboxClinic } from './clinic.ts';
import { bodyContext, type DeliverySource, type DeliveryStatus } from './delivery.ts';
import { type Plan, planDelivery } from './plan.ts';

export interface InboxOptions {
  readonly database: Database;
  readonly log: Log;
  /** What a translator knows of a clinic; undefined for one that is no longer configured. */
  readonly clinic: (slug: ClinicSlug) => InboxClinic | undefined;
  /** Names this process in the lease table. */
  readonly holder: string;
  readonly signal: AbortSignal;
  /** Says that there may be something to do, also from other processes. */
  readonly hint: Hint;
  /** Deliveries at work at once; default 64. Those about one booking or person are carried out one after the other in any case. */
  readonly concurrency?: number;
  /** Milliseconds after which another process takes over from a dead one; default 5,000. */
  readonly lease?: number;
  /** Milliseconds between looks when nobody says that something came; default 500. */
  readonly poll?: number;
  readonly onProcessed?: (status: DeliveryStatus) => void;
  readonly onError?: (error: unknown) => void;
}

interface Taken {
  readonly id: string;
  readonly clinic: ClinicSlug;
  readonly source: DeliverySource;
  readonly attempts: number;
  readonly receivedAt: Date;
  readonly body: Buffer | null;
}

interface Outcome {
  readonly id: string;
  readonly status: DeliveryStatus;
  readonly trigger: string | null;
  readonly reason: string | null;
  /** Milliseconds until it is tried again; null when it is done. */
  readonly retry: number | null;
}

const viewer = systemViewer('inbox');
/** Bugs do not go away by themselves; what is away comes back. */
const triesOfABug = 3;

/** Carries deliveries out in the order of their receipt until the signal aborts: the loop `inbox`. One process at a time does it, by a lease. */
export async function runInbox(options: InboxOptions): Promise<void> {
  const { database, holder, signal, hint, onError, poll = 500 } = options;
  const lease = { name: 'inbox', holder, signal, ...(options.lease === undefined ? {} : { duration: options.lease }) };

  const work = async (held: Lease): Promise<void> => {
    const lanes = createLanes(options.concurrency ?? 64);
    while (!held.signal.aborted) {
      const hinted = hint.count();
      const some = await takeDue(database);
      if (some.length > 0) await carryOut(options, held, lanes, some);
      else await hint.after(hinted, poll, held.signal);
    }
  };

  while (!signal.aborted) {
    try {
      await whileHolding(database, lease, work);
    } catch (error) {
      onError?.(error);
      await delay(500 * (0.5 + Math.random()), undefined, { signal }).catch(() => {});
    }
  }
}

/** What is due, oldest first. Nothing is marked as taken: the lease says who works, and a crash leaves everything as it was. */
const takeDue = (database: Database): Promise<Taken[]> =>
  database.query<Taken>(viewer, {
    name: 'take_deliveries',
    text: `select id, clinic, source, attempts, received_at as "receivedAt", body from delivery where status = 'RECEIVED' and next_attempt_at <= now() order by seq limit 200`,
  });

async function carryOut(options: InboxOptions, lease: Lease, lanes: Lanes, some: readonly Taken[]): Promise<void> {
  const plans = await Promise.all(some.map(async (taken) => ({ taken, plan: await read(options, taken) })));
  const outcomes = plans.map(({ taken, plan }) => lanes.run(plan.keys, () => attempt(options, lease, taken, plan)));
  // Results are written as they come in, several at once: a delivery that takes long keeps no other waiting.
  let done: Outcome[] = [];
  let writing: Promise<void> = Promise.resolve();
  const all = outcomes.map(async (one) => {
    const outcome = await one;
    if (outcome === null) return;
    done.push(outcome);
    options.onProcessed?.(outcome.status);
    writing = writing.then(async () => {
      const batch = done;
      done = [];
      if (batch.length > 0) await record(options.database, lease, batch);
    });
    await writing;
  });
  await Promise.all(all);
}

async function read({ clinic, log }: InboxOptions, { id, clinic: slug, source, receivedAt, body }: Taken): Promise<Plan> {
  const known = clinic(slug);
  if (!known) return { kind: 'parked', trigger: null, reason: 'the clinic is not configured any more', keys: [] };
  if (!body) return { kind: 'parked', trigger: null, reason: 'the body was deleted after the clinic’s retention', keys: [] };
  const key = await log.keys.clinicKey(slug, 'bodies');
  return planDelivery({ source, body: open(key, body, bodyContext(id)), receivedAt: instantOf(receivedAt) }, known);
}

/** Tries once; null when the lease was lost before anything was done. */
async function attempt({ log, onError }: InboxOptions, lease: Lease, taken: Taken, plan: Plan): Promise<Outcome | null> {
  if (lease.signal.aborted) return null;
  const { id } = taken;
  const { trigger } = plan;
  if (plan.kind !== 'commands')
    return { id, trigger, reason: plan.reason, status: plan.kind === 'ignored' ? 'IGNORED' : 'PARKED', retry: null };
  try {
    await plan.carryOut(log, taken.clinic, id);
    return { id, trigger, reason: null, status: 'PROCESSED', retry: null };
  } catch (error) {
    onError?.(error);
    // Only the kind of error is shown: its message may quote the body.
    const reason = error instanceof Error ? error.name : 'unknown error';
    const bug = !isPassing(error) && taken.attempts + 1 >= triesOfABug;
    if (bug) return { id, trigger, reason: `it failed ${triesOfABug} times (${reason}); see the log`, status: 'PARKED', retry: null };
    return {
      id,
      trigger,
      reason,
      status: 'RECEIVED',
      retry: Math.min(60_000, 250 * 2 ** Math.min(taken.attempts, 10)) * (0.5 + Math.random()),
    };
  }
}

/** What goes away by itself: the store or the database is away, or others were faster too often. What the database refuses for its data does not. */
export function isPassing(error: unknown): boolean {
  if (error instanceof EventStoreError)
    return error.code !== 'INVALID_APPEND' && error.code !== 'TOO_LARGE' && error.code !== 'FOREIGN_CLINIC';
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && !/^2[23]/.test(error.code);
}

/** Writes results, unless another process has the lease by now: it will come to the same ones. */
async function record(database: Database, lease: Lease, outcomes: readonly Outcome[]): Promise<void> {
  await database.transaction(viewer, async (transaction) => {
    await lease.assertHeld(transaction);
    await transaction.query({
      name: 'record_deliveries',
      text: `update delivery set status = done.status, trigger = coalesce(done.trigger, delivery.trigger), reason = done.reason, attempts = attempts + 1,
               next_attempt_at = now() + coalesce(done.retry, 0) * interval '1 millisecond',
               processed_at = case when done.retry is null then now() end
             from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::float8[]) as done(id, status, trigger, reason, retry)
             where delivery.id = done.id`,
      values: [
        outcomes.map((one) => one.id),
        outcomes.map((one) => one.status),
        outcomes.map((one) => one.trigger),
        outcomes.map((one) => one.reason),
        outcomes.map((one) => one.retry),
      ],
    });
  });
}
