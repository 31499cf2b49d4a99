import type { Database } from '../../database/database.ts';
import type { SharedLink } from '../../domain/conversation/bookingLink.ts';
import type { Viewer } from '../../domain/viewer.ts';
import { byContact, family } from '../contacts/family.ts';
import type { ContactKey } from '../contacts/queries.ts';

/** The booking links that were sent to a contact and to all who were merged into her, oldest first. */
export interface LinksOfContact extends ContactKey {
  readonly links: readonly SharedLink[];
}

/** The links of those asked for; of one who was sent none nothing comes. */
export async function linksByContacts(database: Database, viewer: Viewer, keys: readonly ContactKey[]): Promise<LinksOfContact[]> {
  const rows = await database.query<ContactKey & { link: SharedLink }>(viewer, {
    name: 'links_by_contacts',
    text: `with ${family}
           select family.clinic, family.asked as id, booking_link.state as link
           from family join booking_link on booking_link.clinic = family.clinic and booking_link.contact = family.id
           order by booking_link.shared_at, booking_link.id`,
    values: [keys.map((one) => one.clinic), keys.map((one) => one.id)],
  });
  return byContact(rows).map(({ clinic, id, rows: its }) => ({ clinic, id, links: its.map(({ link }) => link) }));
}
