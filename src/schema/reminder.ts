import type { Reminder as ReminderOfVisit } from '../domain/booking/appointment.ts';
import { idFrom } from '../eventStore/codec/envelope.ts';
import { reminderReason } from '../journeys/visitSentence.ts';
import type { BookingRecord } from '../projections/bookings/queries.ts';
import { Booking } from './booking.ts';
import { builder } from './builder.ts';
import { ChannelEnum } from './enums.ts';

type ReminderRecord = ReminderOfVisit & Pick<BookingRecord, 'clinic'> & { readonly booking: BookingRecord['id'] };

const ReminderStatusEnum = builder.enumType('ReminderStatus', { values: ['PLANNED', 'SENT', 'SKIPPED', 'FAILED'] as const });

const Reminder = builder.objectRef<ReminderRecord>('Reminder').implement({
  fields: (t) => ({
    id: t.id({ resolve: ({ clinic, booking, uid, which }) => idFrom('reminder', clinic, booking, uid, which) }),
    dueAt: t.field({ type: 'DateTime', resolve: ({ dueAt }) => dueAt }),
    status: t.field({
      description: 'PLANNED until it is known what became of its message.',
      type: ReminderStatusEnum,
      resolve: ({ status }) => (status === 'DUE' ? 'PLANNED' : status),
    }),
    channel: t.field({ description: 'By which it was sent.', type: ChannelEnum, nullable: true, resolve: ({ channel }) => channel }),
    appointmentVersion: t.int({ description: 'The version of the appointment that it was made for.', resolve: ({ version }) => version }),
    reason: t.string({
      description: 'Why it was not sent, or did not reach her, in words.',
      nullable: true,
      resolve: ({ reason }) => (reason === null ? null : reminderReason(reason)),
    }),
  }),
});

builder.objectFields(Booking, (t) => ({
  reminders: t.field({
    description: 'Of all versions of the appointment, in the order in which they fall due.',
    type: [Reminder],
    resolve: ({ clinic, id, appointment }) => appointment.reminders.map((one) => ({ ...one, clinic, booking: id })),
  }),
  attendanceConfirmedAt: t.field({
    description: 'When she said that she is coming, at the time that holds; null while she has not.',
    type: 'DateTime',
    nullable: true,
    resolve: ({ appointment }) => appointment.attendanceConfirmedAt,
  }),
}));
