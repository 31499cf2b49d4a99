import type { ClinicSettings } from '../domain/clinic/settings.ts';
import type { ContactId, Instant } from '../domain/ids.ts';
import type { LoggedEvent } from '../eventStore/codec/envelope.ts';
import { readBookingHistory } from '../journeys/history.ts';
import { type Journey as JourneyRecord, readJourney } from '../journeys/journey.ts';
import { sentence, sentenceContext } from '../journeys/sentence.ts';
import type { SentenceContext } from '../journeys/words.ts';
import type { BookingRecord } from '../projections/bookings/queries.ts';
import { after, readCursor, writeCursor } from '../projections/feed/cursor.ts';
import { Booking } from './booking.ts';
import { builder } from './builder.ts';
import { CarePlan } from './carePlan.ts';
import { connectionOf, connectRows, listCost } from './connection.ts';
import { Contact, pageArguments } from './contact.ts';
import type { SchemaContext } from './context.ts';
import { Conversation } from './conversation.ts';
import { ChannelEnum } from './enums.ts';
import { graphqlError } from './errors.ts';
import { readNodeId } from './node.ts';
import { intoItsWorld, worldOf } from './world.ts';

/** An event with what it takes to tell it to people. */
export interface Entry {
  readonly logged: LoggedEvent;
  readonly told: SentenceContext;
  /** Its place, of which a feed may be resumed and a journey asked. */
  readonly cursor: string;
}

export const JourneyEntry = builder.objectRef<Entry>('JourneyEntry').implement({
  fields: (t) => ({
    cursor: t.field({ type: 'Cursor', resolve: ({ cursor }) => cursor }),
    type: t.string({ description: "The event's name.", resolve: ({ logged }) => logged.event.type }),
    stream: t.string({ resolve: ({ logged }) => logged.stream }),
    revision: t.int({ resolve: ({ logged }) => logged.revision }),
    occurredAt: t.field({ type: 'DateTime', resolve: ({ logged }) => logged.metadata.occurredAt }),
    recordedAt: t.field({ type: 'DateTime', resolve: ({ logged }) => logged.recordedAt.toISOString() as Instant }), // UTC with milliseconds
    actor: t.string({ resolve: ({ logged }) => logged.metadata.actor }),
    channel: t.field({ type: ChannelEnum, nullable: true, resolve: ({ logged }) => logged.metadata.channel }),
    summary: t.string({ description: 'One sentence for people.', resolve: ({ logged, told }) => sentence(logged.event, told) }),
    causationId: t.id({ nullable: true, resolve: ({ logged }) => logged.metadata.causationId }),
    correlationId: t.id({ nullable: true, resolve: ({ logged }) => logged.metadata.correlationId }),
    data: t.field({ description: 'Only for AUDITOR and ADMIN.', type: 'JSON', nullable: true, resolve: ({ logged }) => logged.event.data }),
  }),
});

/** Events, each with the words of its clinic. */
export function tell(logId: string, logged: readonly LoggedEvent[], settings: ClinicSettings | null): readonly Entry[] {
  const told = sentenceContext(settings);
  return logged.map((one) => ({ logged: one, told, cursor: writeCursor(logId, after(one.position)) }));
}

const JourneyEntryConnection = connectionOf('JourneyEntry', JourneyEntry, ({ cursor }) => cursor);

export const Journey = builder.objectRef<JourneyRecord>('Journey').implement({
  fields: (t) => ({
    contact: t.field({ type: Contact, resolve: ({ contact }) => contact }),
    bookings: t.field({ type: [Booking], resolve: ({ bookings }) => [...bookings] }),
    conversations: t.field({ type: [Conversation], resolve: ({ conversations }) => [...conversations] }),
    carePlans: t.field({ type: [CarePlan], resolve: ({ carePlans }) => [...carePlans] }),
    cursor: t.field({
      description: 'The last position that is in, and when it was recorded.',
      type: 'Cursor',
      resolve: ({ position }, _args, { logId }) => writeCursor(logId, after(position)),
    }),
    at: t.field({ type: 'DateTime', resolve: ({ at }) => at }),
    entries: t.field({
      type: JourneyEntryConnection,
      complexity: listCost,
      args: pageArguments(t.arg),
      resolve({ entries, settings }, args, { logId }) {
        const { page, count } = connectRows(args, entries, ({ position }) => writeCursor(logId, after(position)));
        return { page: { ...page, rows: tell(logId, page.rows, settings) }, count };
      },
    }),
  }),
});

builder.queryField('journey', (t) =>
  t.field({
    description: 'The same types, as they stood when the log ended at `asOf`, or when everything recorded until `at` was in.',
    type: Journey,
    nullable: true,
    args: { contactId: t.arg.id({ required: true }), asOf: t.arg({ type: 'Cursor' }), at: t.arg({ type: 'DateTime' }) },
    async resolve(_root, { contactId, asOf, at }, context) {
      if (asOf && at) throw graphqlError('BAD_USER_INPUT', 'ask `asOf` a cursor or `at` a moment, not both');
      const name = readNodeId(contactId, context, 'Contact');
      const end = asOf ? { position: readCursor(context.logId, asOf).position } : at ? { recordedBy: new Date(at) } : null;
      const key = name && { clinic: name.clinic, id: name.id as ContactId }; // a UUID, by the id's grammar
      const journey = key && (await readJourney(context, context.viewer, key, end));
      return journey && intoItsWorld(journey);
    },
  }),
);

builder.objectField(Booking, 'history', (t) =>
  t.field({
    description: 'Everything that happened to this booking, in the log’s order.',
    type: [JourneyEntry],
    complexity: { field: 1, multiplier: 20 },
    async resolve(booking: BookingRecord, _args, context: SchemaContext) {
      const { clinics, until } = worldOf(booking, context);
      const [settings, history] = await Promise.all([
        clinics.load(booking.clinic),
        readBookingHistory(context, context.viewer, booking.clinic, booking.id, until),
      ]);
      return [...tell(context.logId, history, settings)];
    },
  }),
);
