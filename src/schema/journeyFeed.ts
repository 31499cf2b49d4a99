import type { ContactId } from '../domain/ids.ts';
import { eventOf, type JourneyAdvancedFrame, type JourneyFrame } from '../journeys/feed.ts';
import { readJourney } from '../journeys/journey.ts';
import { replayJourney } from '../journeys/replay.ts';
import type { ContactKey } from '../projections/contacts/queries.ts';
import { readCursor } from '../projections/feed/cursor.ts';
import { builder } from './builder.ts';
import type { SchemaContext } from './context.ts';
import { graphqlError } from './errors.ts';
import { FeedFrame, FeedHeartbeat, FeedReady, feedRequest } from './feedFrames.ts';
import { Journey, JourneyEntry, tell } from './journey.ts';
import { readNodeId } from './node.ts';
import { intoItsWorld } from './world.ts';

const keyOf = ({ clinic, contact }: JourneyAdvancedFrame): ContactKey => ({ clinic, id: contact });

const JourneyAdvanced = builder.objectRef<JourneyAdvancedFrame>('JourneyAdvanced').implement({
  interfaces: [FeedFrame],
  fields: (t) => ({
    entry: t.field({
      type: JourneyEntry,
      async resolve(frame, _args, context) {
        const [event, settings] = await Promise.all([eventOf(context, context.viewer, frame), context.loaders.clinics.load(frame.clinic)]);
        const [entry] = event ? tell(context.logId, [event], settings) : [];
        if (!entry) throw graphqlError('NOT_FOUND', 'this event cannot be read');
        return entry;
      },
    }),
    journey: t.field({
      description: 'As it stood with this entry.',
      type: Journey,
      async resolve(frame, _args, context) {
        const journey = await readJourney(context, context.viewer, keyOf(frame), { position: frame.position });
        if (!journey) throw graphqlError('NOT_FOUND', 'she was not known then');
        return intoItsWorld(journey);
      },
    }),
  }),
});

const JourneyFeedFrame = builder.unionType('JourneyFeedFrame', {
  types: [JourneyAdvanced, FeedReady, FeedHeartbeat],
  resolveType: ({ type }) => ({ advanced: 'JourneyAdvanced', ready: 'FeedReady', heartbeat: 'FeedHeartbeat' })[type],
});

/** The contact whose journey is followed. Fails with NOT_FOUND for one who is not to be seen. */
async function followed(contactId: string, context: SchemaContext) {
  const name = readNodeId(contactId, context, 'Contact');
  const contact = name && (await context.loaders.contacts.load({ clinic: name.clinic, id: name.id as ContactId })); // a UUID, by the id's grammar
  if (!contact) throw graphqlError('NOT_FOUND', 'there is no such contact');
  return contact;
}

builder.subscriptionFields((t) => ({
  journeyFeed: t.field({
    description: 'What happens in a contact’s journey; resumes as `bookingFeed` does.',
    type: JourneyFeedFrame,
    args: { contactId: t.arg.id({ required: true }), after: t.arg({ type: 'Cursor' }) },
    async subscribe(_root, { contactId, after }, context) {
      const request = feedRequest(after, context);
      return context.feeds.journeys.subscribe(request, await followed(contactId, context));
    },
    // As in `bookingFeed`.
    resolve: (frame) => frame as unknown as JourneyFrame,
  }),
  journeyReplay: t.field({
    description: 'Plays a journey from the start (or `from`) at `speed` times real time; 0, the default, is as fast as it can be read.',
    type: JourneyFeedFrame,
    args: { contactId: t.arg.id({ required: true }), from: t.arg({ type: 'Cursor' }), speed: t.arg.float() },
    async subscribe(_root, { contactId, from, speed }, context) {
      if (typeof speed === 'number' && speed < 0) throw graphqlError('BAD_USER_INPUT', '`speed` is 0 or more');
      const { after: start, signal } = feedRequest(from, context);
      return replayJourney(context, context.viewer, await followed(contactId, context), {
        from: start === null ? null : readCursor(context.logId, start),
        speed: speed ?? 0,
        logId: context.logId,
        signal,
      });
    },
    // As in `bookingFeed`.
    resolve: (frame) => frame as unknown as JourneyFrame,
  }),
}));
