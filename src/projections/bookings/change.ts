import { type Appointment, appointmentOf, type BookingStatus, type Reminder } from '../../domain/booking/appointment.ts';
import type { BookingState } from '../../domain/booking/booking.ts';
import type { BookingKind } from '../../domain/booking/events.ts';
import type { Channel } from '../../domain/channel.ts';
import type { ContactId, Instant } from '../../domain/ids.ts';
import type { LoggedEvent } from '../../eventStore/codec/envelope.ts';
import type { Change } from '../readModel.ts';

/** The kinds of change that a booking feed tells; the names of the API's enum `BookingChange`. */
export const bookingChangeKinds = [
  'REQUESTED',
  'AWAITING_PAYMENT',
  'SCHEDULED',
  'RESCHEDULED',
  'RESCHEDULE_REQUESTED',
  'CANCELLED',
  'REJECTED',
  'PAID',
  'NO_SHOW',
  'COMPLETED',
  'UPDATED',
] as const;

export type BookingChangeKind = (typeof bookingChangeKinds)[number];

/** What a filter may ask of a booking. */
export interface BookingFilterColumns {
  readonly status: BookingStatus;
  readonly kind: BookingKind;
  readonly channel: Channel;
  readonly procedure: string | null;
  readonly contact: ContactId;
  readonly startsAt: Instant;
}

const appointments = new WeakMap<BookingState, { readonly appointment: Appointment | null }>();

/** The appointment that a row shows, read once a row. */
export function shown(row: BookingState | undefined): Appointment | null {
  if (!row) return null;
  const known = appointments.get(row) ?? { appointment: appointmentOf(row) };
  appointments.set(row, known);
  return known.appointment;
}

/** What an event's effect on a booking is called; null when nothing of it can be seen. */
export function bookingChange({ event }: LoggedEvent, before: BookingState | undefined, after: BookingState | undefined): Change | null {
  const was = shown(before);
  const is = shown(after);
  if (!was && !is) return null;
  const same = JSON.stringify(worthTelling(was)) === JSON.stringify(worthTelling(is));
  if (same && event.type !== 'BookingPaid') return null;
  const kind: BookingChangeKind = event.type === 'BookingPaid' ? 'PAID' : kindOf(was, is);
  return { kind, before: filterColumns(was), after: filterColumns(is) };
}

/**
 * An appointment without what only follows from a change that is told anyway: that reminders are planned, and skipped because the visit
 * moved or is off. Three frames for every booking would tell one thing; the next one, at the latest when she is told of it, carries them along.
 * How the channel is known is not shown; the channel is.
 */
const worthTelling = (of: Appointment | null): object | null =>
  of && { ...of, reminders: of.reminders.filter(isNews), channelTold: null, attributed: null, madeAt: null };

const isNews = ({ status, reason }: Reminder): boolean =>
  status === 'SENT' ||
  status === 'FAILED' ||
  (status === 'SKIPPED' && reason !== 'moved' && reason !== 'off' && reason !== 'saidInConfirmation');

function kindOf(was: Appointment | null, is: Appointment | null): BookingChangeKind {
  if (!is) return 'UPDATED';
  const moved = is.status === 'SCHEDULED' && is.version > (was?.version ?? 1);
  if (moved) return 'RESCHEDULED';
  // A no-show taken back is an update: the booking was scheduled all along.
  return was?.status === is.status || was?.status === 'NO_SHOW' ? 'UPDATED' : is.status;
}

/** What a filter may ask of a booking as it is shown; null when it is not. */
export const filterColumns = (of: Appointment | null): BookingFilterColumns | null =>
  of && { status: of.status, kind: of.kind, channel: of.channel, procedure: of.procedure, contact: of.contact, startsAt: of.startsAt };
