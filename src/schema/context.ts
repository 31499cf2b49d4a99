import DataLoader from 'dataloader';
import type { Database } from '../database/database.ts';
import type { ClinicSettings } from '../domain/clinic/settings.ts';
import type { ClinicSlug } from '../domain/ids.ts';
import { sees, type Viewer } from '../domain/viewer.ts';
import type { EventStore } from '../eventStore/port.ts';
import type { BookingFeeds } from '../projections/bookings/feedPort.ts';
import { type BookingKey, type BookingRecord, bookingsByIds } from '../projections/bookings/queries.ts';
import { clinicsBySlugs } from '../projections/clinics/queries.ts';
import { type ContactKey, type ContactRecord, contactFamily, contactsByIds } from '../projections/contacts/queries.ts';
import { deliveriesByIds } from '../webhooks/inbox/deliveries.ts';
import type { Delivery } from '../webhooks/inbox/delivery.ts';

/** What the schema is served from; the same for every request. */
export interface SchemaServices {
  readonly database: Database;
  readonly store: EventStore;
  readonly feeds: BookingFeeds;
  readonly version: string;
  /** The clinics of this installation. */
  readonly clinics: readonly ClinicSlug[];
  /** What an operator should know now. */
  readonly warnings: () => readonly string[];
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
  readonly families: DataLoader<ContactKey, readonly string[], string>;
  readonly bookings: DataLoader<BookingKey, BookingRecord | null, string>;
  readonly deliveries: DataLoader<string, Delivery | null>;
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
    clinics: new DataLoader(async (slugs) => {
      const found = new Map((await clinicsBySlugs(database, viewer, slugs)).map((one) => [one.slug, one]));
      return slugs.map((slug) => found.get(slug) ?? null);
    }),
    contacts: new DataLoader<ContactKey, ContactRecord | null, string>(
      async (keys) => {
        const found = new Map(
          (await contactsByIds(database, viewer, keys)).map((one) => [keyName({ clinic: one.clinic, id: one.asked }), one]),
        );
        return keys.map((key) => found.get(keyName(key)) ?? null);
      },
      { cacheKeyFn: keyName },
    ),
    families: new DataLoader<ContactKey, readonly string[], string>(
      (keys) => Promise.all(keys.map((key) => contactFamily(database, viewer, key))),
      { cacheKeyFn: keyName },
    ),
    bookings: new DataLoader<BookingKey, BookingRecord | null, string>(
      async (keys) => {
        const found = new Map(
          (await bookingsByIds(database, viewer, keys)).map((one) => [keyName({ clinic: one.clinic, id: one.asked }), one]),
        );
        return keys.map((key) => found.get(keyName(key)) ?? null);
      },
      { cacheKeyFn: keyName },
    ),
    deliveries: new DataLoader(async (ids) => {
      const found = new Map((await deliveriesByIds(database, viewer, ids)).map((one) => [one.id, one]));
      return ids.map((id) => found.get(id) ?? null);
    }),
  };
}
