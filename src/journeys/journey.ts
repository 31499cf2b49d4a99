import type { Database } from '../database/database.ts';
import { appointmentOf } from '../domain/booking/appointment.ts';
import type { ClinicSettings } from '../domain/clinic/settings.ts';
import type { SharedLink } from '../domain/conversation/bookingLink.ts';
import type { BookingId, CarePlanId, ClinicSlug, ContactId, ConversationId, Instant, MessageId } from '../domain/ids.ts';
import { type Aliases, familyOf } from '../domain/merges/aliases.ts';
import type { MergeEvent } from '../domain/merges/merges.ts';
import { streamName } from '../domain/stream.ts';
import { sees, type Viewer } from '../domain/viewer.ts';
import type { Codec } from '../eventStore/codec/codec.ts';
import type { LoggedEvent } from '../eventStore/codec/envelope.ts';
import type { EventStore, Position } from '../eventStore/port.ts';
import { bookings } from '../projections/bookings/model.ts';
import type { BookingRecord } from '../projections/bookings/queries.ts';
import { carePlans } from '../projections/carePlans/model.ts';
import type { CarePlanRecord } from '../projections/carePlans/queries.ts';
import { clinics } from '../projections/clinics/model.ts';
import { contactAliases } from '../projections/contacts/aliases.ts';
import { contacts } from '../projections/contacts/model.ts';
import { type ContactRecord, type Person, shownContact } from '../projections/contacts/person.ts';
import type { ContactKey } from '../projections/contacts/queries.ts';
import { conversations } from '../projections/conversations/model.ts';
import type { ConversationRecord } from '../projections/conversations/queries.ts';
import { farthest } from '../projections/feed/cursor.ts';
import { foldRows } from '../projections/foldBatch.ts';
import { journeyEvents } from '../projections/journeyEntries.ts';
import { bookingLinks } from '../projections/links/model.ts';
import { messages } from '../projections/messages/model.ts';
import type { MessageRecord } from '../projections/messages/queries.ts';
import { type TouchRow, touches } from '../projections/touches/model.ts';
import { compareByPosition, readStreams } from './readStreams.ts';

/** What a journey is read from. */
export interface JourneySources {
  readonly database: Database;
  readonly store: EventStore;
  readonly codec: Codec;
}

/** Where a journey's log ends: at a position, or at what had been recorded by a moment. Null: at its present end. */
export type JourneyEnd = { readonly position: Position } | { readonly recordedBy: Date } | null;

/** A contact's journey: what happened, and everything as it stood then, by the very folds that fill the tables. */
export interface Journey {
  readonly clinic: ClinicSlug;
  /** Who she was then, merges followed. */
  readonly contact: ContactRecord & Person;
  /** She and all who had been merged into her, by then. */
  readonly family: readonly ContactId[];
  /** The latest visit first. */
  readonly bookings: readonly BookingRecord[];
  /** The one last written in first. */
  readonly conversations: readonly ConversationRecord[];
  /** Of all conversations, the latest first. */
  readonly messages: readonly MessageRecord[];
  /** The latest visit first. */
  readonly carePlans: readonly CarePlanRecord[];
  /** In the order in which they happened. */
  readonly touches: readonly TouchRow[];
  /** Booking links that were sent to her, in no order. */
  readonly links: readonly SharedLink[];
  readonly settings: ClinicSettings | null;
  /** In the log's order. */
  readonly entries: readonly LoggedEvent[];
  /** The last position that is in, and when it was recorded. */
  readonly position: Position;
  readonly at: Instant;
  /** Up to where the log was read; null: to its present end. */
  readonly until: Position | null;
}

/**
 * Reads a contact's journey; null when the viewer sees no such contact, or she was not known then.
 * @param supposing merges and splits as if they were in the log's end: what they would come to
 */
