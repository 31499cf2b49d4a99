import type { Database } from '../../database/database.ts';
import type { BookedJourney } from '../../domain/attribution/keyTouches.ts';
import type { BookingId, ClinicSlug, Instant } from '../../domain/ids.ts';
import type { Viewer } from '../../domain/viewer.ts';
import { type BookingColumns, type BookingRecord, bookingRecords, recordColumns } from '../bookings/queries.ts';
import { bookedJourney, type CreditedTouch } from './journeys.ts';
import { knownOfContacts } from './known.ts';

export interface AttributionPeriod {
  readonly clinics: readonly ClinicSlug[];
  /** When bookings were first scheduled, inclusive. */
  readonly from: Instant;
  /** Exclusive. */
  readonly to: Instant;
  readonly lookbackDays: number;
}

/** A booking and what may have brought it. */
export interface Booked {
  readonly booking: BookingRecord;
  readonly journey: BookedJourney<CreditedTouch>;
}

const pageSize = 2_000;

/** The bookings of a period, some at a time, in the order in which they were scheduled. */
export async function* bookedJourneys(database: Database, viewer: Viewer, period: AttributionPeriod): AsyncGenerator<readonly Booked[]> {
  for (let after: Place | null = null; ; ) {
    const rows: readonly Row[] = await scheduledBookings(database, viewer, period, after);
    const bookings = bookingRecords(rows);
    const contacts = new Map(
      bookings.map(({ clinic, appointment }) => [`${clinic}.${appointment.contact}`, { clinic, id: appointment.contact }]),
    );
    const known = await knownOfContacts(database, viewer, [...contacts.values()]);
    yield bookings.flatMap((booking) => {
      const journey = bookedJourney(booking, known(booking.clinic, booking.appointment.contact), period.lookbackDays);
      return journey ? [{ booking, journey }] : [];
    });
    const last = rows.at(-1);
    if (rows.length < pageSize || !last) return;
    after = { at: last.scheduled_at, id: last.id };
  }
}

interface Place {
  readonly at: Date;
  readonly id: BookingId;
}

interface Row extends BookingColumns {
  readonly scheduled_at: Date;
}

const scheduledBookings = (
  database: Database,
  viewer: Viewer,
  { clinics, from, to }: AttributionPeriod,
  after: Place | null,
): Promise<Row[]> =>
  database.query(viewer, {
    name: 'scheduled_bookings',
    text: `select ${recordColumns}, scheduled_at from booking
           where clinic = any($1) and scheduled_at >= $2 and scheduled_at < $3 and starts_at is not null
             and ($4::timestamptz is null or (scheduled_at, id) > ($4, $5::uuid))
           order by scheduled_at, id limit $6`,
    values: [clinics, from, to, after?.at ?? null, after?.id ?? null, pageSize],
  });
