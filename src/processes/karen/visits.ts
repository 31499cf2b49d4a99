import type { Visit } from '../../assistant/conversationContext.ts';
import { type Appointment, appointmentOf, type BookingStatus } from '../../domain/booking/appointment.ts';
import type { ClinicSettings } from '../../domain/clinic/settings.ts';
import type { BookingId, ContactId, Instant } from '../../domain/ids.ts';
import type { Log } from '../../eventStore/commandHandler.ts';
import { readBooking } from '../../eventStore/commands/joinBookings.ts';

/** How a visit stands that may still take place. */
export const standing: readonly BookingStatus[] = ['REQUESTED', 'AWAITING_PAYMENT', 'SCHEDULED', 'RESCHEDULE_REQUESTED'];

/**
 * Reads the visits of a person that are still to come, the next one first, from the log: rows say which to look at, and nothing more.
 * One that belongs to anybody else is not hers, whatever a row says.
 */
export async function readVisits(
  log: Log,
  settings: ClinicSettings,
  bookings: readonly BookingId[],
  family: readonly ContactId[],
  now: Instant,
): Promise<readonly Visit[]> {
  const visits = await Promise.all(
    bookings.map(async (booking): Promise<readonly Visit[]> => {
      const appointment = appointmentOf((await readBooking(log, settings.slug, booking)).state);
      const isHers = appointment !== null && family.includes(appointment.contact);
      return isHers && standing.includes(appointment.status) && appointment.startsAt > now ? [visitOf(booking, appointment, settings)] : [];
    }),
  );
  return visits.flat().toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : 1));
}

const visitOf = (booking: BookingId, appointment: Appointment, settings: ClinicSettings): Visit => ({
  booking,
  appointmentVersion: appointment.version,
  status: appointment.status,
  kind: appointment.kind,
  procedure: appointment.procedure,
  startsAt: appointment.startsAt,
  manage: appointment.status === 'SCHEDULED' ? managePages(appointment.uid, settings.calcom) : null,
});

/**
 * Cal.com's own pages on which she moves or cancels her booking; its uid is the key to them. Null where only a page of the clinic's website
 * is known, and not whose server the bookings are on.
 */
function managePages(uid: string, { directUrl, bookingUrl }: ClinicSettings['calcom']): Visit['manage'] {
  const { origin, hostname } = new URL(directUrl);
  const isCalcoms = hostname === 'cal.com' || hostname.endsWith('.cal.com');
  if (!isCalcoms && directUrl === bookingUrl) return null;
  const key = encodeURIComponent(uid);
  return { move: `${origin}/reschedule/${key}`, cancel: `${origin}/booking/${key}?cancel=true` };
}
