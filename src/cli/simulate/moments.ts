import { type Appointment, appointmentOf } from '../../domain/booking/appointment.ts';
import { evolveBooking, noBooking } from '../../domain/booking/booking.ts';
import type { BookingEvent } from '../../domain/booking/events.ts';
import type { Channel } from '../../domain/channel.ts';
import { known } from '../../domain/event.ts';
import type { Instant } from '../../domain/ids.ts';
import { parseStreamName } from '../../domain/stream.ts';
import type { LoggedEvent } from '../../eventStore/codec/envelope.ts';

/** What the patient did, as far as the system heard of it, and the visit itself. */
export type Moment =
  | { readonly type: 'wrote'; readonly at: Instant; readonly channel: Channel | null; readonly text: string }
  | { readonly type: 'openedLink'; readonly at: Instant }
  | { readonly type: 'booked' | 'moved'; readonly at: Instant; readonly procedure: string | null; readonly startsAt: Instant | null }
  | { readonly type: 'cancelled'; readonly at: Instant }
  | { readonly type: 'visit'; readonly at: Instant; readonly procedure: string | null };

/** Reads off the log what the patient did; a visit that stands at the end takes place if the end is after it. */
export function momentsOf(events: readonly LoggedEvent[], until: Instant): readonly Moment[] {
  const bookings = new Map<string, ReturnType<typeof evolveBooking>>();
  const moments = events.flatMap(({ event, stream, metadata }): readonly Moment[] => {
    if (parseStreamName(stream)?.category === 'booking') {
      // A booking's stream holds its events only.
      const state = evolveBooking(bookings.get(stream) ?? noBooking, event as BookingEvent);
      bookings.set(stream, state);
      return ofBooking(event as BookingEvent, appointmentOf(state));
    }
    if (event.type === 'MessageReceived')
      return [{ type: 'wrote', at: event.data.at, channel: metadata.channel, text: textOf(known(event.data.text)) }];
    return event.type === 'BookingLinkOpened' ? [{ type: 'openedLink', at: event.data.at }] : [];
  });
  const visits = [...bookings.values()].flatMap((state) => visitOf(appointmentOf(state), until));
  return [...moments, ...visits];
}

function ofBooking(event: BookingEvent, appointment: Appointment | null): readonly Moment[] {
  switch (event.type) {
    case 'BookingScheduled':
    case 'BookingRescheduled': {
      const { at, startsAt } = event.data;
      const type = event.type === 'BookingScheduled' ? 'booked' : 'moved';
      return [{ type, at, startsAt, procedure: appointment?.procedure ?? null }];
    }
    case 'BookingCancelled':
      return [{ type: 'cancelled', at: event.data.at }];
    default:
      return [];
  }
}

function visitOf(appointment: Appointment | null, until: Instant): readonly Moment[] {
  if (appointment === null || appointment.startsAt === null || appointment.startsAt > until) return [];
  const { status, startsAt, procedure } = appointment;
  return status === 'SCHEDULED' || status === 'COMPLETED' ? [{ type: 'visit', at: startsAt, procedure }] : [];
}

const textOf = (text: unknown): string => (typeof text === 'string' ? text : '');
