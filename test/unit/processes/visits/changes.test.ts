import { describe, expect, onTestFinished, test } from 'vitest';
import { appointmentOf } from '../../../../src/domain/booking/appointment.ts';
import type { BookingReport } from '../../../../src/domain/booking/report.ts';
import type { UidStatus } from '../../../../src/domain/booking/uidState.ts';
import type { BookingId, ClinicSlug, Instant } from '../../../../src/domain/ids.ts';
import { markNoShow } from '../../../../src/eventStore/commands/attendance.ts';
import { readBooking } from '../../../../src/eventStore/commands/joinBookings.ts';
import { openReminder } from '../../../../src/eventStore/commands/openReminder.ts';
import { conversationReport, inbound } from '../../../support/conversationReports.ts';
import { bookingReport, confirmed, rescheduled } from '../../../support/reports.ts';
import { clinicWithTemplates, type VisitStage, type VisitStageOptions, visitStage } from '../../../support/visits/visitStage.ts';

const clinic = 'oshun' as ClinicSlug; // a well-formed slug

async function stage(options: Partial<VisitStageOptions> = {}): Promise<VisitStage> {
  const opened = await visitStage({ start: '2026-10-05T18:22:00Z', ...options });
  onTestFinished(() => opened.close());
  return opened;
}

/** What Cal.com says later of the same visit. */
const then = (status: UidStatus, at: string): BookingReport =>
  bookingReport({ says: { type: 'status', status, rescheduled: false, reason: null }, details: { at: at as Instant } });

const purposes = async ({ letters }: VisitStage) => (await letters()).map(({ purpose }) => purpose);
const remindersOf = async ({ log }: VisitStage, booking: BookingId) =>
  appointmentOf((await readBooking(log, clinic, booking)).state)?.reminders;

describe('within the settle window', () => {
  test('a booking that is moved at once is confirmed once, for the time that holds', async () => {
    const here = await stage();
    await here.book(bookingReport());
    await here.until('2026-10-05T18:22:40Z');
    await here.book(rescheduled('uid-two', 'uid-one', 10, '2026-10-05T18:22:41.500Z'));
    await here.until('2026-10-06T18:00:00Z');
    expect(await here.letters()).toMatchObject([{ at: '2026-10-05T18:23:40.000Z', purpose: 'CONFIRMATION' }]);
    expect((await here.letters())[0]?.text).toContain('you are booked: Botox consultation on Tuesday 20 October at 10:00 am');
  });

  test('a booking that is cancelled at once is told as that, and as nothing else', async () => {
    const here = await stage();
    const booking = await here.book(bookingReport());
    await here.until('2026-10-05T18:22:30Z');
    await here.book(then('CANCELLED', '2026-10-05T18:22:51.000Z'));
    await here.until('2026-10-20T00:00:00Z');
    expect(await purposes(here)).toEqual(['CANCELLED']);
    expect(await remindersOf(here, booking)).toMatchObject([
      { status: 'SKIPPED', reason: 'off' },
      { status: 'SKIPPED', reason: 'off' },
    ]);
  });

  test('a body that comes again, and one that adds details, ask for nothing more', async () => {
    const here = await stage();
    await here.book(bookingReport());
    await here.until('2026-10-05T18:22:30Z');
    await here.book(bookingReport());
    await here.book(bookingReport({ details: { at: '2026-10-05T18:22:50.000Z' as Instant, practitioner: 'Dr. Ann Reid' } }));
    await here.until('2026-10-14T14:00:00Z');
    expect(await purposes(here)).toEqual(['CONFIRMATION', 'REMINDER', 'REMINDER']);
  });
});

test('each state of a booking is told once, and a no-show or the end of the visit not at all', async () => {
  const here = await stage();
  await here.book(then('REQUESTED', '2026-10-05T18:22:41.317Z'));
  await here.until('2026-10-06T14:00:00Z');
  await here.book(then('AWAITING_PAYMENT', '2026-10-06T14:00:00.000Z'));
  await here.until('2026-10-06T15:00:00Z');
  await here.book(confirmed('uid-one', '2026-10-06T15:00:00.000Z'));
  await here.until('2026-10-07T15:00:00Z');
  await here.book(then('RESCHEDULE_REQUESTED', '2026-10-07T15:00:00.000Z'));
  await here.until('2026-10-08T15:00:00Z');
  const booking = await here.book(rescheduled('uid-two', 'uid-one', 2, '2026-10-08T15:00:00.000Z'));
  await here.until('2026-10-12T16:00:00Z');
  expect(await purposes(here)).toEqual([
    'REQUESTED',
    'AWAITING_PAYMENT',
    'CONFIRMATION',
    'RESCHEDULE_REQUESTED',
    'RESCHEDULED',
    'REMINDER',
    'REMINDER',
  ]);
  await markNoShow(here.log, clinic, booking, 'did not come', here.cause('staff'));
  await here.until('2026-11-12T16:00:00Z');
  expect(await here.letters()).toHaveLength(7);
});

