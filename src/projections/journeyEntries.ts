import type { ReadModel } from './readModel.ts';

interface EntryRow {
  readonly stream: string;
  readonly revision: number;
}

/** Which events make up a contact's journey; a row an event, written once. */
export const journeyEntries: ReadModel<EntryRow> = {
  name: 'journey_entries',
  version: 1,
  table: 'journey_entry',
  key: { contact: 'uuid', position: 'text' },
  once: true,
  keys: ({ metadata, position }) => (metadata.subject === null ? [] : [{ clinic: metadata.clinic, key: [metadata.subject, position] }]),
  evolve: (_row, { stream, revision }) => ({ stream, revision }),
  columns: {
    stream: { type: 'text', read: (row) => row.stream },
    revision: { type: 'bigint', read: (row) => row.revision },
  },
};
