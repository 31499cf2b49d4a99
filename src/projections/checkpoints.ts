import type { Database, Statement, Transaction } from '../database/database.ts';
import { systemViewer } from '../domain/viewer.ts';
import type { Position } from '../eventStore/port.ts';
import type { AnyReadModel } from './models.ts';

/** How far a projection is. */
export interface Checkpoint {
  readonly name: string;
  readonly position: Position | 'start';
  /** The rows were folded by an older version of the model: they have to be built anew. */
  readonly outdated: boolean;
}

/** The projection was moved by another process, or belongs to another log. */
export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved';
}

const viewer = systemViewer('projections');

/** Reads where every model is; one that is new starts at the log's start. Fails when the tables were filled from another log, or by a newer program. */
export async function readCheckpoints(database: Database, models: readonly AnyReadModel[], logId: string): Promise<Checkpoint[]> {
  await database.query(viewer, {
    text: `insert into projection_checkpoint (name, version, log_id) select name, version, $3::uuid from unnest($1::text[], $2::int[]) as model(name, version)
           on conflict (name) do nothing`,
    values: [models.map((one) => one.name), models.map((one) => one.version), logId],
  });
  const rows = await database.query<{ name: string; version: number; log_id: string; position: Position | null }>(viewer, {
    text: 'select name, version, log_id, position from projection_checkpoint where name = any($1)',
    values: [models.map((one) => one.name)],
  });
  const foreign = rows.find((row) => row.log_id !== logId);
  if (foreign)
    throw new Error(
      `the read model ${foreign.name} was built from another event log; rebuild it with: npm run journeys -- rebuild ${foreign.name}`,
    );
  return models.map(({ name, version }) => {
    const row = rows.find((one) => one.name === name);
    if (row && row.version > version)
      throw new Error(`the read model ${name} was built by a newer version of this program: start that one`);
    return { name, position: row?.position ?? 'start', outdated: row !== undefined && row.version < version };
  });
}

/** Moves the checkpoints of some models, in the transaction that writes their rows; compare-and-set, so that two writers cannot both succeed. */
export async function moveCheckpoints(
  transaction: Transaction,
  names: readonly string[],
  from: Position | 'start',
  to: Position,
): Promise<void> {
  const rows = await transaction.query<{ name: string }>({
    name: 'move_checkpoints',
    text: `update projection_checkpoint set position = $3, updated_at = now()
           where name = any($1) and position is not distinct from $2 returning name`,
    values: [names, from === 'start' ? null : from, to],
  });
  if (rows.length !== names.length) throw new CheckpointMoved('another process has moved the projections');
}

/** Sets events aside that a projection could not take in. */
export const deadLetters = (
  letters: readonly { projection: string; position: string; clinic: string; event: string; stream: string; reason: string }[],
): Statement => ({
  text: `insert into projection_dead_letter (projection, position, clinic, event, stream, reason)
         select * from unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[]) on conflict do nothing`,
  values: [
    letters.map((one) => one.projection),
    letters.map((one) => one.position),
    letters.map((one) => one.clinic),
    letters.map((one) => one.event),
    letters.map((one) => one.stream),
    letters.map((one) => one.reason),
  ],
});
