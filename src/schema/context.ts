import DataLoader from 'dataloader';
import type { Database } from '../database/database.ts';
import type { ClinicSettings } from '../domain/clinic/settings.ts';
import type { Clock } from '../domain/clock.ts';
import type { ClinicSlug } from '../domain/ids.ts';
import { sees, type Viewer } from '../domain/viewer.ts';
import type { Codec } from '../eventStore/codec/codec.ts';
import type { Log } from '../eventStore/commandHandler.ts';
import type { People } from '../eventStore/commands/weighMessage.ts';
import type { EventStore } from '../eventStore/port.ts';
import type { JourneyFeeds } from '../journeys/feed.ts';
import type { BookingFeeds } from '../projections/bookings/feedPort.ts';
import { type BookingKey, type BookingRecord, type BookingSeat, bookingsByIds, seatsOf } from '../projections/bookings/queries.ts';
import { type CarePlanKey, type CarePlanRecord, carePlansByIds } from '../projections/carePlans/queries.ts';
import { clinicsBySlugs } from '../projections/clinics/queries.ts';
import type { ContactRecord } from '../projections/contacts/person.ts';
import { type ContactFamily, type ContactKey, contactFamilies, contactsByIds } from '../projections/contacts/queries.ts';
import type { ConversationFeeds } from '../projections/conversations/feedPort.ts';
import {
  type ContactChannel,
  type ConversationKey,
  type ConversationRecord,
  conversationsByIds,
  latestConversations,
} from '../projections/conversations/queries.ts';
import { type LinksOfContact, linksByContacts } from '../projections/links/queries.ts';
import { type MessageKey, type MessageRecord, messagesByIds } from '../projections/messages/queries.ts';
import type { AnyReadModel } from '../projections/models.ts';
import { type StaffTaskKey, type StaffTaskRecord, staffTasksByIds } from '../projections/tasks/queries.ts';
import { type TouchesOfContact, touchesByContacts } from '../projections/touches/queries.ts';
import { deliveriesByIds } from '../webhooks/inbox/deliveries.ts';
import type { Delivery } from '../webhooks/inbox/delivery.ts';

/** What the schema is served from; the same for every request. */
export interface SchemaServices {
  readonly database: Database;
  readonly store: EventStore;
  readonly codec: Codec;
  /** What commands are carried out on. */
  readonly log: Log;
  /** What rows say of people, for commands that write to them. */
  readonly people: People;
  /** What time it is for a command. */
  readonly clock: Pick<Clock, 'now'>;
  /** Names the log in cursors. */
  readonly logId: string;
  readonly feeds: { readonly bookings: BookingFeeds; readonly conversations: ConversationFeeds; readonly journeys: JourneyFeeds };
  readonly version: string;
  /** The clinics of this installation. */
  readonly clinics: readonly ClinicSlug[];
  /** What an operator of these clinics should know now. */
  readonly warnings: (clinics: readonly ClinicSlug[]) => readonly string[];
  /** Builds read models anew; see `rebuild`. */
  readonly rebuild: (models: readonly AnyReadModel[]) => Promise<unknown>;
  /** Says that a delivery waits to be carried out. */
  readonly wakeInbox: () => void;
}

/** What a subscription's resolver needs of its transport. */
export interface SubscriptionControl {
  /** Ends with the subscription. */
  readonly signal: AbortSignal;
  /** The feed calls it when the subscriber was too slow. */
  readonly onTooSlow: () => void;
}

export interface Loaders {
  readonly clinics: DataLoader<ClinicSlug, ClinicSettings | null>;
  readonly contacts: DataLoader<ContactKey, ContactRecord | null, string>;
  readonly families: DataLoader<ContactKey, ContactFamily | null, string>;
  readonly bookings: DataLoader<BookingKey, BookingRecord | null, string>;
  /** A booking has its seat from its first claim on, for ever: in every past as in the present. */
  readonly seats: DataLoader<BookingKey, BookingSeat | null, string>;
  readonly conversations: DataLoader<ConversationKey, ConversationRecord | null, string>;
  /** The conversation that a contact last had on a channel. */
  readonly latestConversations: DataLoader<ContactChannel, ConversationRecord | null, string>;
  readonly messages: DataLoader<MessageKey, MessageRecord | null, string>;
  readonly carePlans: DataLoader<CarePlanKey, CarePlanRecord | null, string>;
  readonly touches: DataLoader<ContactKey, TouchesOfContact | null, string>;
  readonly links: DataLoader<ContactKey, LinksOfContact | null, string>;
  readonly deliveries: DataLoader<string, Delivery | null>;
  readonly staffTasks: DataLoader<StaffTaskKey, StaffTaskRecord | null, string>;
}

