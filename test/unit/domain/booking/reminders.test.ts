import { describe, expect, test } from 'vitest';
import { appointmentOf } from '../../../../src/domain/booking/appointment.ts';
import { completeBooking, confirmAttendance, markNoShow } from '../../../../src/domain/booking/attendance.ts';
import { type BookingState, evolveBooking, noBooking } from '../../../../src/domain/booking/booking.ts';
import type { BookingEvent, BookingFacts } from '../../../../src/domain/booking/events.ts';
import { planReminders, reminderFallsDue, settleReminder } from '../../../../src/domain/booking/reminders.ts';
import type { BookingId, ContactId, Instant } from '../../../../src/domain/ids.ts';
import type { Refusal } from '../../../../src/domain/refusal.ts';
import { requestVisitMessage, tellingOf } from '../../../../src/domain/visit/telling.ts';
import { decider } from '../../../support/given.ts';
import { bookingReport } from '../../../support/reports.ts';

const { given } = decider<BookingState, BookingEvent>({ initial: noBooking, evolve: evolveBooking });

// The tests name moments and people well.
const moment = (text: string): Instant => `2026-10-${text}.000Z` as Instant;
const booked = moment('05T18:22:00');
const tellBy = moment('05T18:23:00');
const start = moment('14T15:00:00');
const facts: BookingFacts = {
  ...bookingReport().details,
  at: booked,
  startsAt: start,
  kind: 'CONSULTATION',
  contact: 'keisha' as ContactId,
  matchedBy: 'PHONE',
  bookerKeys: [],
  tells: [],
  location: null,
  said: null,
};
const scheduled: BookingEvent = { type: 'BookingScheduled', data: facts };
const moved: BookingEvent = {
  type: 'BookingRescheduled',
  data: { ...facts, uid: 'uid-two', previousUid: 'uid-one', at: moment('08T12:00:00'), startsAt: moment('20T15:00:00'), reason: null },
};
const cancelled: BookingEvent = { type: 'BookingCancelled', data: { ...facts, at: moment('08T12:00:00'), reason: null, attendee: null } };
const plan = [
  { which: 'P3D', dueAt: moment('11T15:00:00') },
  { which: 'P1D', dueAt: moment('13T15:00:00') },
];
const one = { uid: 'uid-one', version: 1 };
const planned = (which: 'P3D' | 'P1D', dueAt: Instant): BookingEvent => ({
  type: 'ReminderPlanned',
  data: { ...one, at: booked, which, dueAt },
});
const threeDays = planned('P3D', moment('11T15:00:00'));
const oneDay = planned('P1D', moment('13T15:00:00'));

const events = (decided: BookingEvent[] | Refusal): BookingEvent[] => {
  if ('refused' in decided) throw new Error(decided.refused);
  return decided;
};

