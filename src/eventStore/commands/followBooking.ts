import { type Appointment, appointmentOf } from '../../domain/booking/appointment.ts';
import type { CarePlanState } from '../../domain/care/carePlan.ts';
import { chooseTemplates } from '../../domain/care/chooseTemplates.ts';
import type { CarePlanEvent } from '../../domain/care/events.ts';
import { followBooking as decide, type FollowedAppointment } from '../../domain/care/follow.ts';
import type { OtherVisit } from '../../domain/care/spacing.ts';
import type { BookingId, ClinicSlug, Instant } from '../../domain/ids.ts';
import { type Cause, type Decided, handle, type Log } from '../commandHandler.ts';
import { folds } from '../folds.ts';
import { type CareClinic, carePlanId, carePlanStream, readCareClinic, readCarePlan } from './carePlanStream.ts';
import { readBooking } from './joinBookings.ts';

export interface FollowedBooking {
  readonly clinic: ClinicSlug;
  readonly booking: BookingId;
  readonly now: Instant;
  /** Her other bookings, as far as rows say so: they may lag, and only staff are told what follows from them. */
  readonly othersOf: (appointment: Appointment) => Promise<readonly BookingId[]>;
}

/**
 * Brings a booking's care plan in line with the booking as it is now: starts it, moves it, pauses it, ends it. Null where the clinic is not
 * configured. May be repeated: what holds already appends nothing.
 */
export async function followBooking(
  log: Log,
  { clinic, booking, now, othersOf }: FollowedBooking,
  cause: Cause,
): Promise<Decided<CarePlanState, CarePlanEvent> | null> {
  const [care, { state }] = await Promise.all([readCareClinic(log, clinic), readBooking(log, clinic, booking)]);
  if (care === null) return null;
  const appointment = appointmentOf(state);
  const others = appointment === null ? [] : await othersOf(appointment);
  const carePlan = carePlanId(clinic, booking);
  const visits = await Promise.all(others.filter((one) => one !== booking).map((one) => otherVisit(log, clinic, one, care)));
  const before = await readCarePlan(log, clinic, carePlan);
  // Who the plan was begun for keeps it: her key holds what it says of her.
  const contact = before?.contact ?? appointment?.contact ?? null;
  return handle(log, {
    clinic,
    stream: carePlanStream(clinic, carePlan),
    fold: folds.carePlan,
    cause,
    step: 'effect',
    subject: contact,
    decide: (plan) =>
      decide(
        {
          now,
          carePlan,
          booking,
          appointment: appointment && followed(appointment, plan?.bookedAt ?? now),
          published: care.published,
          settings: care.settings,
          others: visits.filter((one) => one !== null),
        },
        plan,
      ),
  });
}

const followed = (appointment: Appointment, bookedAt: Instant): FollowedAppointment => {
  const { status, kind, contact, version, startsAt, endsAt, timeZone, scheduledAt } = appointment;
  return {
    status,
    kind,
    procedures: proceduresOf(appointment),
    contact,
    bookedAt: scheduledAt ?? bookedAt,
    visit: { version, startsAt, endsAt, timeZone },
  };
};

const proceduresOf = ({ procedure, alsoFor }: Appointment): readonly string[] => [
  ...new Set([...(procedure === null ? [] : [procedure]), ...alsoFor]),
];

/** A visit at which something is done, or was; null for any other. */
async function otherVisit(
  log: Log,
  clinic: ClinicSlug,
  booking: BookingId,
  { published, settings }: CareClinic,
): Promise<OtherVisit | null> {
  const appointment = appointmentOf((await readBooking(log, clinic, booking)).state);
  if (appointment?.kind !== 'TREATMENT') return null;
  if (appointment.status !== 'SCHEDULED' && appointment.status !== 'COMPLETED') return null;
  const { templates } = chooseTemplates({ kind: 'TREATMENT', procedures: proceduresOf(appointment) }, published, settings);
  return { booking, procedures: templates.map(({ template }) => template.procedure), startsAt: appointment.startsAt };
}
