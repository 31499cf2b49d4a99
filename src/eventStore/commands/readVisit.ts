import { type Appointment, appointmentOf } from '../../domain/booking/appointment.ts';
import type { AnyEvent } from '../../domain/catalogue.ts';
import type { ClinicSettings } from '../../domain/clinic/settings.ts';
import { known } from '../../domain/event.ts';
import type { BookingId, ClinicSlug, Instant } from '../../domain/ids.ts';
import { streamName } from '../../domain/stream.ts';
import type { VisitContext } from '../../domain/visit/wording.ts';
import { type Fold, type Log, load } from '../commandHandler.ts';
import { folds } from '../folds.ts';
import { bookingStream } from './joinBookings.ts';

/** Who reads the states of streams as they are now: a process that looks, or a command. */
export interface Reading {
  load<State, Event extends AnyEvent>(stream: string, fold: Fold<State, Event>): Promise<State>;
}

export const readingOf = (log: Log, clinic: ClinicSlug): Reading => ({
  load: async (stream, fold) => (await load(log, clinic, stream, fold)).state,
});

/** An appointment as its stream has it now. */
export interface Visit {
  readonly clinic: ClinicSlug;
  readonly booking: BookingId;
  readonly stream: string;
  readonly appointment: Appointment;
}

/** Reads the appointment that a booking is, or has gone into; null while too little is known of it. */
export async function readVisit(reading: Reading, clinic: ClinicSlug, booking: BookingId): Promise<Visit | null> {
  for (let at = booking; ; ) {
    const stream = bookingStream(clinic, at);
    const state = await reading.load(stream, folds.booking);
    if (state.joinedInto === null) {
      const appointment = appointmentOf(state);
      return appointment && { clinic, booking: at, stream, appointment };
    }
    at = state.joinedInto;
  }
}

/** Reads the clinic's settings; null while it has none. */
export async function readSettings(reading: Reading, clinic: ClinicSlug): Promise<ClinicSettings | null> {
  const state = await reading.load(streamName('clinic', clinic), folds.clinic);
  return state.status === 'configured' ? state.settings : null;
}

/** Reads what a message about a visit is worded from. Throws while the clinic has no settings. */
export async function readVisitContext(reading: Reading, { clinic, booking, appointment }: Visit, now: Instant): Promise<VisitContext> {
  const { contact, uid } = appointment;
  const [settings, person, slot] = await Promise.all([
    readSettings(reading, clinic),
    reading.load(streamName('contact', clinic, contact), folds.contact),
    // Which seat is hers stands with the uid that seats share.
    reading.load(streamName('calUid', clinic, uid), folds.calUid),
  ]);
  if (settings === null) throw new Error(`the clinic ${clinic} is not configured`);
  const patient = person.status === 'unknown' ? null : known(person.name);
  const [seat] = Object.entries(slot.seats).find(([, seated]) => seated === booking) ?? [null];
  return { patient, appointment, seat, clinic: settings, now };
}
