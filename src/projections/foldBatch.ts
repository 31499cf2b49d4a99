import type { LoggedEvent } from '../eventStore/codec/envelope.ts';
import type { Position } from '../eventStore/port.ts';
import type { AnyReadModel } from './models.ts';
import { type Change, keyText, type ReadModel, type RowKey } from './readModel.ts';

/** A row as a batch leaves it. */
export interface FoldedRow {
  readonly key: RowKey;
  /** The key by {@link keyText}. */
  readonly name: string;
  /** Null: delete it. */
  readonly row: object | null;
  /** The last event that changed it. */
  readonly position: Position;
}

export interface RecordedChange extends Change {
  readonly event: LoggedEvent;
  readonly key: RowKey;
  /** Place among the changes of one event. */
  readonly seq: number;
}

export interface FoldFailure {
  readonly event: LoggedEvent;
  readonly reason: string;
}

export interface FoldedBatch {
  readonly rows: readonly FoldedRow[];
  readonly changes: readonly RecordedChange[];
  readonly failures: readonly FoldFailure[];
}

/** A row as earlier batches left it, null where they deleted it, with the last event folded into it. */
export type LoadedRow = Pick<FoldedRow, 'row' | 'position'>;

/** The keys that a batch of events touches, each once. */
export function touchedKeys(model: AnyReadModel, events: readonly LoggedEvent[]): readonly RowKey[] {
  const keys = events.flatMap((event) => model.keys(event));
  return [...new Map(keys.map((key) => [keyText(key), key])).values()];
}

/**
 * Folds a batch into the rows that it touches, in memory. Events that a row already holds (by position) change nothing: replayed twice equals once.
 * @param loaded the touched rows as they stand, by {@link keyText}
 */
export function foldBatch(model: AnyReadModel, events: readonly LoggedEvent[], loaded: ReadonlyMap<string, LoadedRow>): FoldedBatch {
  const rows = new Map<string, FoldedRow>();
  const changes: RecordedChange[] = [];
  const failures: FoldFailure[] = [];
  for (const event of events) {
    try {
      let seq = 0;
      for (const key of model.keys(event)) {
        const name = keyText(key);
        const stored = loaded.get(name);
        if (stored && stored.position >= event.position) continue;
        const before = (rows.get(name) ?? stored)?.row ?? undefined;
        const row = model.evolve(before, event, key);
        rows.set(name, { key, name, row, position: event.position });
        const change = model.feed?.change(event, before, row ?? undefined) ?? null;
        if (change) changes.push({ ...change, event, key, seq: seq++ });
      }
    } catch (error) {
      // A fold must not throw; one that does is a bug, set aside so that the rest goes on.
      failures.push({ event, reason: error instanceof Error ? error.message : 'the fold failed' });
    }
  }
  return { rows: [...rows.values()], changes, failures };
}

/** The model as it is folded where no feed is told: comparing a row before and after an event takes longer than folding it. */
export function silent(model: AnyReadModel): AnyReadModel {
  const { feed: _, ...rest } = model;
  return rest;
}

/** The rows of one model that some events come to from nothing: how a past is shown. A fold that throws is a bug, and throws here. */
export function foldRows<Row extends object>(
  model: ReadModel<Row>,
  events: readonly LoggedEvent[],
): readonly { readonly key: RowKey; readonly row: Row }[] {
  const { rows, failures } = foldBatch(silent(model as unknown as AnyReadModel), events, new Map()); // its own rows, as in `models.ts`
  const [failure] = failures;
  if (failure) throw new Error(`the fold of ${model.name} failed at ${failure.event.position}: ${failure.reason}`);
  return rows.flatMap(({ key, row }) => (row ? [{ key, row: row as Row }] : []));
}
