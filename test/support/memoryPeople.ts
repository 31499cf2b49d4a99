import type { Log } from '../../src/eventStore/commandHandler.ts';
import type { People } from '../../src/eventStore/commands/weighMessage.ts';
import { conversations } from '../../src/projections/conversations/model.ts';
import { foldRows } from '../../src/projections/foldBatch.ts';
import { everything } from './log.ts';

/** What rows would say of people, folded from a log in memory. */
export const memoryPeople = (log: Log): People => ({
  async conversationsOf(clinic, contacts) {
    const rows = foldRows(conversations, await everything(log)).filter(
      ({ key, row }) => key.clinic === clinic && contacts.includes(row.contact),
    );
    return rows.toSorted((a, b) => ((a.row.lastMessageAt ?? '') < (b.row.lastMessageAt ?? '') ? 1 : -1)).map(({ row }) => row.id);
  },
});
