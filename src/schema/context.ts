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
import type { ContactRecord, Person } from '../projections/contacts/person.ts';
import { type ContactFamily, type ContactKey, contactFamilies, contactsByIds, peopleByIds } from '../projections/contacts/queries.ts';
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
import { createLoader, type Loader } from './loader.ts';

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
  readonly clinics: Loader<ClinicSlug, ClinicSettings>;
  readonly contacts: Loader<ContactKey, ContactRecord>;
  readonly people: Loader<ContactKey, Person>;
  readonly families: Loader<ContactKey, ContactFamily>;
  readonly bookings: Loader<BookingKey, BookingRecord>;
  /** A booking has its seat from its first claim on, for ever: in every past as in the present. */
  readonly seats: Loader<BookingKey, BookingSeat>;
  readonly conversations: Loader<ConversationKey, ConversationRecord>;
  /** The conversation that a contact last had on a channel. */
  readonly latestConversations: Loader<ContactChannel, ConversationRecord>;
  readonly messages: Loader<MessageKey, MessageRecord>;
  readonly carePlans: Loader<CarePlanKey, CarePlanRecord>;
  readonly touches: Loader<ContactKey, TouchesOfContact>;
  readonly links: Loader<ContactKey, LinksOfContact>;
  readonly deliveries: Loader<string, Delivery>;
  readonly staffTasks: Loader<StaffTaskKey, StaffTaskRecord>;
}

/** What resolvers are given: on whose behalf, and where from. Made anew for every request, and for every frame of a feed. */
export interface SchemaContext extends SchemaServices {
  readonly viewer: Viewer;
  readonly loaders: Loaders;
  readonly subscription: SubscriptionControl | null;
  /** `Last-Event-ID` of a request for server-sent events. */
  readonly lastEventId: string | null;
  /** `Idempotency-Key` of a request over HTTP: who gets no answer asks again by the same one. */
  readonly idempotencyKey: string | null;
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
  { lastEventId = null, idempotencyKey = null }: Partial<Pick<SchemaContext, 'lastEventId' | 'idempotencyKey'>> = {},
): SchemaContext {
  return { ...services, viewer, subscription, lastEventId, idempotencyKey, loaders: createLoaders(services, viewer) };
}

function createLoaders({ database }: SchemaServices, viewer: Viewer): Loaders {
  return {
    clinics: createLoader(
      itself,
      (slugs) => clinicsBySlugs(database, viewer, slugs),
      ({ slug }) => slug,
    ),
    contacts: createLoader(keyName, (keys) => contactsByIds(database, viewer, keys), askedFor),
    people: createLoader(keyName, (keys) => peopleByIds(database, viewer, keys), askedFor),
    families: createLoader(keyName, (keys) => contactFamilies(database, viewer, keys), keyName),
    bookings: createLoader(keyName, (keys) => bookingsByIds(database, viewer, keys), askedFor),
    seats: createLoader(keyName, (keys) => seatsOf(database, viewer, keys), keyName),
    conversations: createLoader(keyName, (keys) => conversationsByIds(database, viewer, keys), keyName),
    latestConversations: createLoader(channelName, (keys) => latestConversations(database, viewer, keys), channelName),
    messages: createLoader(keyName, (keys) => messagesByIds(database, viewer, keys), keyName),
    carePlans: createLoader(keyName, (keys) => carePlansByIds(database, viewer, keys), keyName),
    touches: createLoader(keyName, (keys) => touchesByContacts(database, viewer, keys), keyName),
    links: createLoader(keyName, (keys) => linksByContacts(database, viewer, keys), keyName),
    deliveries: createLoader(
      itself,
      (ids) => deliveriesByIds(database, viewer, ids),
      ({ id }) => id,
    ),
    staffTasks: createLoader(keyName, (keys) => staffTasksByIds(database, viewer, keys), keyName),
  };
}

const itself = (key: string): string => key;

/** A thing that was asked for by an id which it may no longer have. */
const askedFor = ({ clinic, asked }: { readonly clinic: string; readonly asked: string }): string => keyName({ clinic, id: asked });