test('what is learnt at night is told in the morning', async () => {
  const here = await stage({ start: '2026-10-06T08:00:00Z' });
  await here.book(bookingReport({ details: { at: '2026-10-06T08:00:00.000Z' as Instant } }));
  await here.until('2026-10-07T00:00:00Z');
  // Eight in the morning, in Jamaica.
  expect(await here.letters()).toMatchObject([{ at: '2026-10-06T13:00:00.000Z', purpose: 'CONFIRMATION' }]);
});

test('a clinic’s no is told once, and nobody is reminded', async () => {
  const here = await stage();
  await here.book(then('REQUESTED', '2026-10-05T18:22:41.317Z'));
  await here.until('2026-10-05T20:00:00Z');
  await here.book(then('REJECTED', '2026-10-05T20:00:00.000Z'));
  await here.until('2026-10-20T00:00:00Z');
  expect(await purposes(here)).toEqual(['REQUESTED', 'REJECTED']);
});

test('a reminder that was due already is said in the confirmation, which asks, and a yes to that counts', async () => {
  const here = await stage({ start: '2026-10-12T14:00:00Z' });
  const said = conversationReport({ messages: [inbound('88001', { at: '2026-10-12T13:59:00.000Z' as Instant })] });
  const conversation = await here.chat(said);
  const booking = await here.book(bookingReport({ details: { at: '2026-10-12T14:00:00.000Z' as Instant } }));
  await here.until('2026-10-12T15:00:00Z');
  expect((await here.letters()).map(({ text }) => text.split('\n').at(-1))).toEqual([
    'Reply YES (or 1) if you are coming. To move the visit reply LATER, to call it off reply CANCEL.',
  ]);
  expect(await remindersOf(here, booking)).toMatchObject([{ status: 'SKIPPED', reason: 'saidInConfirmation' }, { status: 'PLANNED' }]);
  const open = (at: string) => openReminder(here.log, clinic, conversation, at as Instant);
  expect(await open('2026-10-12T14:00:30.000Z')).toBeNull();
  expect(await open('2026-10-12T15:00:00.000Z')).toMatchObject({ sentAt: '2026-10-12T14:01:00.000Z', isConfirmed: false });
  await here.book(then('CANCELLED', '2026-10-12T15:00:00.000Z'));
  expect(await open('2026-10-12T15:30:00.000Z')).toBeNull();
});

test('nobody is told of a visit that was over when it became known', async () => {
  const here = await stage({ start: '2026-10-20T12:00:00Z' });
  const booking = await here.book(bookingReport());
  await here.book(then('CANCELLED', '2026-10-06T12:00:00.000Z'));
  await here.until('2026-10-25T00:00:00Z');
  expect(await here.letters()).toEqual([]);
  expect(await remindersOf(here, booking)).toEqual([]);
});

test('what is learnt of a visit just before a reminder, or at its very time, does not lose it', async () => {
  for (const at of ['2026-10-11T14:59:30.000Z', '2026-10-11T15:00:00.000Z']) {
    const here = await stage();
    const booking = await here.book(bookingReport());
    await here.until(at);
    await here.book(bookingReport({ details: { at: at as Instant, practitioner: 'Dr. Ann Reid' } }));
    await here.until('2026-10-14T14:00:00Z');
    expect(await purposes(here)).toEqual(['CONFIRMATION', 'REMINDER', 'REMINDER']);
    expect((await remindersOf(here, booking))?.map(({ status }) => status)).toEqual(['SENT', 'SENT']);
  }
});

