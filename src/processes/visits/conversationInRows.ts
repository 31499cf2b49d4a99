import type { Database } from '../../database/database.ts';
import { readPage } from '../../database/keyset.ts';
import { systemViewer } from '../../domain/viewer.ts';
import { contactFamilies } from '../../projections/contacts/queries.ts';
import { listConversations } from '../../projections/conversations/queries.ts';
import type { Outreach } from './outreach.ts';

const viewer = systemViewer('processes');

/** Conversations of one person that are looked at: she has one a channel, and rarely more. */
const most = 20;

/**
 * Finds the conversation in which the link of a booking was shared, else the one that she last wrote in, on the channel of the booking if
 * there is one. Only those of the contact and of whoever was merged into her are hers: a link may have been passed on, and what is said of
 * the visit is for her who booked.
 */
export const conversationInRows =
  (database: Database): Outreach['conversationOf'] =>
  async (clinic, { contact, channel, conversation }) => {
    const [family] = await contactFamilies(database, viewer, [{ clinic, id: contact }]);
    const filter = { clinics: [clinic], owner: null, channels: null, contacts: family?.members ?? [contact] };
    const { rows } = await listConversations(database, viewer, filter, readPage({ first: most }));
    const found = rows.find(({ id }) => id === conversation) ?? rows.find(({ row }) => row.channel === channel) ?? rows[0];
    return found?.id ?? null;
  };
