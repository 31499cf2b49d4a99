import type { ContactId } from '../../domain/ids.ts';
import type { ReadModel } from '../readModel.ts';

interface MergeRow {
  readonly contact: ContactId;
  /** Null: she was split off. */
  readonly into: ContactId | null;
}

/** Every merge and split as it happened; a row an event, written once. {@link contactAliases} has what they come to. */
export const contactMerges: ReadModel<MergeRow> = {
  name: 'contact_merges',
  version: 1,
  table: 'contact_merge',
  key: { position: 'text' },
  once: true,
  keys: ({ event, metadata, position }) =>
    event.type === 'ContactsMerged' || event.type === 'ContactsSplit' ? [{ clinic: metadata.clinic, key: [position] }] : [],
  evolve(row, { event }) {
    if (event.type === 'ContactsMerged') return { contact: event.data.from, into: event.data.into };
    return event.type === 'ContactsSplit' ? { contact: event.data.contact, into: null } : (row ?? null);
  },
  columns: {
    contact: { type: 'uuid', read: (row) => row.contact },
    into_contact: { type: 'uuid', read: (row) => row.into },
  },
};