test('a visit that is moved while its reminder is due is not reminded of, and what was planned for it is told as skipped', async () => {
  const here = await stage();
  const booking = await here.book(bookingReport());
  await here.until('2026-10-11T14:59:59Z');
  await here.book(rescheduled('uid-two', 'uid-one', 12, '2026-10-11T14:59:59.000Z'));
  await here.until('2026-10-21T15:00:00Z');
  expect((await here.letters()).map(({ at, purpose }) => [at, purpose])).toEqual([
    ['2026-10-05T18:23:00.000Z', 'CONFIRMATION'],
    ['2026-10-11T15:00:59.000Z', 'RESCHEDULED'],
    ['2026-10-19T15:00:00.000Z', 'REMINDER'],
    ['2026-10-21T15:00:00.000Z', 'REMINDER'],
  ]);
  expect((await remindersOf(here, booking))?.map(({ status, reason }) => [status, reason])).toEqual([
    ['SKIPPED', 'moved'],
    ['SKIPPED', 'moved'],
    ['SENT', null],
    ['SENT', null],
  ]);
});

describe('follow-ups', () => {
  const wanted = { ...clinicWithTemplates, followUps: { noShow: 'P1D', noReply: 'PT4H' } };
  async function missedVisit(here: VisitStage): Promise<BookingId> {
    const booking = await here.book(bookingReport());
    await here.until('2026-10-14T16:00:00Z');
    await markNoShow(here.log, clinic, booking, null, here.cause('staff'));
    await here.until('2026-11-14T16:00:00Z');
    return booking;
  }

  test('are off unless the clinic sets them', async () => {
    const here = await stage();
    await missedVisit(here);
    expect(await purposes(here)).toEqual(['CONFIRMATION', 'REMINDER', 'REMINDER']);
  });

  test('tell her once that she was missed', async () => {
    const here = await stage({ settings: wanted });
    await missedVisit(here);
    expect((await here.letters()).at(-1)).toMatchObject({ at: '2026-10-15T16:00:00.000Z', purpose: 'FOLLOW_UP', as: 'visit_follow_up' });
    expect((await here.letters()).at(-1)?.text).toBe(
      'Hi Keisha, we missed you at Oshun Cosmetic on Wednesday 14 October.\nIf you would still like to come, choose another time here: https://cosmetic.oshunja.com/booking',
    );
    expect(await here.letters()).toHaveLength(4);
  });

  test('are not sent where she came after all', async () => {
    const here = await stage({ settings: wanted });
    const booking = await here.book(bookingReport());
    await here.until('2026-10-14T16:00:00Z');
    await markNoShow(here.log, clinic, booking, null, here.cause('staff'));
    await here.book(
      bookingReport({
        says: {
          type: 'attendance',
          marks: [{ attendee: { kind: 'EMAIL', value: 'keisha.brown@example.com' }, noShow: false }],
        },
        details: { at: '2026-10-14T17:00:00.000Z' as Instant },
      }),
    );
    await here.until('2026-11-14T16:00:00Z');
    expect(await purposes(here)).not.toContain('FOLLOW_UP');
  });

  test('ask once, after a booking link, whether she still has a question, unless she wrote again', async () => {
    const here = await stage({ settings: wanted });
    const at = '2026-10-05T18:22:00.000Z' as Instant;
    const conversation = await here.chat(conversationReport({ messages: [inbound('88001', { at })] }));
    await here.shareLink(conversation, 'From 250 US dollars. Would you like to come?');
    await here.until('2026-10-05T20:00:00Z');
    await here.chat(conversationReport({ messages: [inbound('88003', { at: '2026-10-05T20:00:00.000Z' as Instant, text: 'Perhaps' })] }));
    await here.until('2026-10-05T21:00:00Z');
    await here.shareLink(conversation, 'Take your time.');
    await here.until('2026-10-06T23:00:00Z');
    expect((await here.letters()).map((one) => [one.at, one.purpose])).toEqual([['2026-10-06T01:00:00.000Z', 'FOLLOW_UP']]);
    expect((await here.letters()).at(-1)?.text).toBe(
      'Hi Keisha, do you still have a question for Oshun Cosmetic? Just write it here. If you would like to come, choose a time here: https://cosmetic.oshunja.com/booking',
    );
    await here.shareLink(conversation, 'Are you there?');
    await here.until('2026-10-16T21:00:00Z');
    expect((await purposes(here)).filter((one) => one === 'FOLLOW_UP')).toHaveLength(1);
  });
});
