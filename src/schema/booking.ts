import type { GraphQLResolveInfo } from 'graphql';
import type { PageArguments, Place } from '../database/keyset.ts';
import type { BookingId, ContactId } from '../domain/ids.ts';
import {
  type BookingRecord,
  bookingsByUid,
  countBookings,
  type BookingFilter as ListFilter,
  listBookings,
} from '../projections/bookings/queries.ts';
import type { ContactKey } from '../projections/contacts/queries.ts';
import { builder } from './builder.ts';
import { Procedure } from './clinic.ts';
import { connect, connectionOf, connectRows, listCost } from './connection.ts';
import { Contact, clinicsIn, contactOf, pageArguments } from './contact.ts';
import { clinicsOf, type SchemaContext } from './context.ts';
import { BookingKindEnum, BookingStatusEnum, ChannelEnum, MatchedByEnum } from './enums.ts';
import { graphqlError } from './errors.ts';
import { nodesAskFor } from './lookAhead.ts';
import { loadNode, Node, nodeId, readNodeId } from './node.ts';
import { worldOf } from './world.ts';

const contactKey = ({ clinic, appointment }: BookingRecord): ContactKey => ({ clinic, id: appointment.contact });

export const Booking = builder.objectRef<BookingRecord>('Booking').implement({
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ resolve: ({ clinic, id }) => nodeId('Booking', clinic, id) }),
    uid: t.string({ description: 'The live Cal.com uid, the last of the chain.', resolve: ({ appointment }) => appointment.uid }),
    seatUid: t.string({
      nullable: true,
      resolve: async (booking, _args, { loaders }) => (await loaders.seats.load(booking))?.seat ?? null,
    }),
    status: t.field({ type: BookingStatusEnum, resolve: ({ appointment }) => appointment.status }),
    kind: t.field({ type: BookingKindEnum, resolve: ({ appointment }) => appointment.kind }),
    version: t.int({ description: '1 + the number of reschedules in the chain.', resolve: ({ appointment }) => appointment.version }),
    startsAt: t.field({ type: 'DateTime', resolve: ({ appointment }) => appointment.startsAt }),
    endsAt: t.field({ type: 'DateTime', resolve: ({ appointment }) => appointment.endsAt }),
    timeZone: t.string({
      description: "The patient's zone when it is known, else the clinic's.",
      resolve: async (booking, _args, context) =>
        booking.appointment.timeZone ?? (await worldOf(booking, context).clinics.load(booking.clinic))?.timeZone ?? 'UTC',
    }),
    procedure: t.field({
      type: Procedure,
      nullable: true,
      async resolve(booking, _args, context) {
        const { clinic, appointment } = booking;
        if (appointment.procedure === null) return null;
        const settings = await worldOf(booking, context).clinics.load(clinic);
        return settings?.procedures.find((one) => one.slug === appointment.procedure) ?? null;
      },
    }),
    practitioner: t.string({ nullable: true, resolve: ({ appointment }) => appointment.practitioner }),
    location: t.string({ nullable: true, resolve: ({ appointment }) => appointment.location }),
    contact: t.field({
      type: Contact,
      resolve: (booking, _args, context) => booking.whose ?? contactOf(booking, contactKey(booking), context, 'booking'),
    }),
    channel: t.field({ type: ChannelEnum, resolve: ({ appointment }) => appointment.channel }),
    matchedBy: t.field({ type: MatchedByEnum, resolve: ({ appointment }) => appointment.matchedBy }),
  }),
});

loadNode('Booking', ({ clinic, id }, { loaders }) => loaders.bookings.load({ clinic, id: id as BookingId })); // a UUID, by the id's grammar

const placeOf = ({ appointment, id }: BookingRecord): Place => ({ at: appointment.startsAt, id });

const BookingConnection = connectionOf('Booking', Booking, placeOf);

export const BookingFilter = builder.inputType('BookingFilter', {
  fields: (t) => ({
    clinic: t.string(),
    status: t.field({ type: [BookingStatusEnum] }),
    kind: t.field({ type: BookingKindEnum }),
    channel: t.field({ type: [ChannelEnum] }),
    contactId: t.id(),
    procedure: t.string(),
    from: t.field({ type: 'DateTime', description: 'Start of the visit, inclusive.' }),
    to: t.field({ type: 'DateTime', description: 'Start of the visit, exclusive.' }),
  }),
});

type Filter = typeof BookingFilter.$inferInput | null | undefined;

/** The filter with its contact read: her and all who were merged into her; nobody when she is not to be seen. */
async function listFilter(filter: Filter, context: SchemaContext): Promise<ListFilter> {
  const { clinic, status, kind, channel, contactId, procedure, from, to } = filter ?? {};
  const name = contactId ? readNodeId(contactId, context, 'Contact') : null;
  const family = name && (await context.loaders.families.load({ clinic: name.clinic, id: name.id as ContactId })); // a UUID, by the id's grammar
  return {
    clinics: clinicsIn(clinic, context).filter((one) => !contactId || one === name?.clinic),
    status: status ?? null,
    kind: kind ?? null,
    channels: channel ?? null,
    contacts: contactId ? (family?.members ?? []) : null,
    procedure: procedure ?? null,
    from: from ?? null,
    to: to ?? null,
  };
}

async function bookingConnection(args: PageArguments, filter: Filter, context: SchemaContext, info: GraphQLResolveInfo) {
  const { database, viewer } = context;
  const asked = await listFilter(filter, context);
  return connect<BookingRecord>(
    args,
    (page) => listBookings(database, viewer, asked, page, nodesAskFor('contact', info)),
    () => countBookings(database, viewer, asked),
  );
}

builder.queryFields((t) => ({
  booking: t.field({
    description: "By node id, or by any Cal.com uid of the appointment's chain (and the seat, where seats share a uid).",
    type: Booking,
    nullable: true,
    args: { id: t.arg.id(), uid: t.arg.string(), seatUid: t.arg.string() },
    async resolve(_root, { id, uid, seatUid }, context) {
      if (typeof id === 'string' && typeof uid === 'string') throw graphqlError('BAD_USER_INPUT', 'ask by `id` or by `uid`, not by both');
      if (typeof id === 'string') {
        const name = readNodeId(id, context, 'Booking');
        return name && context.loaders.bookings.load({ clinic: name.clinic, id: name.id as BookingId }); // a UUID, by the id's grammar
      }
      if (typeof uid !== 'string') throw graphqlError('BAD_USER_INPUT', 'ask by `id` or by `uid`');
      const found = await bookingsByUid(context.database, context.viewer, clinicsOf(context), uid, seatUid ?? null);
      // Several seats and none named: there is no one booking to give.
      return found.length === 1 ? (found[0] ?? null) : null;
    },
  }),
  bookings: t.field({
    description: 'The latest visit first.',
    type: BookingConnection,
    complexity: listCost,
    args: { ...pageArguments(t.arg), filter: t.arg({ type: BookingFilter }) },
    resolve: (_root, { filter, ...args }, context, info) => bookingConnection(args, filter, context, info),
  }),
}));

builder.objectField(Contact, 'bookings', (t) =>
  t.field({
    type: BookingConnection,
    complexity: listCost,
    args: pageArguments(t.arg),
    async resolve(contact, args, context, info) {
      const { past } = worldOf(contact, context);
      if (past) return connectRows(args, past.bookings, placeOf);
      return bookingConnection(args, { contactId: nodeId('Contact', contact.clinic, contact.id) }, context, info);
    },
  }),
);
