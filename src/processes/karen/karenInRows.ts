import type { Database } from '../../database/database.ts';
import { readPage } from '../../database/keyset.ts';
import { systemViewer } from '../../domain/viewer.ts';
import { listBookings } from '../../projections/bookings/queries.ts';
import { spentInMonth } from '../../projections/spending/queries.ts';
import type { KarenParts } from './parts.ts';
import { standing } from './visits.ts';

const viewer = systemViewer('processes');

/** More visits than anybody has before her: of further ones staff are asked. */
const mostVisits = 5;

/** What the read models tell Karen's process; rows may lag, and say only where to look. */
export const karenInRows = (database: Database): Pick<KarenParts, 'upcoming' | 'spent'> => ({
  async upcoming(clinic, contacts, after) {
    const filter = { clinics: [clinic], status: standing, kind: null, channels: null, contacts, procedure: null, from: after, to: null };
    // The list has the latest visit first; its end has the next.
    const { rows } = await listBookings(database, viewer, filter, readPage({ last: mostVisits }));
    return rows.map(({ id }) => id);
  },
  spent: (clinic, month) => spentInMonth(database, viewer, clinic, month),
});
