import { setTimeout as delay } from 'node:timers/promises';
import type { Database, Transaction } from '../database/database.ts';
import { type Lease, whileHolding } from '../database/lease.ts';
import { parseStreamName } from '../domain/stream.ts';
import { systemViewer } from '../domain/viewer.ts';
import type { Codec, UnreadableEvent } from '../eventStore/codec/codec.ts';
import type { LoggedEvent } from '../eventStore/codec/envelope.ts';
import type { EventStore, Position, SubscribeOptions } from '../eventStore/port.ts';
import { ahead } from './ahead.ts';
import { type Checkpoint, CheckpointMoved, deadLetters, moveCheckpoints, readCheckpoints } from './checkpoints.ts';
import { cutAfterMerges, isMerge, isProjected, tellRegrouped } from './feed/regrouped.ts';
import { type FoldFailure, foldBatch, touchedKeys } from './foldBatch.ts';
import { type AnyReadModel, readModels } from './models.ts';
import { deleteRows, loadRows, readRows, recordChanges, upsertRows, writeChildren } from './rowStatements.ts';

export interface ProjectionsOptions {
  readonly store: EventStore;
  readonly codec: Codec;
  readonly database: Database;
  readonly models?: readonly AnyReadModel[];
  /** Names this process in the lease table. */
  readonly holder: string;
  readonly signal: AbortSignal;
  /** Most events a transaction; default 1,000. Raise for a faster catch-up, lower for less memory and shorter transactions. */
  readonly batchSize?: number;
  /** Milliseconds after which another process takes over from a dead one; default 5,000. */
  readonly lease?: number;
  /** Builds models anew whose rows an older version folded; without it they keep the projections from starting. */
  readonly rebuild?: (models: readonly AnyReadModel[]) => Promise<unknown>;
  /** Called after each batch, when its rows are to be seen. */
  readonly onProjected?: (position: Position) => void;
  readonly onError?: (error: unknown) => void;
}

const viewer = systemViewer('projections');

/**
 * Keeps the read models up to date until the signal aborts: the loop `projections`.
 * One process at a time does it, by a lease whose token is checked in every transaction. After an error it starts over from the checkpoint.
 */
export async function runProjections(options: ProjectionsOptions): Promise<void> {
  const { database, holder, signal, onError } = options;
  const lease = { name: 'projections', holder, signal, ...(options.lease === undefined ? {} : { duration: options.lease }) };
  let pause = 100;
  while (!signal.aborted) {
    try {
      await whileHolding(database, lease, async (held) => {
        await follow(options, held, () => {
          pause = 100;
        });
      });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof CheckpointMoved)) onError?.(error);
      await delay(pause * (0.5 + Math.random()), undefined, { signal }).catch(() => {});
      pause = Math.min(pause * 2, 5_000);
    }
  }
}

async function follow(options: ProjectionsOptions, lease: Lease, onProgress: () => void): Promise<void> {
  const { store, codec, database, models = readModels, batchSize = 1_000, onProjected } = options;
  const checkpoints = await currentCheckpoints(options, models);
  const places = [...new Set(checkpoints.map((one) => one.position))].sort(byPosition);
  // Models that are behind the others (new ones) catch up first; from there on all go together.
  for (const [index, from] of places.entries()) {
    const until = places[index + 1];
    const group = models.filter((model) => byPosition(checkpoints.find((one) => one.name === model.name)?.position ?? 'start', from) <= 0);
    const left = new AbortController();
    const signal = AbortSignal.any([lease.signal, left.signal]);
    let at = from;
    try {
      // The next batch is read and decrypted while PostgreSQL writes this one.
      for await (const batch of ahead(decodedBatches(store, codec, { after: from, signal, batchSize }, until))) {
        if (batch.length === 0) break;
        for (const part of cutAfterMerges(batch)) {
          await project({ database, lease, models: group }, at, part);
          const end = part.at(-1);
          if (end) at = positionOf(end);
        }
        onProgress();
        if (at !== 'start') onProjected?.(at);
        if (until !== undefined && at >= until) break;
      }
    } finally {
      left.abort();
    }
  }
}

/** The log's batches as they can be folded; with an end, cut there. */
async function* decodedBatches(
  store: EventStore,
  codec: Codec,
  options: SubscribeOptions,
  until: Position | 'start' | undefined,
): AsyncGenerator<readonly Decoded[]> {
  for await (const batch of store.subscribe(viewer, options))
    yield await codec.decodeEach(until === undefined ? batch : batch.filter((one) => one.position <= until));
}

