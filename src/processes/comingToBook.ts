import type { Database } from '../database/database.ts';
import { systemViewer } from '../domain/viewer.ts';
import type { EventStore } from '../eventStore/port.ts';
import { bookingIdsOf, lastChannelOf } from '../projections/attribution/bookers.ts';
import { untilProjected } from '../projections/untilProjected.ts';
import type { ComingToBook } from './attribution.ts';

const viewer = systemViewer('processes');

/** What the read models say of how people come to book. */
export const comingToBookInRows = (database: Database, store: EventStore): ComingToBook => ({
  areUpToDate: () => untilProjected(database, store, viewer),
  lastWroteOn: (clinic, contact, from, to) => lastChannelOf(database, viewer, { clinic, id: contact }, from, to),
  bookingsOf: (clinic, contact) => bookingIdsOf(database, viewer, { clinic, id: contact }),
});
