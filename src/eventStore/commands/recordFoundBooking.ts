import { uidKey } from '../../domain/booking/calUid.ts';
import { recordBooking as decide } from '../../domain/booking/decide.ts';
import type { Missed } from '../../domain/booking/events.ts';
import type { BookingReport } from '../../domain/booking/report.ts';
import type { ClinicSlug } from '../../domain/ids.ts';
import type { Cause, Log } from '../commandHandler.ts';
import { readKey } from './bookingKeys.ts';
import { readBooking } from './joinBookings.ts';
import { recordBooking } from './recordBooking.ts';

/** Records what the calendar has of a booking and nobody told; `[]` when all of it was known. */
export async function recordFoundBooking(log: Log, clinic: ClinicSlug, report: BookingReport, cause: Cause): Promise<readonly Missed[]> {
  if (await isKnown(log, clinic, report)) return [];
  const { events } = await recordBooking(log, clinic, report, cause);
  return events.flatMap((event) => (event.type === 'BookingDiscovered' ? event.data.missed : []));
}

/** Whether all of it is known. Of most bookings it is, and then two reads are enough: her people need not be asked for. */
async function isKnown(log: Log, clinic: ClinicSlug, { says, details, seat, journey }: BookingReport): Promise<boolean> {
  const { state: key } = await readKey(log, clinic, uidKey(details.uid, seat));
  if (key.booking === null) return false;
  const { state } = await readBooking(log, clinic, key.booking);
  const uid = state.uids[details.uid];
  if (says.type !== 'found' || !uid?.contact || state.joinedInto !== null || (journey && !uid.link)) return false;
  const { value: contact, matchedBy } = uid.contact;
  return decide({ says, facts: { ...details, contact, matchedBy, bookerKeys: uid.bookerKeys }, attendees: null }, state).length === 0;
}
