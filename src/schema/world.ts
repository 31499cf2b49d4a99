import type { Place } from '../database/keyset.ts';
import type { ClinicSettings } from '../domain/clinic/settings.ts';
import type { SharedLink } from '../domain/conversation/bookingLink.ts';
import type { ClinicSlug } from '../domain/ids.ts';
import type { Position } from '../eventStore/port.ts';
import type { Journey } from '../journeys/journey.ts';
import type { BookingKey, BookingRecord } from '../projections/bookings/queries.ts';
import type { CarePlanKey, CarePlanRecord } from '../projections/carePlans/queries.ts';
import type { ContactRecord, Person } from '../projections/contacts/person.ts';
import type { ContactFamily, ContactKey } from '../projections/contacts/queries.ts';
import type { ContactChannel, ConversationKey, ConversationRecord } from '../projections/conversations/queries.ts';
import type { MessageRecord } from '../projections/messages/queries.ts';
import type { TouchRow } from '../projections/touches/model.ts';
import type { SchemaContext } from './context.ts';

interface Load<Key, Value> {
  load(key: Key): Promise<Value | null> | Value | null;
}

/** Where a record's neighbours are found: in the present, or in a past in which it was found itself. */
export interface World {
  readonly contacts: Load<ContactKey, ContactRecord>;
  readonly people: Load<ContactKey, Person>;
  readonly families: Load<ContactKey, ContactFamily>;
  readonly clinics: Load<ClinicSlug, ClinicSettings>;
  readonly bookings: Load<BookingKey, BookingRecord>;
  readonly conversations: Load<ConversationKey, ConversationRecord>;
  readonly latestConversations: Load<ContactChannel, ConversationRecord>;
  readonly carePlans: Load<CarePlanKey, CarePlanRecord>;
  readonly touches: Load<ContactKey, { readonly touches: readonly TouchRow[] }>;
  readonly links: Load<ContactKey, { readonly links: readonly SharedLink[] }>;
  /** A contact's lists; null in the present, where the database is asked for a page. */
  readonly past: Past | null;
  /** Up to where the log is told; null: to its present end. */
  readonly until: Position | null;
}

interface Past {
  readonly bookings: readonly BookingRecord[];
  readonly conversations: readonly ConversationRecord[];
  readonly messagesOf: (conversation: ConversationKey) => readonly MessageRecord[];
}

/** Where records stand in their lists. */
export const conversationPlace = ({ row, id }: ConversationRecord): Place => ({ at: row.lastMessageAt ?? row.startedAt, id });
export const messagePlace = ({ row, id }: MessageRecord): Place => ({ at: row.message.at, id });

const worlds = new WeakMap<object, World>();

/** The world of a record: the past that it was read from, or the present. */
export const worldOf = (record: object, { loaders }: Pick<SchemaContext, 'loaders'>): World =>
  worlds.get(record) ?? { ...loaders, past: null, until: null };

/** Puts a journey's records into the world as it stood then, so that whatever is asked of them is answered from it. */
export function intoItsWorld(journey: Journey): Journey {
  const { clinic, contact, family, bookings, conversations, messages, carePlans, touches, links, settings, until } = journey;
  const messagesOf = Map.groupBy(messages, ({ row }) => row.conversation);
  const world: World = {
    contacts: { load: ({ id }) => (family.includes(id) ? contact : null) },
    people: { load: ({ id }) => (family.includes(id) ? contact : null) },
    families: { load: async ({ id }) => (family.includes(id) ? { clinic, id, members: family } : null) },
    clinics: { load: async () => settings },
    bookings: { load: async ({ id }) => bookings.find((one) => one.id === id || one.appointment.absorbed.includes(id)) ?? null },
    conversations: { load: async ({ id }) => conversations.find((one) => one.id === id) ?? null },
    latestConversations: { load: async ({ channel }) => conversations.find(({ row }) => row.channel === channel) ?? null },
    carePlans: { load: async ({ id }) => carePlans.find((one) => one.id === id) ?? null },
    touches: { load: async () => ({ touches }) },
    links: { load: async () => ({ links }) },
    past: { bookings, conversations, messagesOf: ({ id }) => messagesOf.get(id) ?? [] },
    until,
  };
  for (const record of [contact, ...bookings, ...conversations, ...messages, ...carePlans]) worlds.set(record, world);
  return journey;
}
