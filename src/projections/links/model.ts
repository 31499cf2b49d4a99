import { evolveLinks, type SharedLink } from '../../domain/conversation/bookingLink.ts';
import type { ReadModel } from '../readModel.ts';

/** Booking links that were sent to people, a row each, and when they were last opened. */
export const bookingLinks: ReadModel<SharedLink> = {
  name: 'booking_links',
  version: 1,
  table: 'booking_link',
  key: { id: 'uuid' },
  keys: ({ event, metadata: { clinic } }) =>
    event.type === 'BookingLinkShared' || event.type === 'BookingLinkOpened' ? [{ clinic, key: [event.data.link] }] : [],
  evolve(row, { event }) {
    if (event.type !== 'BookingLinkShared' && event.type !== 'BookingLinkOpened') return row ?? null;
    return evolveLinks(row ? [row] : [], event)[0] ?? null;
  },
  columns: {
    contact: { type: 'uuid', read: (row) => row.contact },
    shared_at: { type: 'timestamptz', read: (row) => row.at },
  },
};
