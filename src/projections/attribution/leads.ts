import type { Database } from '../../database/database.ts';
import { type FunnelBooking, type Inquiry, inquiryOf, type Lead } from '../../domain/attribution/funnel.ts';
import type { BookingState } from '../../domain/booking/booking.ts';
import { type Touch, whatBrought } from '../../domain/conversation/touch.ts';
import type { ClinicSlug, ContactId, Instant } from '../../domain/ids.ts';
import type { Viewer } from '../../domain/viewer.ts';
import { shown } from '../bookings/change.ts';
import { byContact, family } from '../contacts/family.ts';
import type { ContactKey } from '../contacts/queries.ts';
import type { MessageRow } from '../messages/model.ts';
import { knownOfContacts } from './known.ts';

/** When people began. */
export interface InquiryPeriod {
  readonly clinics: readonly ClinicSlug[];
  /** Inclusive. */
  readonly from: Instant;
  /** Exclusive. */
  readonly to: Instant;
}

/** Somebody who began in a period, how far she got, and what a report may group her by. */
export interface PlacedLead {
  readonly lead: Lead;
  readonly inquiry: Inquiry;
  /** What brought her first. */
  readonly touch: Touch | null;
  /** Of her first booking, else of the first link that she was sent. */
  readonly procedure: string | null;
}

const pageSize = 1_000;

/** Those who began in a period, some at a time. */
export async function* leadsOf(database: Database, viewer: Viewer, period: InquiryPeriod): AsyncGenerator<readonly PlacedLead[]> {
  const candidates = await contactsTouched(database, viewer, period);
  for (let at = 0; at < candidates.length; at += pageSize) {
    const keys = candidates.slice(at, at + pageSize);
    const [known, messages, bookings] = await Promise.all([
      knownOfContacts(database, viewer, keys),
      firstMessages(database, viewer, keys),
      bookingsOf(database, viewer, keys),
    ]);
    yield keys.flatMap((key) => {
      const { touches, links } = known(key.clinic, key.id);
      const booked = (bookings.get(nameOf(key)) ?? []).flatMap(bookingOf);
      const lead: Lead = {
        firstMessage: messages.get(nameOf(key)) ?? null,
        linkShared: links.length > 0,
        linkOpened: links.some(({ openedAt }) => openedAt !== null),
        bookings: booked,
      };
      const inquiry = inquiryOf(lead);
      if (inquiry === null || inquiry.at < period.from || inquiry.at >= period.to) return [];
      const touch = whatBrought(touches.map((one) => one.touch))[0] ?? null;
      const first = booked.toSorted((a, b) => (a.madeAt < b.madeAt ? -1 : 1))[0];
      return [{ lead, inquiry, touch, procedure: first?.procedure ?? links[0]?.procedure ?? null }];
    });
  }
}

const nameOf = ({ clinic, id }: ContactKey): string => `${clinic}.${id}`;

/**
 * Whoever wrote or booked in the period, by who she is now. Of a day only what says most is a touch, so a first message of the evening
 * before may stand as one of the day after.
 */
const contactsTouched = (database: Database, viewer: Viewer, { clinics, from, to }: InquiryPeriod): Promise<ContactKey[]> =>
  database.query(viewer, {
    name: 'contacts_touched',
    text: `select distinct clinic, canonical_contact(clinic, contact) as id from touch
           where clinic = any($1) and occurred_at >= $2 and occurred_at < $3::timestamptz + interval '1 day' order by clinic, id`,
    values: [clinics, from, to],
  });

/** The first that each of them wrote herself. */
async function firstMessages(
  database: Database,
  viewer: Viewer,
  keys: readonly ContactKey[],
): Promise<ReadonlyMap<string, NonNullable<Lead['firstMessage']>>> {
  const rows = await database.query<ContactKey & { channel: Inquiry['channel']; row: MessageRow }>(viewer, {
    name: 'first_messages_of_contacts',
    text: `with ${family}
           select distinct on (family.clinic, family.asked) family.clinic, family.asked as id, conversation.channel, first.state as row
           from family join conversation on conversation.clinic = family.clinic and conversation.contact = family.id
           cross join lateral (
             select message.state, message.sent_at from message
             where message.clinic = conversation.clinic and message.conversation = conversation.id and message.direction = 'INBOUND'
               and not (message.state -> 'message' ->> 'automatic')::boolean
             order by message.sent_at, message.id limit 1
           ) as first
           order by family.clinic, family.asked, first.sent_at, conversation.id`,
    values: [keys.map((one) => one.clinic), keys.map((one) => one.id)],
  });
  return new Map(rows.map((row) => [nameOf(row), { at: row.row.message.at, channel: row.channel }]));
}

async function bookingsOf(
  database: Database,
  viewer: Viewer,
  keys: readonly ContactKey[],
): Promise<ReadonlyMap<string, readonly BookingState[]>> {
  const rows = await database.query<{ clinic: ClinicSlug; id: ContactId; state: BookingState }>(viewer, {
    name: 'bookings_of_contacts',
    text: `with ${family}
           select family.clinic, family.asked as id, booking.state
           from family join booking on booking.clinic = family.clinic and booking.contact = family.id
           where booking.starts_at is not null`,
    values: [keys.map((one) => one.clinic), keys.map((one) => one.id)],
  });
  return new Map(byContact(rows).map((its) => [nameOf(its), its.rows.map(({ state }) => state)]));
}

function bookingOf(state: BookingState): (FunnelBooking & { procedure: string | null })[] {
  const appointment = shown(state);
  if (!appointment) return [];
  const { madeAt, scheduledAt, channel, completedAt, status, procedure, attendanceConfirmedAt } = appointment;
  const attended = completedAt !== null && status !== 'NO_SHOW';
  return [{ madeAt, channel, scheduledAt, confirmed: attendanceConfirmedAt !== null, attended, procedure }];
}
