import { type BookingState, evolveBooking, noBooking } from '../domain/booking/booking.ts';
import type { BookingEvent } from '../domain/booking/events.ts';
import type { BookingId, ClinicSlug } from '../domain/ids.ts';
import { streamName } from '../domain/stream.ts';
import type { Viewer } from '../domain/viewer.ts';
import type { LoggedEvent } from '../eventStore/codec/envelope.ts';
import type { Position } from '../eventStore/port.ts';
import type { JourneySources } from './journey.ts';
import { compareByPosition, readStreams } from './readStreams.ts';

/** Everything that happened to a booking and to those that went into it, in the log's order, up to a position (null: all). */
export async function readBookingHistory(
  sources: JourneySources,
  viewer: Viewer,
  clinic: ClinicSlug,
  booking: BookingId,
  upTo: Position | null = null,
): Promise<readonly LoggedEvent[]> {
  const events = await readStreams(sources, viewer, [streamName('booking', clinic, booking)]);
  // A booking's stream holds its events only.
  const state = events.reduce<BookingState>((before, { event }) => evolveBooking(before, event as BookingEvent), noBooking);
  const absorbed = await Promise.all(state.absorbed.map((one) => readBookingHistory(sources, viewer, clinic, one)));
  return [...events, ...absorbed.flat()].filter(({ position }) => upTo === null || position <= upTo).sort(compareByPosition);
}