describe('reminders', () => {
  test('are planned for the visit as it stands', () => {
    given(scheduled)
      .when((state) => planReminders(() => plan, tellBy, booked, state))
      .yields(threeDays, oneDay);
  });

  test('are planned once', () => {
    given(scheduled, threeDays, oneDay)
      .when((state) => planReminders(() => plan, tellBy, booked, state))
      .yieldsNothing();
  });

  test('that are due before the confirmation goes out are said in it', () => {
    const at = moment('12T09:00:00');
    given(scheduled)
      .when((state) => planReminders(() => plan, at, at, state))
      .yields(
        { type: 'ReminderPlanned', data: { ...one, at, which: 'P3D', dueAt: moment('11T15:00:00') } },
        { type: 'ReminderSkipped', data: { ...one, at, which: 'P3D', reason: 'saidInConfirmation' } },
        { type: 'ReminderPlanned', data: { ...one, at, which: 'P1D', dueAt: moment('13T15:00:00') } },
      );
  });

  test('of a visit that moved are skipped, and planned for the new time', () => {
    const at = moment('08T12:00:01');
    const later = [{ which: 'P3D', dueAt: moment('17T15:00:00') }];
    given(scheduled, threeDays, oneDay, moved)
      .when((state) => planReminders(() => later, at, at, state))
      .yields(
        { type: 'ReminderSkipped', data: { ...one, at, which: 'P3D', reason: 'moved' } },
        { type: 'ReminderSkipped', data: { ...one, at, which: 'P1D', reason: 'moved' } },
        { type: 'ReminderPlanned', data: { uid: 'uid-two', version: 2, at, which: 'P3D', dueAt: moment('17T15:00:00') } },
      );
  });

  test('of a visit that is off are skipped', () => {
    const at = moment('08T12:00:01');
    given(scheduled, threeDays, cancelled)
      .when((state) => planReminders(() => plan, at, at, state))
      .yields({ type: 'ReminderSkipped', data: { ...one, at, which: 'P3D', reason: 'off' } });
  });

  test('whose visit was corrected to another hour move with it', () => {
    const at = moment('06T12:00:00');
    const corrected: BookingEvent = { type: 'BookingDetailsLearnt', data: { ...facts, at, startsAt: moment('14T18:00:00') } };
    given(scheduled, threeDays, corrected)
      .when((state) => planReminders(() => [{ which: 'P3D', dueAt: moment('11T18:00:00') }], at, at, state))
      .yields({ type: 'ReminderPlanned', data: { ...one, at, which: 'P3D', dueAt: moment('11T18:00:00') } });
    given(scheduled, threeDays, corrected, { type: 'ReminderPlanned', data: { ...one, at, which: 'P3D', dueAt: moment('11T18:00:00') } })
      // The timer that was set first.
      .when((state) => reminderFallsDue({ uid: 'uid-one', which: 'P3D', dueAt: moment('11T15:00:00') }, moment('11T15:00:00'), state))
      .yieldsNothing();
  });

  test('fall due once, and not for a version that is dead', () => {
    const due = { uid: 'uid-one', which: 'P3D', dueAt: moment('11T15:00:00') };
    const at = moment('11T15:00:00');
    given(scheduled, threeDays)
      .when((state) => reminderFallsDue(due, at, state))
      .yields({ type: 'ReminderDue', data: { ...one, at, which: 'P3D' } });
    given(scheduled, threeDays, { type: 'ReminderDue', data: { ...one, at, which: 'P3D' } })
      .when((state) => reminderFallsDue(due, at, state))
      .yieldsNothing();
    given(scheduled, threeDays, moved)
      .when((state) => reminderFallsDue(due, at, state))
      .yields({ type: 'ReminderSkipped', data: { ...one, at, which: 'P3D', reason: 'moved' } });
  });

  test('come further only, in whatever order that is told', () => {
    const at = moment('11T15:00:01');
    const sent: BookingEvent = { type: 'ReminderSent', data: { ...one, at, which: 'P3D', channel: 'WHATSAPP' } };
    const due: BookingEvent = { type: 'ReminderDue', data: { ...one, at, which: 'P3D' } };
    const inOneOrder = given(scheduled, threeDays, due, sent).state;
    expect(given(scheduled, threeDays, sent, due).state).toEqual(inOneOrder);
    expect(appointmentOf(inOneOrder)?.reminders).toMatchObject([{ which: 'P3D', status: 'SENT', channel: 'WHATSAPP', version: 1 }]);
    given(scheduled, threeDays, sent)
      .when((state) => settleReminder({ uid: 'uid-one', which: 'P3D' }, { type: 'sent', channel: 'WHATSAPP' }, at, state))
      .yieldsNothing();
    given(scheduled)
      .when((state) => settleReminder({ uid: 'uid-one', which: 'P3D' }, { type: 'sent', channel: 'WHATSAPP' }, at, state))
      .yieldsNothing();
  });

  test('and what she said go along when the booking turns out to be part of another', () => {
    const at = moment('11T15:00:01');
    const chain = { iCalUid: 'uid-zero@cal.example.com', iCalSequence: 1 };
    const part = given({ ...scheduled, data: { ...facts, ...chain } }, threeDays, {
      type: 'AttendanceConfirmed',
      data: { ...one, at },
    }).state;
    const from = '00000000-0000-4000-8000-00000000b001' as BookingId; // of a UUID's shape
    const before: BookingEvent = { type: 'BookingScheduled', data: { ...facts, ...chain, uid: 'uid-zero', iCalSequence: 0 } };
    const absorbed: BookingEvent = {
      type: 'BookingAbsorbed',
      data: { from, uids: Object.values(part.uids), locations: null, visit: part.visit },
    };
    const joined = given(before, absorbed).state;
    expect(appointmentOf(joined)).toMatchObject({
      uid: 'uid-one',
      version: 2,
      attendanceConfirmedAt: at,
      reminders: [{ which: 'P3D', status: 'PLANNED', version: 2 }],
    });
    expect(evolveBooking(joined, absorbed).visit).toEqual(joined.visit);
  });
});

