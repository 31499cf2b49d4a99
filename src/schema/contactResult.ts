import type { MergeEvent } from '../domain/merges/merges.ts';
import { readJourney } from '../journeys/journey.ts';
import type { BookingRecord } from '../projections/bookings/queries.ts';
import type { ContactRecord } from '../projections/contacts/person.ts';
import type { ContactKey } from '../projections/contacts/queries.ts';
import { untilProjected } from '../projections/untilProjected.ts';
import { Booking } from './booking.ts';
import { builder } from './builder.ts';
import { Contact } from './contact.ts';
import type { SchemaContext } from './context.ts';
import { type Failure, failure, failureTypes } from './results.ts';
import { intoItsWorld } from './world.ts';

interface Success {
  readonly contact: ContactRecord;
  readonly bookings: readonly BookingRecord[];
  readonly dryRun: boolean;
}

const ContactSuccess = builder.objectRef<Success>('ContactSuccess').implement({
  fields: (t) => ({
    contact: t.field({ type: Contact, resolve: ({ contact }) => contact }),
    bookings: t.field({ description: 'Hers, the latest visit first.', type: [Booking], resolve: ({ bookings }) => [...bookings] }),
    dryRun: t.boolean({ description: 'It is as it would be; nothing was written.', resolve: ({ dryRun }) => dryRun }),
  }),
});

export type ContactAnswer = Success | Failure;

export const ContactResult = builder.unionType('ContactResult', {
  types: [ContactSuccess, ...failureTypes],
  resolveType: (value) => ('contact' in value ? 'ContactSuccess' : value.__typename),
});

export const noContact = (): Failure => failure('NotFound', 'there is no such contact');

/** A contact as she stands in the log after what was done to her; whoever asks the tables next finds her the same. */
export async function done(contact: ContactKey, context: SchemaContext): Promise<ContactAnswer> {
  await untilProjected(context.database, context.store, context.viewer);
  return read(contact, context, false);
}

/** A contact as she would stand if this had happened. */
export const foreseen = (contact: ContactKey, events: readonly MergeEvent[], context: SchemaContext): Promise<ContactAnswer> =>
  read(contact, context, true, events);

async function read(
  contact: ContactKey,
  context: SchemaContext,
  dryRun: boolean,
  events: readonly MergeEvent[] = [],
): Promise<ContactAnswer> {
  const journey = await readJourney(context, context.viewer, contact, null, events);
  if (!journey) return noContact();
  const { contact: her, bookings } = intoItsWorld(journey);
  return { contact: her, bookings, dryRun };
}