export async function readJourney(
  sources: JourneySources,
  viewer: Viewer,
  { clinic, id }: ContactKey,
  end: JourneyEnd = null,
  supposing: readonly MergeEvent[] = [],
): Promise<Journey | null> {
  if (!sees(viewer, clinic)) return null;
  const { database } = sources;
  const ended = ({ position, recordedAt }: Pick<LoggedEvent, 'position' | 'recordedAt'>): boolean =>
    end === null || ('position' in end ? position <= end.position : recordedAt <= end.recordedBy);
  const [merges, configured] = await Promise.all(
    [streamName('merges', clinic), streamName('clinic', clinic)].map(async (stream) => {
      const events = await readStreams(sources, viewer, [stream]);
      return events.filter(ended);
    }),
  );
  const aliasRows = foldRows(contactAliases, [...(merges ?? []), ...supposing.map((event) => supposed(clinic, event))]);
  const aliases: Aliases = Object.fromEntries(aliasRows.map(({ key, row }) => [key.key[0], row]));
  const family = familyOf(aliases, id);
  const [canonical = id, ...others] = family;

  const listed = await journeyEvents(database, viewer, clinic, family, end && 'position' in end ? end.position : null);
  // Who is whom was read above, by whoever has not projected it yet too.
  const streams = [...new Set(listed.map((one) => one.stream))].filter((one) => one !== streamName('merges', clinic));
  const events = (await readStreams(sources, viewer, streams)).filter(ended);
  const places = new Set(listed.map((one) => one.position));
  const entries = [...events.filter((one) => places.has(one.position)), ...(merges ?? []).filter((one) => concerns(one, family))].sort(
    compareByPosition,
  );

  const people = new Map(foldRows(contacts, events).map(({ key, row: one }) => [key.key[0], one]));
  const row = people.get(canonical);
  const last = entries.at(-1);
  if (!row || !last) return null;
  const merged = others.flatMap((one) => {
    const [alias, its] = [aliases[one], people.get(one)];
    return alias && its ? [{ ...alias, id: one, row: its }] : [];
  });
  const person: Person = { clinic, id: canonical, row, merged };
  const booked = foldRows(bookings, events).flatMap(({ key, row: state }) => {
    const appointment = appointmentOf(state);
    const booking = key.key[0] as BookingId; // the model's key
    return appointment && family.includes(appointment.contact) ? [{ clinic, id: booking, appointment }] : [];
  });
  const talks = foldRows(conversations, events).map(({ key, row: talk }) => ({ clinic, id: key.key[0] as ConversationId, row: talk })); // the model's key
  const said = foldRows(messages, events).map(({ key, row: message }) => ({ clinic, id: key.key[0] as MessageId, row: message })); // the model's key
  const plans = foldRows(carePlans, events).map(({ key, row: plan }) => ({ clinic, id: key.key[0] as CarePlanId, row: plan })); // the model's key
  const touched = foldRows(touches, events).map(({ row: touch }) => touch);
  const [configuration] = foldRows(clinics, configured ?? []);
  return {
    clinic,
    contact: { ...shownContact(person), ...person },
    family,
    bookings: latestFirst(booked, ({ appointment }) => appointment.startsAt),
    conversations: latestFirst(talks, ({ row: talk }) => talk.lastMessageAt ?? talk.startedAt),
    messages: latestFirst(said, ({ row: { message } }) => message.at),
    links: foldRows(bookingLinks, events).map(({ row: link }) => link),
    carePlans: latestFirst(plans, ({ row: { visit } }) => visit.startsAt),
    touches: touched.toSorted(({ touch: a }, { touch: b }) => compare(a.at, b.at) || compare(a.touch, b.touch)),
    settings: configuration?.row.status === 'configured' ? configuration.row.settings : null,
    entries,
    position: last.position,
    at: last.recordedAt.toISOString() as Instant, // UTC with milliseconds
    until: end === null ? null : 'position' in end ? end.position : (events.toSorted(compareByPosition).at(-1)?.position ?? last.position),
  };
}

/** An event that nobody has appended, as if it were the last of the log. */
const supposed = (clinic: ClinicSlug, event: MergeEvent): LoggedEvent => ({
  id: '',
  stream: streamName('merges', clinic),
  revision: 0,
  position: farthest.position,
  recordedAt: new Date(event.data.at),
  event,
  metadata: {
    clinic,
    subject: null,
    actor: 'system',
    channel: null,
    correlationId: '',
    causationId: '',
    occurredAt: event.data.at,
    schemaVersion: 0,
  },
});

const concerns = ({ event }: LoggedEvent, family: readonly ContactId[]): boolean =>
  (event.type === 'ContactsMerged' && (family.includes(event.data.from) || family.includes(event.data.into))) ||
  (event.type === 'ContactsSplit' && (family.includes(event.data.from) || family.includes(event.data.contact)));

/** The order of the lists in the present: by a moment, then by id, both descending. */
const latestFirst = <Record extends { readonly id: string }>(records: readonly Record[], momentOf: (record: Record) => Instant): Record[] =>
  records.toSorted((a, b) => compare(momentOf(b), momentOf(a)) || compare(b.id, a.id));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
