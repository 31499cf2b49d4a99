import type { ContactId } from '../../domain/ids.ts';
import type { ReadModel, RowKey } from '../readModel.ts';

interface AliasRow {
  readonly into: ContactId;
}

/** One row for every contact that was merged into another; reads resolve through it, events never do. */
export const contactAliases: ReadModel<AliasRow> = {
  name: 'contact_aliases',
  version: 1,
  table: 'contact_alias',
  key: { contact: 'uuid' },
  keys({ event, metadata }): readonly RowKey[] {
    if (event.type === 'ContactsMerged') return [{ clinic: metadata.clinic, key: [event.data.from] }];
    return event.type === 'ContactsSplit' ? [{ clinic: metadata.clinic, key: [event.data.contact] }] : [];
  },
  evolve(row, { event }) {
    if (event.type === 'ContactsMerged') return { into: event.data.into };
    return event.type === 'ContactsSplit' ? null : (row ?? null);
  },
  columns: { into_contact: { type: 'uuid', read: (row) => row.into } },
};
