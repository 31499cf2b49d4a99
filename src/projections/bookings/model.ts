import type { Appointment } from '../../domain/booking/appointment.ts';
import { type BookingState, evolveBooking, noBooking } from '../../domain/booking/booking.ts';
import { type BookingEvent, bookingSchemas } from '../../domain/booking/events.ts';
import type { AnyEvent } from '../../domain/catalogue.ts';
import { parseStreamName } from '../../domain/stream.ts';
import type { ReadModel } from '../readModel.ts';
import { bookingChange, filterColumns, shown } from './change.ts';
import { nextReminder } from './nextReminder.ts';

const isBookingEvent = (event: AnyEvent): event is BookingEvent => Object.hasOwn(bookingSchemas, event.type);

/** Appointments: the row is the booking's own state, its columns are the appointment that it comes to, and what lists ask of that. */
export const bookings: ReadModel<BookingState> = {
  name: 'bookings',
  version: 5,
  table: 'booking',
  key: { id: 'uuid' },
  keys({ event, stream, metadata }) {
    const id = isBookingEvent(event) ? parseStreamName(stream)?.id : null;
    return id ? [{ clinic: metadata.clinic, key: [id] }] : [];
  },
  evolve: (row, { event }) => (isBookingEvent(event) ? evolveBooking(row ?? noBooking, event) : (row ?? null)),
  columns: {
    // As it is read and sent on: jsonb would be taken apart and put together again for each.
    appointment: { type: 'json', read: shown },
    starts_at: { type: 'timestamptz', read: (row) => shown(row)?.startsAt ?? null },
    scheduled_at: { type: 'timestamptz', read: (row) => shown(row)?.scheduledAt ?? null },
    status: { type: 'text', read: (row) => shown(row)?.status ?? null },
    kind: { type: 'text', read: (row) => shown(row)?.kind ?? null },
    channel: { type: 'text', read: (row) => shown(row)?.channel ?? null },
    procedure: { type: 'text', read: (row) => shown(row)?.procedure ?? null },
    contact: { type: 'uuid', read: (row) => shown(row)?.contact ?? null },
    attendance_confirmed: { type: 'boolean', read: (row) => isConfirmed(shown(row)) },
    next_reminder_at: { type: 'timestamptz', read: (row) => nextReminder(shown(row)) },
    joined_into: { type: 'uuid', read: (row) => row.joinedInto },
  },
  feed: {
    table: 'booking_change',
    column: 'booking',
    change: bookingChange,
    regrouped: { kind: 'UPDATED', columns: (row) => filterColumns(shown(row)), visible: 'starts_at is not null' },
  },
};

const isConfirmed = (appointment: Appointment | null): boolean | null => appointment && appointment.attendanceConfirmedAt !== null;
