import type { Database } from '../../database/database.ts';
import { type Page, type PageRequest, pageOf } from '../../database/keyset.ts';
import type { Appointment, BookingStatus } from '../../domain/booking/appointment.ts';
import type { BookingState } from '../../domain/booking/booking.ts';
import type { BookingKind } from '../../domain/booking/events.ts';
import type { Channel } from '../../domain/channel.ts';
import { type BookingId, type ClinicSlug, type ContactId, type Instant, instantOf } from '../../domain/ids.ts';
import type { Viewer } from '../../domain/viewer.ts';
import { shown } from './change.ts';

/** A booking as read: by the id that it has now, joins followed. */
export interface BookingRecord {
  readonly clinic: ClinicSlug;
  readonly id: BookingId;
  readonly seat: string | null;
  readonly appointment: Appointment;
}

export interface BookingKey {
  readonly clinic: ClinicSlug;
  readonly id: BookingId;
}

interface Row {
  readonly clinic: ClinicSlug;
  readonly id: BookingId;
  readonly seat: string | null;
  readonly state: BookingState;
}

/** The seat stands with the uid; every uid of one booking has the same. */
const seatOf = `(select nullif(max(uid.seat), '') from booking_uid as uid where uid.clinic = booking.clinic and uid.booking = booking.id) as seat`;

const records = <R extends Row>(rows: readonly R[]): (R & BookingRecord)[] =>
  rows.flatMap((row) => {
    const appointment = shown(row.state);
    return appointment ? [{ ...row, appointment }] : [];
  });

/** The bookings of those asked for that the viewer sees; `asked` is the id that was asked for. */
export async function bookingsByIds(
  database: Database,
  viewer: Viewer,
  keys: readonly BookingKey[],
): Promise<(BookingRecord & { readonly asked: BookingId })[]> {
  const rows = await database.query<Row & { asked: BookingId }>(viewer, {
    name: 'bookings_by_ids',
    text: `select asked.id as asked, booking.clinic, booking.id, booking.state, ${seatOf}
           from unnest($1::text[], $2::uuid[]) as asked(clinic, id)
           join booking on booking.clinic = asked.clinic and booking.id = live_booking(asked.clinic, asked.id)
           where booking.starts_at is not null`,
    values: [keys.map((one) => one.clinic), keys.map((one) => one.id)],
  });
  return records(rows);
}

/** The bookings that a Cal.com uid belongs to: one, unless seats share it and none is named. */
export async function bookingsByUid(
  database: Database,
  viewer: Viewer,
  clinics: readonly ClinicSlug[],
  uid: string,
  seat: string | null,
): Promise<BookingRecord[]> {
  const rows = await database.query<Row>(viewer, {
    name: 'bookings_by_uid',
    text: `select distinct on (booking.clinic, booking.id) booking.clinic, booking.id, booking.state, ${seatOf}
           from booking_uid as named
           join booking on booking.clinic = named.clinic and booking.id = live_booking(named.clinic, named.booking)
           where named.clinic = any($1) and named.uid = $2 and ($3::text is null or named.seat = $3) and booking.starts_at is not null`,
    values: [clinics, uid, seat],
  });
  return records(rows);
}

export interface BookingFilter {
  readonly clinics: readonly ClinicSlug[];
  readonly status: readonly BookingStatus[] | null;
  readonly kind: BookingKind | null;
  readonly channels: readonly Channel[] | null;
  /** The contact and all who were merged into her. */
  readonly contacts: readonly ContactId[] | null;
  readonly procedure: string | null;
  /** Start of the visit, inclusive. */
  readonly from: Instant | null;
  /** Start of the visit, exclusive. */
  readonly to: Instant | null;
}

/** With a single clinic the index gives the order; a list of clinics has to be sorted. */
const clinicCondition = ({ clinics }: BookingFilter): string => (clinics.length === 1 ? 'clinic = ($1::text[])[1]' : 'clinic = any($1)');

const condition = `starts_at is not null
  and ($2::text[] is null or status = any($2)) and ($3::text is null or kind = $3) and ($4::text[] is null or channel = any($4))
  and ($5::uuid[] is null or contact = any($5)) and ($6::text is null or procedure = $6)
  and ($7::timestamptz is null or starts_at >= $7) and ($8::timestamptz is null or starts_at < $8)`;

const valuesOf = (filter: BookingFilter): readonly unknown[] => [
  filter.clinics,
  filter.status,
  filter.kind,
  filter.channels,
  filter.contacts,
  filter.procedure,
  filter.from,
  filter.to,
];

/** Bookings, the latest visit first. */
export async function listBookings(
  database: Database,
  viewer: Viewer,
  filter: BookingFilter,
  page: PageRequest,
): Promise<Page<BookingRecord>> {
  const { after, before, backwards, limit } = page;
  const rows = await database.query<Row>(viewer, {
    text: `select clinic, id, state, ${seatOf} from booking
           where ${clinicCondition(filter)} and ${condition}
             and ($9::timestamptz is null or (starts_at, id) < ($9, $10::uuid)) and ($11::timestamptz is null or (starts_at, id) > ($11, $12::uuid))
           order by starts_at ${backwards ? 'asc, id asc' : 'desc, id desc'} limit $13`,
    values: [...valuesOf(filter), after?.at ?? null, after?.id ?? null, before?.at ?? null, before?.id ?? null, limit],
  });
  return pageOf(records(rows), page);
}

export async function countBookings(database: Database, viewer: Viewer, filter: BookingFilter): Promise<number> {
  const [row] = await database.query<{ count: number }>(viewer, {
    text: `select count(*) from booking where ${clinicCondition(filter)} and ${condition}`,
    values: valuesOf(filter),
  });
  return row?.count ?? 0;
}

/** The seats of those bookings that have one. */
export const seatsOf = (
  database: Database,
  viewer: Viewer,
  keys: readonly BookingKey[],
): Promise<{ readonly id: BookingId; readonly seat: string }[]> =>
  database.query(viewer, {
    name: 'seats_of_bookings',
    text: `select booking as id, max(seat) as seat from booking_uid
           where (clinic, booking) in (select * from unnest($1::text[], $2::uuid[])) and seat <> '' group by booking`,
    values: [keys.map((one) => one.clinic), keys.map((one) => one.id)],
  });

/** When the oldest reminder fell due that is not sent yet; null when none is late. */
export async function oldestUnsentReminder(
  database: Database,
  viewer: Viewer,
  clinics: readonly ClinicSlug[],
  now: Date,
): Promise<Instant | null> {
  const [row] = await database.query<{ oldest: Date | null }>(viewer, {
    name: 'oldest_unsent_reminder',
    text: 'select min(next_reminder_at) as oldest from booking where clinic = any($1) and next_reminder_at <= $2',
    values: [clinics, now],
  });
  return row?.oldest ? instantOf(row.oldest) : null;
}
