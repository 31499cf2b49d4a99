import type { BookingId } from '../../domain/ids.ts';
import type { LoggedEvent } from '../../eventStore/codec/envelope.ts';
import type { ReadModel, RowKey } from '../readModel.ts';

interface UidRow {
  readonly booking: BookingId;
}

/** Which booking a Cal.com uid belongs to, and each of its seats. */
export const bookingUids: ReadModel<UidRow> = {
  name: 'booking_uids',
  version: 1,
  table: 'booking_uid',
  key: { uid: 'text', seat: 'text' },
  keys: ({ event, metadata }): readonly RowKey[] => {
    if (event.type !== 'BookingUidClaimed' && event.type !== 'BookingsJoined') return [];
    const { uid, seat } = event.data;
    return uid === null ? [] : [{ clinic: metadata.clinic, key: [uid, seat ?? ''] }];
  },
  evolve: (row, { event }: LoggedEvent) => {
    if (event.type === 'BookingUidClaimed') return { booking: event.data.booking };
    return event.type === 'BookingsJoined' ? { booking: event.data.into } : (row ?? null);
  },
  columns: { booking: { type: 'uuid', read: (row) => row.booking } },
};
