import type { ClinicSettings } from '../domain/clinic/settings.ts';
import type { ClinicSlug } from '../domain/ids.ts';
import type { Position } from '../eventStore/port.ts';
import type { Journey } from '../journeys/journey.ts';
import type { BookingRecord } from '../projections/bookings/queries.ts';
import type { ContactFamily, ContactKey, ContactRecord } from '../projections/contacts/queries.ts';
import type { SchemaContext } from './context.ts';

interface Load<Key, Value> {
  load(key: Key): Promise<Value | null>;
}

/** Where a record's neighbours are found: in the present, or in a past in which it was found itself. */
export interface World {
  readonly contacts: Load<ContactKey, ContactRecord>;
  readonly families: Load<ContactKey, ContactFamily>;
  readonly clinics: Load<ClinicSlug, ClinicSettings>;
  /** A contact's bookings, the latest visit first; null in the present, where the database is asked for a page. */
  readonly bookingsOf: ((contact: ContactKey) => readonly BookingRecord[]) | null;
  /** Up to where the log is told; null: to its present end. */
  readonly until: Position | null;
}

const worlds = new WeakMap<object, World>();

/** The world of a record: the past that it was read from, or the present. */
export const worldOf = (record: object, { loaders }: Pick<SchemaContext, 'loaders'>): World =>
  worlds.get(record) ?? { ...loaders, bookingsOf: null, until: null };

/** Puts a journey's records into the world as it stood then, so that whatever is asked of them is answered from it. */
export function intoItsWorld(journey: Journey): Journey {
  const { clinic, contact, family, bookings, settings, until } = journey;
  const world: World = {
    contacts: { load: async ({ id }) => (family.includes(id) ? contact : null) },
    families: { load: async ({ id }) => (family.includes(id) ? { clinic, id, members: family } : null) },
    clinics: { load: async () => settings },
    bookingsOf: () => bookings,
    until,
  };
  for (const record of [contact, ...bookings]) worlds.set(record, world);
  return journey;
}