/** What resolvers are given: on whose behalf, and where from. Made anew for every request, and for every frame of a feed. */
export interface SchemaContext extends SchemaServices {
  readonly viewer: Viewer;
  readonly loaders: Loaders;
  readonly subscription: SubscriptionControl | null;
  /** `Last-Event-ID` of a request for server-sent events. */
  readonly lastEventId: string | null;
}

const keyName = ({ clinic, id }: { readonly clinic: string; readonly id: string }): string => `${clinic}.${id}`;

const channelName = ({ clinic, contact, channel }: ContactChannel): string => `${clinic}.${contact}.${channel}`;

/** The clinics that the viewer sees, by name. */
export const clinicsOf = ({ viewer, clinics }: Pick<SchemaContext, 'viewer' | 'clinics'>): readonly ClinicSlug[] =>
  clinics.filter((one) => sees(viewer, one));

export function createContext(
  services: SchemaServices,
  viewer: Viewer,
  subscription: SubscriptionControl | null = null,
  lastEventId: string | null = null,
): SchemaContext {
  return { ...services, viewer, subscription, lastEventId, loaders: createLoaders(services, viewer) };
}

function createLoaders({ database }: SchemaServices, viewer: Viewer): Loaders {
  return {
    clinics: new DataLoader(async (slugs) => inOrder(slugs, await clinicsBySlugs(database, viewer, slugs), (one) => one.slug)),
    contacts: byKey((keys) => contactsByIds(database, viewer, keys), askedFor),
    families: byKey((keys) => contactFamilies(database, viewer, keys), keyName),
    bookings: byKey((keys) => bookingsByIds(database, viewer, keys), askedFor),
    seats: byKey((keys) => seatsOf(database, viewer, keys), keyName),
    conversations: byKey((keys) => conversationsByIds(database, viewer, keys), keyName),
    latestConversations: new DataLoader(
      async (keys) => inOrder(keys.map(channelName), await latestConversations(database, viewer, keys), channelName),
      { cacheKeyFn: channelName },
    ),
    messages: byKey((keys) => messagesByIds(database, viewer, keys), keyName),
    carePlans: byKey((keys) => carePlansByIds(database, viewer, keys), keyName),
    touches: byKey((keys) => touchesByContacts(database, viewer, keys), keyName),
    links: byKey((keys) => linksByContacts(database, viewer, keys), keyName),
    deliveries: new DataLoader(async (ids) => inOrder(ids, await deliveriesByIds(database, viewer, ids), (one) => one.id)),
    staffTasks: byKey((keys) => staffTasksByIds(database, viewer, keys), keyName),
  };
}

/** A thing that was asked for by an id which it may no longer have. */
const askedFor = ({ clinic, asked }: { readonly clinic: string; readonly asked: string }): string => keyName({ clinic, id: asked });

const byKey = <Key extends { readonly clinic: string; readonly id: string }, Row>(
  load: (keys: readonly Key[]) => Promise<readonly Row[]>,
  nameOf: (row: Row) => string,
): DataLoader<Key, Row | null, string> =>
  new DataLoader<Key, Row | null, string>(async (keys) => inOrder(keys.map(keyName), await load(keys), nameOf), { cacheKeyFn: keyName });

/** The rows in the order in which they were asked for; null for what is not there. */
function inOrder<Row>(names: readonly string[], rows: readonly Row[], nameOf: (row: Row) => string): (Row | null)[] {
  const found = new Map(rows.map((row) => [nameOf(row), row]));
  return names.map((name) => found.get(name) ?? null);
}
