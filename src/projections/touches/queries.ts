import type { Database } from '../../database/database.ts';
import type { ClinicSlug, ContactId } from '../../domain/ids.ts';
import type { Viewer } from '../../domain/viewer.ts';
import type { ContactKey } from '../contacts/queries.ts';
import type { TouchRow } from './model.ts';

/** The touches of a contact and of all who were merged into her, in the order in which they happened. */
export interface TouchesOfContact extends ContactKey {
  readonly touches: readonly TouchRow[];
}

/** The touches of those asked for; of one who has none nothing comes. */
export async function touchesByContacts(database: Database, viewer: Viewer, keys: readonly ContactKey[]): Promise<TouchesOfContact[]> {
  const rows = await database.query<{ clinic: ClinicSlug; id: ContactId; row: TouchRow }>(viewer, {
    name: 'touches_by_contacts',
    text: `with recursive family as (
             select asked.clinic, asked.id as asked, canonical_contact(asked.clinic, asked.id) as id
             from unnest($1::text[], $2::uuid[]) as asked(clinic, id)
             union
             select family.clinic, family.asked, alias.contact
             from contact_alias as alias join family on alias.clinic = family.clinic and alias.into_contact = family.id
           )
           select family.clinic, family.asked as id, touch.state as row
           from family join touch on touch.clinic = family.clinic and touch.contact = family.id
           order by touch.occurred_at, touch.id`,
    values: [keys.map((one) => one.clinic), keys.map((one) => one.id)],
  });
  const byContact = Map.groupBy(rows, ({ clinic, id }) => `${clinic}.${id}`);
  return [...byContact.values()].flatMap((its) => {
    const [first] = its;
    return first ? [{ clinic: first.clinic, id: first.id, touches: its.map(({ row }) => row) }] : [];
  });
}
