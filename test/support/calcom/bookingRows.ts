import type { CalcomWebhook } from '../../../src/cli/demo/calcomBodies.ts';
import type { ApiBooking } from './calcomServer.ts';

interface Attendee {
  readonly name: string;
  readonly email: string;
  readonly timeZone: string;
  readonly phoneNumber?: string | null;
}

/** What the demo's bodies say of a booking. */
interface Payload {
  readonly uid: string;
  readonly bookingUid?: string;
  readonly type: string;
  readonly status?: string;
  readonly startTime: string;
  readonly endTime: string;
  readonly location: string;
  readonly iCalUID?: string;
  readonly rescheduleUid?: string;
  readonly attendeeSeatId?: string;
  readonly seatsPerTimeSlot?: number | null;
  readonly cancellationReason?: string;
  readonly rejectionReason?: string;
  readonly attendees: readonly (Attendee & { readonly noShow?: boolean })[];
  readonly organizer: { readonly name: string };
  readonly responses?: Readonly<Record<string, { readonly value?: unknown } | undefined>>;
  readonly metadata?: Readonly<Record<string, string>>;
}

type RowAttendee = Attendee & {
  readonly absent: boolean;
  readonly seatUid?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly bookingFieldsResponses?: Readonly<Record<string, unknown>>;
};

interface Row extends ApiBooking {
  readonly status: string;
  readonly attendees: readonly RowAttendee[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** The rows of Cal.com's database are written a moment before its webhooks are made. */
const momentBefore = (at: string): string => new Date(Date.parse(at) - 40).toISOString();

/**
 * What the API of Cal.com has in the end, told by its bodies in the order in which they came about (integrations.md 1.4, 1.5, 2). It keeps
 * rows as Cal.com does and knows nothing of the code that is tested with it.
 */
export function bookingRowsOf(bodies: readonly CalcomWebhook[]): readonly ApiBooking[] {
  const rows = new Map<string, Row>();
  for (const body of bodies) {
    const payload = ('payload' in body ? body.payload : body) as Payload; // as the demo makes them
    tell(rows, body.triggerEvent, momentBefore(body.createdAt), payload);
  }
  return [...rows.values()];
}

function tell(rows: Map<string, Row>, trigger: string, at: string, payload: Payload): void {
  const { uid } = payload;
  const change = (of: string, news: Partial<Row>): void => {
    const row = rows.get(of);
    if (row) rows.set(of, { ...row, updatedAt: at, ...news });
  };
  switch (trigger) {
    case 'BOOKING_CREATED':
      rows.set(uid, rowOf(payload, 'accepted', at, rows));
      return;
    case 'BOOKING_RESCHEDULED':
    case 'BOOKING_REQUESTED':
    case 'BOOKING_PAYMENT_INITIATED':
      rows.set(uid, rowOf(payload, trigger === 'BOOKING_RESCHEDULED' ? 'accepted' : 'pending', at, rows));
      // The old row is cancelled in the same transaction, and no webhook says so.
      if (payload.rescheduleUid) change(payload.rescheduleUid, { status: 'cancelled' });
      return;
    case 'BOOKING_PAID':
      change(uid, { status: 'accepted' });
      return;
    case 'BOOKING_REJECTED':
      change(uid, { status: 'rejected', rejectionReason: payload.rejectionReason });
      return;
    case 'BOOKING_CANCELLED': {
      const listed = rows.get(uid)?.attendees ?? [];
      const isSeated = listed.some(({ seatUid }) => seatUid !== undefined);
      const left = (one: RowAttendee): boolean =>
        payload.attendeeSeatId ? one.seatUid === payload.attendeeSeatId : payload.attendees.some(({ email }) => email === one.email);
      change(
        uid,
        isSeated
          ? { attendees: listed.filter((one) => !left(one)) }
          : { status: 'cancelled', cancellationReason: payload.cancellationReason },
      );
      return;
    }
    case 'BOOKING_NO_SHOW_UPDATED': {
      const row = rows.get(payload.bookingUid ?? '');
      const attendees = row?.attendees.map((one) => ({
        ...one,
        absent: payload.attendees.find(({ email }) => email === one.email)?.noShow ?? one.absent,
      }));
      // Attendees are another table: the booking's own time of change stays.
      if (row && attendees) rows.set(row.uid, { ...row, attendees });
      return;
    }
    default:
      return;
  }
}

function rowOf(payload: Payload, status: string, at: string, rows: ReadonlyMap<string, Row>): Row {
  const { uid, attendeeSeatId: seatUid } = payload;
  const before = rows.get(uid);
  const replaced = payload.rescheduleUid ? rows.get(payload.rescheduleUid) : undefined;
  const metadata = before?.metadata ?? { ...replaced?.metadata, ...payload.metadata };
  const responses = Object.fromEntries(Object.entries(payload.responses ?? {}).map(([slug, answer]) => [slug, answer?.value]));
  const own = payload.attendees.map(({ name, email, timeZone, phoneNumber }) => ({
    ...{ name, email, timeZone, language: 'en', absent: false },
    ...(phoneNumber ? { phoneNumber } : {}),
  }));
  const seats = payload.metadata ?? {};
  const attendees: readonly RowAttendee[] =
    seatUid === undefined
      ? own
      : [
          ...(before?.attendees ?? []),
          ...own.slice(-1).map((one) => ({ ...one, seatUid, metadata: seats, bookingFieldsResponses: responses })),
        ];
  return {
    id: uid.length,
    uid,
    status,
    hosts: [{ name: payload.organizer.name, email: 'host@example.com' }],
    start: new Date(payload.startTime).toISOString(),
    end: new Date(payload.endTime).toISOString(),
    eventType: { slug: payload.type },
    location: payload.location,
    createdAt: before?.createdAt ?? at,
    updatedAt: at,
    icsUid: before?.icsUid ?? payload.iCalUID,
    ...(before?.rescheduledFromUid || payload.rescheduleUid
      ? { rescheduledFromUid: before?.rescheduledFromUid ?? payload.rescheduleUid }
      : {}),
    attendees,
    bookingFieldsResponses: responses,
    metadata,
  };
}
