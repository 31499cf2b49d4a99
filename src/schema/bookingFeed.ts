import type { BookingChangedFrame, BookingFeedFilter, BookingFrame } from '../projections/bookings/feedPort.ts';
import { Booking, BookingFilter } from './booking.ts';
import { builder } from './builder.ts';
import type { SchemaContext } from './context.ts';
import { BookingChangeEnum } from './enums.ts';
import { graphqlError } from './errors.ts';
import { changeFilter, FeedFrame, FeedHeartbeat, FeedReady, feedDescription, feedRequest } from './feedFrames.ts';

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

function feedFilter(filter: typeof BookingFilter.$inferInput | null | undefined, context: SchemaContext): BookingFeedFilter {
  const { status, kind, channel, procedure, from, to } = filter ?? {};
  return {
    ...changeFilter(filter ?? {}, context),
    ...(status ? { status } : {}),
    ...(kind ? { kind } : {}),
    ...(channel ? { channel } : {}),
    ...(procedure ? { procedure } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
  };
}

builder.subscriptionField('bookingFeed', (t) =>
  t.field({
    description: feedDescription,
    type: BookingFeedFrame,
    args: { after: t.arg({ type: 'Cursor' }), filter: t.arg({ type: BookingFilter }) },
    subscribe: (_root, { after, filter }, context) =>
      context.feeds.bookings.subscribe(feedRequest(after, context), feedFilter(filter, context)),
    // The transport executes each frame by itself, however many were handed over.
    resolve: (frame) => frame as unknown as BookingFrame,
  }),
);
