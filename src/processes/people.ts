import type { Database } from '../database/database.ts';
import { systemViewer } from '../domain/viewer.ts';
import type { People } from '../eventStore/commands/weighMessage.ts';
import { conversationIdsOf } from '../projections/conversations/queries.ts';

const viewer = systemViewer('processes');

/** What the read models say of people. */
export const peopleInRows = (database: Database): People => ({
  conversationsOf: (clinic, contacts) => conversationIdsOf(database, viewer, clinic, contacts),
});
