import type { Alias } from '../../domain/merges/aliases.ts';
import type { ReadModel, RowKey } from '../readModel.ts';

/** One row for every contact that was merged into another; reads resolve through it, events never do. */
export const contactAliases: ReadModel<Alias> = {
  name: 'contact_aliases',
  version: 2,
  table: 'contact_alias',
  key: { contact: 'uuid' },
  keys({ event, metadata }): readonly RowKey[] {
    if (event.type === 'ContactsMerged') return [{ clinic: metadata.clinic, key: [event.data.from] }];
    return event.type === 'ContactsSplit' ? [{ clinic: metadata.clinic, key: [event.data.contact] }] : [];
  },
  evolve(row, { event }) {
    if (event.type === 'ContactsMerged') return { into: event.data.into, at: event.data.at };
    return event.type === 'ContactsSplit' ? null : (row ?? null);
  },
  columns: { into_contact: { type: 'uuid', read: (row) => row.into } },
};
