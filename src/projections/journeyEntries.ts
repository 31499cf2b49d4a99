import type { Database } from '../database/database.ts';
import type { AnyEvent } from '../domain/catalogue.ts';
import { type ClaimEvent, claimSchemas } from '../domain/contact/claims.ts';
import type { ClinicSlug, ContactId } from '../domain/ids.ts';
import type { Viewer } from '../domain/viewer.ts';
import type { Position } from '../eventStore/port.ts';
import type { ReadModel } from './readModel.ts';

interface EntryRow {
  readonly stream: string;
  readonly revision: number;
}

/**
 * Which events make up a contact's journey; a row an event, written once. A merge or a split belongs to the journeys of both.
 * Claims are bookkeeping about an identifier, before anybody is known: the contact's own IdentifierAdded tells of it.
 */
export const journeyEntries: ReadModel<EntryRow> = {
  name: 'journey_entries',
  version: 2,
  table: 'journey_entry',
  key: { contact: 'uuid', position: 'text' },
  once: true,
  keys: ({ event, metadata, position }) =>
    contactsOf(event, metadata.subject).map((contact) => ({ clinic: metadata.clinic, key: [contact, position] })),
  evolve: (_row, { stream, revision }) => ({ stream, revision }),
  columns: {
    stream: { type: 'text', read: (row) => row.stream },
    revision: { type: 'bigint', read: (row) => row.revision },
  },
};

const isClaim = (event: AnyEvent): event is ClaimEvent => Object.hasOwn(claimSchemas, event.type);

function contactsOf(event: AnyEvent, subject: ContactId | null): readonly ContactId[] {
  if (event.type === 'ContactsMerged') return [event.data.from, event.data.into];
  if (event.type === 'ContactsSplit') return [event.data.contact, event.data.from];
  return subject === null || isClaim(event) ? [] : [subject];
}

/** Where the events of some contacts' journeys are, in the log's order, up to a position (null: all). */
export const journeyEvents = (
  database: Database,
  viewer: Viewer,
  clinic: ClinicSlug,
  contacts: readonly ContactId[],
  upTo: Position | null,
): Promise<{ readonly stream: string; readonly position: Position }[]> =>
  database.query(viewer, {
    name: 'journey_events',
    text: `select stream, position from journey_entry
           where clinic = $1 and contact = any($2::uuid[]) and ($3::text is null or position <= $3) order by position`,
    values: [clinic, contacts, upTo],
  });
