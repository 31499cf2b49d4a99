import type { Database } from '../database/database.ts';
import { systemViewer } from '../domain/viewer.ts';
import type { People } from '../eventStore/commands/weighMessage.ts';
import { contactFamilies } from '../projections/contacts/queries.ts';
import { conversationIdsOf } from '../projections/conversations/queries.ts';

const viewer = systemViewer('processes');

/** What the read models say of people: who is the same person by now, and which conversations they have. */
export const peopleInRows = (database: Database): People => ({
  async familyOf(clinic, id) {
    const [family] = await contactFamilies(database, viewer, [{ clinic, id }]);
    return family?.members ?? [id];
  },
  conversationsOf: (clinic, contacts) => conversationIdsOf(database, viewer, clinic, contacts),
});