describe('attendance', () => {
  const at = moment('11T15:02:00');

  test('is confirmed for the time that she was asked about', () => {
    given(scheduled)
      .when((state) => events(confirmAttendance(1, at, state)))
      .yields({ type: 'AttendanceConfirmed', data: { ...one, at } });
    expect(confirmAttendance(1, at, given(scheduled, moved).state)).toEqual({ refused: 'the visit has another time by now' });
    expect(confirmAttendance(null, at, given(scheduled, cancelled).state)).toEqual({ refused: 'the booking is cancelled, not scheduled' });
    expect(confirmAttendance(null, start, given(scheduled).state)).toEqual({ refused: 'the visit has begun already' });
  });

  test('is confirmed once, and anew for another time', () => {
    const confirmed: BookingEvent = { type: 'AttendanceConfirmed', data: { ...one, at: moment('07T12:00:00') } };
    given(scheduled, confirmed)
      .when((state) => events(confirmAttendance(1, at, state)))
      .yieldsNothing();
    expect(appointmentOf(given(scheduled, confirmed, moved).state)?.attendanceConfirmedAt).toBeNull();
  });

  test('is said by the clinic once the visit has begun, the latest word of it holds', () => {
    const after = moment('14T16:00:00');
    expect(markNoShow({ at, reason: null }, given(scheduled).state)).toEqual({ refused: 'the visit has not begun yet' });
    expect(completeBooking({ at: after, reason: null }, given(scheduled, cancelled).state)).toEqual({
      refused: 'the booking is cancelled, not scheduled',
    });
    const absent = events(markNoShow({ at: after, reason: 'no answer' }, given(scheduled).state));
    expect(appointmentOf(given(scheduled, ...absent).state)?.status).toBe('NO_SHOW');
    given(scheduled, ...absent)
      .when((state) => events(markNoShow({ at: after, reason: null }, state)))
      .yieldsNothing();
    const came = events(completeBooking({ at: moment('14T17:00:00'), reason: 'was late' }, given(scheduled, ...absent).state));
    expect(came.map(({ type }) => type)).toEqual(['BookingNoShowCleared', 'BookingCompleted']);
    expect(appointmentOf(given(scheduled, ...absent, ...came).state)?.status).toBe('COMPLETED');
    given(scheduled, ...absent, ...came)
      .when((state) => events(completeBooking({ at: after, reason: null }, state)))
      .yieldsNothing();
  });
});

describe('what she is told', () => {
  const tellings = (...history: BookingEvent[]) => {
    const appointment = appointmentOf(given(...history).state);
    return appointment && tellingOf(appointment);
  };
  const told = (uid: string, purpose: 'CONFIRMATION' | 'CANCELLED'): BookingEvent => ({
    type: 'VisitMessageRequested',
    data: { uid, version: 1, at: tellBy, purpose, asks: false },
  });

  test('is told once for each version, and that it moved only if she heard of the first time', () => {
    expect(tellings(scheduled)).toBe('CONFIRMATION');
    expect(tellings(scheduled, told('uid-one', 'CONFIRMATION'))).toBeNull();
    expect(tellings(scheduled, moved)).toBe('CONFIRMATION');
    expect(tellings(scheduled, told('uid-one', 'CONFIRMATION'), moved)).toBe('RESCHEDULED');
    expect(tellings(scheduled, told('uid-one', 'CONFIRMATION'), cancelled)).toBe('CANCELLED');
    expect(tellings(scheduled, cancelled, told('uid-one', 'CANCELLED'))).toBeNull();
    given(scheduled, told('uid-one', 'CONFIRMATION'))
      .when((state) => requestVisitMessage('CONFIRMATION', true, moment('06T12:00:00'), state))
      .yieldsNothing();
  });

  test('is nothing once the visit is over', () => {
    expect(tellings(scheduled, { type: 'BookingCompleted', data: { uid: 'uid-one', at: moment('14T15:30:00') } })).toBeNull();
  });
});
