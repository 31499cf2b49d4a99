import type { Database } from '../../database/database.ts';
import type { ClinicSlug, ContactId } from '../../domain/ids.ts';
import type { Viewer } from '../../domain/viewer.ts';
import type { ContactKey } from '../contacts/queries.ts';
import { linksByContacts } from '../links/queries.ts';
import { touchesByContacts } from '../touches/queries.ts';
import type { KnownOfContact } from './journeys.ts';

/** Loads what is known of people: what brought them, and the links that they were sent. */
export async function knownOfContacts(
  database: Database,
  viewer: Viewer,
  keys: readonly ContactKey[],
): Promise<(clinic: ClinicSlug, contact: ContactId) => KnownOfContact> {
  const [touches, links] = await Promise.all([touchesByContacts(database, viewer, keys), linksByContacts(database, viewer, keys)]);
  const touchesOf = new Map(touches.map((one) => [`${one.clinic}.${one.id}`, one.touches]));
  const linksOf = new Map(links.map((one) => [`${one.clinic}.${one.id}`, one.links]));
  return (clinic, contact) => {
    const name = `${clinic}.${contact}`;
    return { touches: touchesOf.get(name) ?? [], links: linksOf.get(name) ?? [] };
  };
}
