import type { Database } from '../../database/database.ts';
import { type Page, type PageRequest, pageOf } from '../../database/keyset.ts';
import type { Appointment, BookingStatus } from '../../domain/booking/appointment.ts';
import type { BookingState } from '../../domain/booking/booking.ts';
import type { BookingKind } from '../../domain/booking/events.ts';
import type { Channel } from '../../domain/channel.ts';
import { type BookingId, type ClinicSlug, type ContactId, type Instant, instantOf } from '../../domain/ids.ts';
import type { Viewer } from '../../domain/viewer.ts';
import type { ContactRecord } from '../contacts/person.ts';
import { contactNow, contactRecord, type ShownColumns, shownColumns } from '../contacts/queries.ts';
import { shown } from './change.ts';

/** A booking as read: by the id that it has now, joins followed. */
export interface BookingRecord {
  readonly clinic: ClinicSlug;
  readonly id: BookingId;
  readonly appointment: Appointment;
  /** Whose it is; where it was not read with it, or she is not to be seen yet, it is left out. */
  readonly whose?: ContactRecord;
}

export interface BookingKey {
  readonly clinic: ClinicSlug;
  readonly id: BookingId;
}

/** A row of {@link recordColumns}. */
export interface BookingColumns {
  readonly clinic: ClinicSlug;
  readonly id: BookingId;
  readonly appointment: Appointment | null;
  /** Of a row that an older version of the model wrote, which is being built anew: it has no appointment yet. */
  readonly state: BookingState | null;
}

/** What is read of a booking. */
export const recordColumns =
  'booking.clinic, booking.id, booking.appointment, case when booking.appointment is null then booking.state end as state';

/** The bookings that there is enough known of to show. */
export const bookingRecords = (rows: readonly Columns[]): BookingRecord[] => rows.flatMap((row) => bookingRecord(row) ?? []);

type Columns = BookingColumns & Partial<ShownColumns>;

function bookingRecord(row: Columns): BookingRecord | null {
  const { clinic, id } = row;
  const appointment = row.appointment ?? shown(row.state ?? undefined);
  if (!appointment) return null;
  return isWithContact(row) ? { clinic, id, appointment, whose: contactRecord(clinic, row) } : { clinic, id, appointment };
}

const isWithContact = (row: Columns): row is BookingColumns & ShownColumns => typeof row.contact_id === 'string';

/** The bookings of those asked for that the viewer sees; `asked` is the id that was asked for. */
export async function bookingsByIds(
  database: Database,
  viewer: Viewer,
  keys: readonly BookingKey[],
): Promise<(BookingRecord & { readonly asked: BookingId })[]> {
  const rows = await database.query<BookingColumns & { asked: BookingId }>(viewer, {
    name: 'bookings_by_ids',
    text: `select asked.id as asked, ${recordColumns}
           from unnest($1::text[], $2::uuid[]) as asked(clinic, id)
           join booking on booking.clinic = asked.clinic and booking.id = live_booking(asked.clinic, asked.id)
           where booking.starts_at is not null`,
    values: [keys.map((one) => one.clinic), keys.map((one) => one.id)],
  });
  return rows.flatMap((row) => {
    const record = bookingRecord(row);
    return record ? [{ ...record, asked: row.asked }] : [];
  });
}