/** The checkpoints, once every model's rows are of its own version. */
async function currentCheckpoints(
  { store, database, rebuild }: ProjectionsOptions,
  models: readonly AnyReadModel[],
): Promise<readonly Checkpoint[]> {
  const logId = await store.logId();
  const checkpoints = await readCheckpoints(database, models, logId);
  const outdated = models.filter(({ name }) => checkpoints.some((one) => one.name === name && one.outdated));
  if (outdated.length === 0) return checkpoints;
  const names = outdated.map(({ name }) => name).join(', ');
  if (!rebuild) throw new Error(`rebuild ${names}: the rows are of an older version`);
  await rebuild(outdated);
  return readCheckpoints(database, models, logId);
}

const byPosition = (a: Position | 'start', b: Position | 'start'): number =>
  a === b ? 0 : a === 'start' ? -1 : b === 'start' ? 1 : a < b ? -1 : 1;

interface Target {
  readonly database: Database;
  readonly lease: Lease;
  readonly models: readonly AnyReadModel[];
}

type Decoded = LoggedEvent | UnreadableEvent;

const positionOf = (one: Decoded): Position => ('record' in one ? one.record.position : one.position);

/** Folds one batch and writes it with its checkpoint, in one transaction. A batch that the database refuses for its data is split until the culprit stands alone. */
async function project(target: Target, from: Position | 'start', batch: readonly Decoded[]): Promise<void> {
  const last = batch.at(-1);
  if (!last) return;
  try {
    await target.database.transaction(viewer, (transaction) => writeBatch(target, transaction, from, batch, last));
  } catch (error) {
    if (!isDataError(error)) throw error;
    if (batch.length === 1 && !('record' in last)) {
      const aside: UnreadableEvent = {
        record: { ...last, type: last.event.type, data: new Uint8Array(), metadata: new Uint8Array() },
        reason: `PostgreSQL refused it (${error.code})`,
      };
      return project(target, from, [aside]);
    }
    const middle = Math.ceil(batch.length / 2);
    const first = batch.slice(0, middle);
    await project(target, from, first);
    await project(target, positionOf(first.at(-1) ?? last), batch.slice(middle));
  }
}

/** SQLSTATE class 22 (data exception) and 23 (constraint): the fault of a row, not of the server. */
const isDataError = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^2[23]/.test(error.code);

async function writeBatch(
  { lease, models }: Target,
  transaction: Transaction,
  from: Position | 'start',
  batch: readonly Decoded[],
  last: Decoded,
): Promise<void> {
  const events = batch.filter((one): one is LoggedEvent => !('record' in one));
  const unreadable = batch.filter((one): one is UnreadableEvent => 'record' in one);
  const merge = !('record' in last) && isMerge(last) ? last : null;
  const names = models.map((one) => one.name);
  // PostgreSQL carries them out in this order: no table is touched by who has to wait for the lease, and none written before it is asked for a merge.
  const held = lease.assertHeld(transaction);
  const [, , isOld, failures] = await Promise.all([
    held,
    moveCheckpoints(transaction, names, from, positionOf(last)),
    merge ? isProjected(transaction, merge) : false,
    Promise.all(models.map((model) => foldAndWrite(transaction, held, model, events))),
  ]);
  const letters = [
    ...unreadable.map(({ record, reason }) => ({
      ...record,
      projection: '*',
      event: record.id,
      clinic: parseStreamName(record.stream)?.clinic ?? '',
      reason,
    })),
    ...failures.flatMap((of, index) =>
      of.map(({ event, reason }) => ({
        ...event,
        projection: names[index] ?? '',
        event: event.id,
        clinic: event.metadata.clinic,
        reason,
      })),
    ),
  ];
  if (letters.length > 0) await transaction.query(deadLetters(letters));
  if (merge && !isOld) await tellRegrouped(transaction, models, merge);
}

/**
 * Loads the rows that a batch touches, folds it into them, and writes them: PostgreSQL writes one model while the next is folded.
 * Nothing is sent after the loading before the lease is known to be held: once a write is refused, only writes come after it.
 */
async function foldAndWrite(
  transaction: Transaction,
  held: Promise<void>,
  model: AnyReadModel,
  events: readonly LoggedEvent[],
): Promise<readonly FoldFailure[]> {
  const keys = touchedKeys(model, events);
  const load = model.once || keys.length === 0 ? [] : transaction.query<Record<string, unknown>>(loadRows(model, keys));
  const [answer] = await Promise.all([load, held]);
  const loaded = readRows(model, answer);
  const { rows, changes, failures } = foldBatch(model, events, loaded);
  const writes = [
    ...(rows.some(({ row }) => row !== null) ? [upsertRows(model, rows)] : []),
    ...(rows.some(({ row }) => row === null) ? [deleteRows(model, rows)] : []),
    ...writeChildren(model, rows, loaded),
    ...(model.feed && changes.length > 0 ? [recordChanges(model.feed, changes)] : []),
  ];
  await Promise.all(writes.map((statement) => transaction.query(statement)));
  return failures;
}
