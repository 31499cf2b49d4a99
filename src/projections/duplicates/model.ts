import type { DuplicateSuspected } from '../../domain/contact/events.ts';
import type { ContactId, Instant } from '../../domain/ids.ts';
import { parseStreamName } from '../../domain/stream.ts';
import type { ReadModel } from '../readModel.ts';

/** Why two contacts may be one person, as one event said it. */
export type Suspicion = Pick<DuplicateSuspected['data'], 'reason' | 'kind'>;

/** Two contacts who may be one person. */
export interface SuspectedRow {
  /** When it was first suspected. */
  readonly since: Instant;
  readonly suspicions: readonly Suspicion[];
}

/** Suspected duplicates: one row a pair, whichever of the two raised it and however often. */
export const suspectedDuplicates: ReadModel<SuspectedRow> = {
  name: 'suspected_duplicates',
  version: 1,
  table: 'suspected_duplicate',
  key: { one: 'uuid', other: 'uuid' },
  keys({ event, stream, metadata }) {
    const id = event.type === 'DuplicateSuspected' ? parseStreamName(stream)?.id : null;
    return id && event.type === 'DuplicateSuspected' ? [{ clinic: metadata.clinic, key: [id as ContactId, event.data.other].sort() }] : []; // the stream's id is one
  },
  evolve(row, { event, metadata }) {
    if (event.type !== 'DuplicateSuspected') return row ?? null;
    const { kind, reason } = event.data;
    const before = row?.suspicions ?? [];
    const known = before.some((one) => one.kind === kind && one.reason === reason);
    const since = row && row.since < metadata.occurredAt ? row.since : metadata.occurredAt;
    return { since, suspicions: known ? before : [...before, { reason, kind }] };
  },
  columns: {},
};