/** The bookings that a Cal.com uid belongs to: one, unless seats share it and none is named. */
export async function bookingsByUid(
  database: Database,
  viewer: Viewer,
  clinics: readonly ClinicSlug[],
  uid: string,
  seat: string | null,
): Promise<BookingRecord[]> {
  const rows = await database.query<BookingColumns>(viewer, {
    name: 'bookings_by_uid',
    text: `select distinct on (booking.clinic, booking.id) ${recordColumns}
           from booking_uid as named
           join booking on booking.clinic = named.clinic and booking.id = live_booking(named.clinic, named.booking)
           where named.clinic = any($1) and named.uid = $2 and ($3::text is null or named.seat = $3) and booking.starts_at is not null`,
    values: [clinics, uid, seat],
  });
  return bookingRecords(rows);
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

/** A condition, with a `?` for each of its values. */
type Condition = readonly [text: string, ...values: unknown[]];

/** What a filter asks, and no more: PostgreSQL plans for what it is asked. */
function conditionsOf({ clinics, status, kind, channels, contacts, procedure, from, to }: BookingFilter): readonly Condition[] {
  const asked: readonly (Condition | null)[] = [
    // With a single clinic the index gives the order; a list of clinics has to be sorted.
    clinics.length === 1 ? ['clinic = ?', clinics[0]] : ['clinic = any(?)', clinics],
    ['starts_at is not null'],
    contacts && ['contact = any(?)', contacts],
    status && ['status = any(?)', status],
    kind && ['kind = ?', kind],
    channels && ['channel = any(?)', channels],
    procedure === null ? null : ['procedure = ?', procedure],
    from && ['starts_at >= ?', from],
    to && ['starts_at < ?', to],
  ];
  return asked.filter((one) => one !== null);
}

function allOf(conditions: readonly Condition[]): { readonly text: string; readonly values: readonly unknown[] } {
  const values = conditions.flatMap(([, ...its]) => its);
  let count = 0;
  const text = conditions.map(([one]) => one.replaceAll('?', () => `$${++count}`)).join(' and ');
  return { text, values };
}

/**
 * Bookings, the latest visit first.
 * @param withContacts whose each is comes with it, in the same statement
 */
export async function listBookings(
  database: Database,
  viewer: Viewer,
  filter: BookingFilter,
  page: PageRequest,
  withContacts = false,
): Promise<Page<BookingRecord>> {
  const { after, before, backwards, limit } = page;
  const places: readonly (Condition | null)[] = [
    after && ['(starts_at, id) < (?, ?)', after.at, after.id],
    before && ['(starts_at, id) > (?, ?)', before.at, before.id],
  ];
  const { text, values } = allOf([...conditionsOf(filter), ...places.filter((one) => one !== null)]);
  const order = backwards ? 'starts_at asc, id asc' : 'starts_at desc, id desc';
  // The limit stands in the text: of an unknown one PostgreSQL expects the worst, and plans anew each time.
  const listed = `booking where ${text} order by ${order} limit ${limit}`;
  const rows = await database.query<Columns>(viewer, {
    ...prepared(filter, page, withContacts),
    text: withContacts
      ? `select ${recordColumns}, whose.* from (select * from ${listed}) as booking
         left join ${contactNow('booking.clinic', 'booking.contact', shownColumns)} as whose on true order by ${order}`
      : `select ${recordColumns} from ${listed}`,
    values,
  });
  return pageOf(bookingRecords(rows), page);
}

/**
 * Names the lists that everybody reads, a clinic's and a contact's, for PostgreSQL to plan once a connection: planning takes longer than
 * reading. The others are thousands of different statements, and would fill its memory.
 */
function prepared(
  { clinics, contacts, ...others }: BookingFilter,
  { size, after, before, backwards }: PageRequest,
  withContacts: boolean,
): { readonly name?: string } {
  if (backwards || before || ![20, 50, 100].includes(size) || Object.values(others).some((one) => one !== null)) return {};
  const parts = [clinics.length === 1 ? 'clinic' : 'clinics', contacts && 'contact', after && 'after', withContacts && 'whose', size];
  return { name: `list_bookings_${parts.filter(Boolean).join('_')}` };
}

export async function countBookings(database: Database, viewer: Viewer, filter: BookingFilter): Promise<number> {
  const { text, values } = allOf(conditionsOf(filter));
  const [row] = await database.query<{ count: number }>(viewer, { text: `select count(*) from booking where ${text}`, values });
  return row?.count ?? 0;
}

/** A booking that has a seat: the seat stands with the uid, and every uid of one booking has the same. */
export interface BookingSeat extends BookingKey {
  readonly seat: string;
}

/** The seats of those bookings that have one. */
export const seatsOf = (database: Database, viewer: Viewer, keys: readonly BookingKey[]): Promise<BookingSeat[]> =>
  database.query(viewer, {
    name: 'seats_of_bookings',
    text: `select clinic, booking as id, max(seat) as seat from booking_uid
           where (clinic, booking) in (select * from unnest($1::text[], $2::uuid[])) and seat <> '' group by clinic, booking`,
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
