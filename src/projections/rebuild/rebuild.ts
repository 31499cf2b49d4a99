import type pg from 'pg';
import { connectOwner } from '../../database/owner.ts';
import { parseStreamName } from '../../domain/stream.ts';
import type { Codec } from '../../eventStore/codec/codec.ts';
import type { EventStore, Position } from '../../eventStore/port.ts';
import type { AnyReadModel } from '../models.ts';
import { createBuilder } from './builder.ts';
import { foldLog, type SetAside } from './foldLog.ts';
import { lockTables } from './lockTables.ts';
import { createSideTable, indexSideTable, sideName, swapTable } from './sideTables.ts';

export interface RebuildOptions {
  /** Of the role that owns the tables. */
  readonly databaseUrl: string;
  readonly store: EventStore;
  readonly codec: Codec;
  readonly models: readonly AnyReadModel[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RebuildProgress) => void;
}

export interface RebuildProgress {
  /** Events folded so far. */
  readonly events: number;
  /** 0 to 1, by position; null when nobody can tell where the log ends. */
  readonly done: number | null;
}

export interface Rebuilt {
  readonly models: readonly string[];
  readonly events: number;
  readonly deadLetters: number;
}

/** Another process rebuilds at this moment. */
export class RebuildRunning extends Error {
  override readonly name = 'RebuildRunning';
}

/** Events that may be left for the moment in which the projections stand still. */
const nearEnough = 1_000;

/**
 * Builds read models anew from the log, beside those in use, and swaps them in, under live load.
 * All of it is one transaction: readers see the old tables until the new ones are there, and a rebuild that dies leaves nothing.
 * Feeds are told nothing: rows change only where they were wrong.
 * It never folds past the live checkpoint, since what comes after that has yet to be told to feeds.
 */
export async function rebuild(options: RebuildOptions): Promise<Rebuilt> {
  const client = await connectOwner(options.databaseUrl, 'journeys: rebuild');
  try {
    await client.query('begin');
    const { rows } = await client.query<{ free: boolean }>(`select pg_try_advisory_xact_lock(hashtext('journeys: rebuild')) as free`);
    if (!rows[0]?.free) throw new RebuildRunning('another rebuild is running: wait for it to end');
    const rebuilt = await build(client, options);
    await client.query('commit');
    return rebuilt;
  } finally {
    // Ends what was not committed with it.
    await client.end();
  }
}

async function build(client: pg.Client, { store, codec, models, signal, onProgress }: RebuildOptions): Promise<Rebuilt> {
  const logId = await store.logId();
  const tables = models.flatMap((model) => [model.table, ...(model.children ? [model.children.table] : [])]);
  for (const table of tables) await createSideTable(client, table);
  const builders = models.map((model) => createBuilder({ client, model, tableFor: sideName }));
  const aside: SetAside[] = [];
  let place: Position | 'start' = 'start';
  let events = 0;

  /** Folds to where the live projection is; tells whether there was anything to fold. */
  const catchUp = async (): Promise<boolean> => {
    const until = await targetOf(client, models, logId);
    const before = { events, place };
    if (until === null) return false;
    const report = (position: Position, count: number): void => {
      events = before.events + count;
      onProgress?.({ events, done: until === 'end' ? null : Math.min(1, Number(position) / Number(until)) });
    };
    const folded = await foldLog({ store, codec, builders, after: place, until, signal, onProgress: report });
    aside.push(...folded.aside);
    place = folded.last;
    for (const builder of builders) await builder.finish();
    return place !== before.place;
  };

  await catchUp();
  for (const table of tables) await indexSideTable(client, table);
  // Round after round the live projection gets a shorter way ahead, until it is worth waiting for.
  for (let before = 0; events - before > nearEnough; ) {
    before = events;
    await catchUp();
  }
  // From here the live projection waits: each of its transactions shares the lease's row first.
  await client.query(`select from lease where name = 'projections' for update`);
  while (await catchUp());
  await lockTables(client, tables, signal);
  for (const table of tables) await swapTable(client, table);
  await settle(client, models, logId, place, aside);
  return { models: models.map(({ name }) => name), events, deadLetters: aside.length };
}

interface CheckpointRow {
  readonly name: string;
  readonly log_id: string;
  readonly position: Position | null;
}

/** Up to where to build: the live checkpoint, null before its first event; the log's end when the tables are of another log, and nobody projects. */
async function targetOf(client: pg.Client, models: readonly AnyReadModel[], logId: string): Promise<Position | 'end' | null> {
  const { rows } = await client.query<CheckpointRow>('select name, log_id, position from projection_checkpoint where name = any($1)', [
    models.map(({ name }) => name),
  ]);
  if (rows.length < models.length || rows.some((row) => row.log_id !== logId)) return 'end';
  const positions = rows.map(({ position }) => position);
  return positions.includes(null) ? null : (positions.sort()[0] ?? null);
}

/** Writes the checkpoints and what was set aside. Feed entries of another log go: their places mean nothing in this one. */
async function settle(
  client: pg.Client,
  models: readonly AnyReadModel[],
  logId: string,
  place: Position | 'start',
  aside: readonly SetAside[],
): Promise<void> {
  const names = models.map(({ name }) => name);
  const { rowCount } = await client.query('select from projection_checkpoint where name = any($1) and log_id <> $2', [names, logId]);
  if (rowCount && rowCount > 0) await client.query('delete from booking_change');
  await client.query(
    `insert into projection_checkpoint (name, version, log_id, position) select name, version, $3::uuid, $4 from unnest($1::text[], $2::int[]) as model(name, version)
     on conflict (name) do update set version = excluded.version, log_id = excluded.log_id, position = excluded.position, updated_at = now()`,
    [names, models.map(({ version }) => version), logId, place === 'start' ? null : place],
  );
  await client.query('delete from projection_dead_letter where projection = any($1)', [[...names, '*']]);
  await client.query(
    `insert into projection_dead_letter (projection, position, clinic, event, stream, reason)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[]) on conflict do nothing`,
    [
      aside.map(({ projection }) => projection),
      aside.map(({ event }) => event.position),
      aside.map(({ event }) => parseStreamName(event.stream)?.clinic ?? ''),
      aside.map(({ event }) => event.id),
      aside.map(({ event }) => event.stream),
      aside.map(({ reason }) => reason),
    ],
  );
}
