import { z } from 'zod';
import type { FoundAttendee, FoundBooking } from '../../domain/calendar/foundBooking.ts';
import { type BookingPage, CalendarError, type PageRequest } from '../../domain/calendar/port.ts';
import { type Instant, toInstant } from '../../domain/ids.ts';
import type { CalcomAnswer, CalcomClient } from './client.ts';

const version = '2024-08-13';

/** The most that one page holds. */
const pageSize = 100;

const lenient = <Schema extends z.ZodType>(schema: Schema) => schema.nullish().catch(null);
const text = lenient(z.string());
const record = lenient(z.record(z.string(), z.unknown()));

const attendeeSchema = z.object({
  name: text,
  email: text,
  timeZone: text,
  phoneNumber: text,
  absent: lenient(z.boolean()),
  seatUid: text,
  bookingFieldsResponses: record,
  metadata: record,
});

const statuses = { accepted: 'ACCEPTED', pending: 'PENDING', cancelled: 'CANCELLED', rejected: 'REJECTED' } as const;

const instant = z.string().transform((value, context): Instant => {
  const read = toInstant(value);
  if (read !== null) return read;
  context.addIssue({ code: 'custom', message: 'is no instant' });
  return z.NEVER;
});

/** A booking of `cal-api-version: 2024-08-13`, as far as it is read; unknown keys are dropped. */
const bookingSchema = z.object({
  uid: z.string().min(1),
  status: z.enum(['accepted', 'pending', 'cancelled', 'rejected']),
  start: instant,
  end: lenient(instant),
  createdAt: instant,
  updatedAt: lenient(instant),
  eventType: lenient(z.object({ slug: text })),
  hosts: lenient(z.array(z.object({ name: text }))),
  location: text,
  icsUid: text,
  rescheduledFromUid: text,
  rescheduledToUid: text,
  cancellationReason: text,
  rejectionReason: text,
  attendees: lenient(z.array(attendeeSchema)),
  bookingFieldsResponses: record,
  metadata: record,
});

/** So much is read of what cannot be. */
const named = z.object({ uid: z.string().min(1).max(200) });

const pageSchema = z.object({
  data: z.array(z.unknown()),
  pagination: lenient(z.object({ hasNextPage: lenient(z.boolean()) })),
});

/** Asks for bookings by when they changed. */
export const readChanged = (
  client: CalcomClient,
  { since, skip, signal }: PageRequest & { readonly since: Instant },
): Promise<BookingPage> => readPage(client, { afterUpdatedAt: since, sortUpdatedAt: 'asc' }, skip, signal);

/** Asks for bookings whose time is over. */
export const readOver = (
  client: CalcomClient,
  { from, to, skip, signal }: PageRequest & { readonly from: Instant; readonly to: Instant },
): Promise<BookingPage> => readPage(client, { afterStart: from, beforeEnd: to, sortEnd: 'asc' }, skip, signal);

async function readPage(
  client: CalcomClient,
  query: Readonly<Record<string, string>>,
  skip: number,
  signal: AbortSignal | undefined,
): Promise<BookingPage> {
  const asked = { path: '/bookings', version, query: { ...query, take: pageSize, skip } };
  const answer: CalcomAnswer = await client(signal ? { ...asked, signal } : asked);
  const read = pageSchema.safeParse(answer.body);
  if (!read.success) throw new CalendarError('UNREADABLE', 'the bookings of Cal.com are not of a shape that is known here');
  const { data, pagination } = read.data;
  const entries = data.map((entry) => ({ entry, found: readFound(entry) }));
  return {
    bookings: entries.flatMap(({ found }) => found ?? []),
    unreadable: entries.flatMap(({ entry, found }) => (found ? [] : (named.safeParse(entry).data?.uid ?? 'without a uid'))),
    isLast: !(pagination?.hasNextPage ?? data.length >= pageSize),
    answeredAt: answer.answeredAt,
  };
}

/** Reads one booking of the API; null when it lacks what makes it one. */
export function readFound(entry: unknown): FoundBooking | null {
  const read = bookingSchema.safeParse(entry);
  if (!read.success) return null;
  const { uid, status, start, end, createdAt, updatedAt, eventType, hosts, location, icsUid, ...more } = read.data;
  return {
    uid,
    status: statuses[status],
    createdAt,
    updatedAt: updatedAt ?? createdAt,
    startsAt: start,
    endsAt: end ?? null,
    eventType: eventType?.slug ?? null,
    host: hosts?.[0]?.name ?? null,
    location: location ?? null,
    iCalUid: icsUid ?? null,
    rescheduledFrom: more.rescheduledFromUid ?? null,
    rescheduledTo: more.rescheduledToUid ?? null,
    reason: more.cancellationReason ?? more.rejectionReason ?? null,
    attendees: (more.attendees ?? []).map(readAttendee),
    responses: more.bookingFieldsResponses ?? {},
    metadata: more.metadata ?? {},
  };
}

const readAttendee = (one: z.output<typeof attendeeSchema>): FoundAttendee => ({
  name: one.name ?? null,
  email: one.email ?? null,
  timeZone: one.timeZone ?? null,
  phone: one.phoneNumber ?? null,
  absent: one.absent ?? false,
  seat: one.seatUid ?? null,
  responses: one.bookingFieldsResponses ?? null,
  metadata: one.metadata ?? null,
});
