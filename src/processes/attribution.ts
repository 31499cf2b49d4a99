import { defaultLookbackDays } from '../domain/attribution/models.ts';
import { appointmentOf } from '../domain/booking/appointment.ts';
import { attributeBooking } from '../domain/booking/attributed.ts';
import { contactOf } from '../domain/booking/decide.ts';
import type { Channel } from '../domain/channel.ts';
import { type BookingId, type ClinicSlug, type ContactId, type Instant, instantOf } from '../domain/ids.ts';
import { streamName } from '../domain/stream.ts';
import { folds } from '../eventStore/folds.ts';
import { clinicOf } from './looking.ts';
import { type Acting, type DueEffect, defineProcess, type Issue, Postponed } from './process.ts';

/** What rows say of how people come to book. */
export interface ComingToBook {
  /** Waits a moment for the rows to hold what the log holds by now; false when they do not. */
  areUpToDate(): Promise<boolean>;
  /** The channel on which she, or whoever was merged into her, last wrote in a time; null where she did not. */
  lastWroteOn(clinic: ClinicSlug, contact: ContactId, from: Instant, to: Instant): Promise<Channel | null>;
  /** Hers and those of all who are the same person. */
  bookingsOf(clinic: ClinicSlug, contact: ContactId): Promise<readonly BookingId[]>;
}

/** Records which channel brought each booking, again when something is learnt that says otherwise: a late message, a merge, a split. */
export const attribution = (rows: ComingToBook) =>
  defineProcess({
    name: 'attribution',
    version: 1,
    reactsTo: [
      'BookingRequested',
      'PaymentAwaited',
      'BookingScheduled',
      'BookingDetailsLearnt',
      'BookingLinked',
      'BookingAbsorbed',
      'TouchRecorded',
      'ContactsMerged',
      'ContactsSplit',
    ],
    react({ event, stream, metadata: { clinic, subject } }) {
      switch (event.type) {
        case 'ContactsMerged':
          return [allOf(clinic, event.data.into)];
        case 'ContactsSplit':
          return [allOf(clinic, event.data.contact), allOf(clinic, event.data.from)];
        case 'TouchRecorded':
          return subject === null ? [] : [allOf(clinic, subject)];
        default:
          return [{ ...planned, purpose: 'attribute', about: stream }];
      }
    },
    deeds: {
      attribute: { carryOut: (effect, acting) => attribute(rows, effect.about, acting) },
      attributeAll: { carryOut: (effect, acting) => attributeAll(rows, effect, acting) },
    },
  });

const planned = { type: 'issue', version: 0, usefulUntil: null } as const;

const allOf = (clinic: ClinicSlug, contact: ContactId): Issue => ({
  ...planned,
  purpose: 'attributeAll',
  which: contact,
  about: streamName('contact', clinic, contact),
  data: { contact },
});

async function attributeAll(rows: ComingToBook, { about, data }: DueEffect, acting: Acting): Promise<void> {
  await upToDate(rows, acting);
  const clinic = clinicOf(about);
  const bookings = await rows.bookingsOf(clinic, data.contact as ContactId); // the reaction put it there
  for (const booking of bookings) await attribute(rows, streamName('booking', clinic, booking), acting);
}

async function attribute(rows: ComingToBook, stream: string, acting: Acting): Promise<void> {
  await upToDate(rows, acting);
  const clinic = clinicOf(stream);
  const appointment = appointmentOf(await acting.load(stream, folds.booking));
  if (!appointment) return;
  const { contact, madeAt } = appointment;
  const from = instantOf(new Date(Date.parse(madeAt) - defaultLookbackDays * 86_400_000));
  const lastWroteOn = await rows.lastWroteOn(clinic, contact, from, madeAt);
  await acting.issue({
    stream,
    fold: folds.booking,
    subject: contactOf,
    decide: (state) => attributeBooking({ lastWroteOn, at: acting.now }, state),
  });
}

/** What she wrote a moment ago may not stand in the rows yet. */
async function upToDate(rows: ComingToBook, { now }: Acting): Promise<void> {
  if (!(await rows.areUpToDate())) throw new Postponed(instantOf(new Date(Date.parse(now) + 250)), 'the read models are behind');
}
