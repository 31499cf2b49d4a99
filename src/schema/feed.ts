import type { ClinicSlug, ContactId } from '../domain/ids.ts';
import type { BookingChangedFrame, BookingFeedFilter, BookingFrame } from '../projections/bookings/feedPort.ts';
import type { FeedMark } from '../projections/feed/port.ts';
import { Booking, BookingFilter } from './booking.ts';
import { builder } from './builder.ts';
import { clinicsIn } from './contact.ts';
import type { SchemaContext } from './context.ts';
import { BookingChangeEnum } from './enums.ts';
import { graphqlError } from './errors.ts';
import { readNodeId } from './node.ts';

export const FeedFrame = builder.interfaceRef<{ readonly cursor: string }>('FeedFrame').implement({
  description: 'Every frame carries the last position seen.',
  fields: (t) => ({ cursor: t.field({ type: 'Cursor', resolve: ({ cursor }) => cursor }) }),
});

export const FeedReady = builder.objectRef<FeedMark>('FeedReady').implement({
  description: 'The backlog is delivered and the feed is live.',
  interfaces: [FeedFrame],
});

export const FeedHeartbeat = builder.objectRef<FeedMark>('FeedHeartbeat').implement({
  description: 'At least every 15 s, and up to this position nothing was missed.',
  interfaces: [FeedFrame],
});

const BookingChanged = builder.objectRef<BookingChangedFrame>('BookingChanged').implement({
  interfaces: [FeedFrame],
  fields: (t) => ({
    kind: t.field({ type: BookingChangeEnum, resolve: ({ kind }) => kind }),
    occurredAt: t.field({ type: 'DateTime', resolve: ({ occurredAt }) => occurredAt }),
    booking: t.field({
      description: 'As it is now, never older than the cursor.',
      type: Booking,
      async resolve({ booking }, _args, { loaders }) {
        const found = await loaders.bookings.load(booking);
        if (!found) throw graphqlError('NOT_FOUND', 'the booking is no longer to be seen');
        return found;
      },
    }),
    left: t.boolean({ description: 'It matched the filter before this change, and no longer does.', resolve: ({ left }) => left }),
  }),
});

const BookingFeedFrame = builder.unionType('BookingFeedFrame', {
  types: [BookingChanged, FeedReady, FeedHeartbeat],
  resolveType: ({ type }) => ({ changed: 'BookingChanged', ready: 'FeedReady', heartbeat: 'FeedHeartbeat' })[type],
});

/** Reads the filter; what the viewer does not see becomes a clinic that does not exist. */
function feedFilter(filter: typeof BookingFilter.$inferInput | null | undefined, context: SchemaContext): BookingFeedFilter {
  const { clinic, status, kind, channel, contactId, procedure, from, to } = filter ?? {};
  const contact = contactId ? readNodeId(contactId, context, 'Contact') : null;
  const [seen] = clinicsIn(clinic, context);
  const nowhere = (clinic && !seen) || (contactId && !contact);
  return {
    ...(clinic || nowhere ? { clinic: nowhere ? ('-' as ClinicSlug) : (seen as ClinicSlug) } : {}), // no clinic is called `-`
    ...(status ? { status } : {}),
    ...(kind ? { kind } : {}),
    ...(channel ? { channel } : {}),
    ...(contact ? { contact: { clinic: contact.clinic, id: contact.id as ContactId } } : {}), // a UUID, by the id's grammar
    ...(procedure ? { procedure } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
  };
}

builder.subscriptionField('bookingFeed', (t) =>
  t.field({
    description:
      'The backlog after `after` (or nothing), then FeedReady, then what happens. Resume with the last cursor: no gap, no repeat.',
    type: BookingFeedFrame,
    args: { after: t.arg({ type: 'Cursor' }), filter: t.arg({ type: BookingFilter }) },
    subscribe(_root, { after, filter }, context) {
      const { subscription, feeds, viewer, lastEventId } = context;
      if (!subscription) throw graphqlError('BAD_USER_INPUT', 'subscribe over a WebSocket or as server-sent events');
      return feeds.subscribe({ viewer, after: lastEventId ?? after ?? null, ...subscription }, feedFilter(filter, context));
    },
    // The transport executes each frame by itself, however many were handed over.
    resolve: (frame) => frame as unknown as BookingFrame,
  }),
);
