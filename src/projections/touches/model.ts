import { saysMore, type Touch } from '../../domain/conversation/touch.ts';
import type { ContactId } from '../../domain/ids.ts';
import type { ReadModel } from '../readModel.ts';

/** A touch, and whom it touched. */
export interface TouchRow {
  readonly contact: ContactId;
  readonly touch: Touch;
}

/** What brought each contact; of one touch told several times, the telling that says most. */
export const touches: ReadModel<TouchRow> = {
  name: 'touches',
  version: 1,
  table: 'touch',
  key: { id: 'uuid' },
  keys: ({ event, metadata }) => (event.type === 'TouchRecorded' ? [{ clinic: metadata.clinic, key: [event.data.touch] }] : []),
  evolve(row, { event, metadata }) {
    if (event.type !== 'TouchRecorded' || metadata.subject === null) return row ?? null;
    return row && !saysMore(event.data, row.touch) ? row : { contact: metadata.subject, touch: event.data };
  },
  columns: {
    contact: { type: 'uuid', read: (row) => row.contact },
    kind: { type: 'text', read: (row) => row.touch.kind },
    channel: { type: 'text', read: (row) => row.touch.channel },
    occurred_at: { type: 'timestamptz', read: (row) => row.touch.at },
  },
};
