import { type Appointment, appointmentOf } from '../../domain/booking/appointment.ts';
import type { AnyEvent } from '../../domain/catalogue.ts';
import type { ClinicSettings } from '../../domain/clinic/settings.ts';
import { known } from '../../domain/event.ts';
import type { BookingId, ClinicSlug, Instant } from '../../domain/ids.ts';
import { streamName } from '../../domain/stream.ts';
import type { VisitContext, VisitFacts } from '../../domain/visit/wording.ts';
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
export async function readVisitFacts(reading: Reading, { clinic, appointment }: Visit, now: Instant): Promise<VisitFacts> {
  const [settings, person] = await Promise.all([
    readSettings(reading, clinic),
    reading.load(streamName('contact', clinic, appointment.contact), folds.contact),
  ]);
  if (settings === null) throw new Error(`the clinic ${clinic} is not configured`);
  const patient = person.status === 'unknown' ? null : known(person.name);
  return { patient, appointment, clinic: settings, now };
}

/** The same, with her seat: that stands with the uid that seats share. */
export async function readVisitContext(reading: Reading, visit: Visit, now: Instant): Promise<VisitContext> {
  const { clinic, booking, appointment } = visit;
  const [facts, slot] = await Promise.all([
    readVisitFacts(reading, visit, now),
    reading.load(streamName('calUid', clinic, appointment.uid), folds.calUid),
  ]);
  const [seat] = Object.entries(slot.seats).find(([, seated]) => seated === booking) ?? [null];
  return { ...facts, seat };
}
