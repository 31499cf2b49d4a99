import type { Database } from '../../database/database.ts';
import type { Viewer } from '../../domain/viewer.ts';
import { byContact, family } from '../contacts/family.ts';
import type { ContactKey } from '../contacts/queries.ts';
import type { TouchRow } from './model.ts';

/** The touches of a contact and of all who were merged into her, in the order in which they happened. */
export interface TouchesOfContact extends ContactKey {
  readonly touches: readonly TouchRow[];
}

/** The touches of those asked for; of one who has none nothing comes. */
export async function touchesByContacts(database: Database, viewer: Viewer, keys: readonly ContactKey[]): Promise<TouchesOfContact[]> {
  const rows = await database.query<ContactKey & { row: TouchRow }>(viewer, {
    name: 'touches_by_contacts',
    text: `with ${family}
           select family.clinic, family.asked as id, touch.state as row
           from family join touch on touch.clinic = family.clinic and touch.contact = family.id
           order by touch.occurred_at, touch.id`,
    values: [keys.map((one) => one.clinic), keys.map((one) => one.id)],
  });
  return byContact(rows).map(({ clinic, id, rows: its }) => ({ clinic, id, touches: its.map(({ row }) => row) }));
}
