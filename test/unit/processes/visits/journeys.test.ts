import { expect, onTestFinished, test } from 'vitest';
import { appointmentOf } from '../../../../src/domain/booking/appointment.ts';
import type { BookingId, ClinicSlug, Instant } from '../../../../src/domain/ids.ts';
import { completeBooking, confirmAttendance } from '../../../../src/eventStore/commands/attendance.ts';
import { readBooking } from '../../../../src/eventStore/commands/joinBookings.ts';
import { openReminder } from '../../../../src/eventStore/commands/openReminder.ts';
import { conversationReport, inbound } from '../../../support/conversationReports.ts';
import { everything } from '../../../support/log.ts';
import { bookingReport, rescheduled } from '../../../support/reports.ts';
import { clinicWithTemplates, type VisitStage, type VisitStageOptions, visitStage } from '../../../support/visits/visitStage.ts';

const clinic = 'oshun' as ClinicSlug; // a well-formed slug

async function stage(options: VisitStageOptions): Promise<VisitStage> {
  const opened = await visitStage(options);
  onTestFinished(() => opened.close());
  return opened;
}

const appointment = async ({ log }: VisitStage, booking: BookingId) => appointmentOf((await readBooking(log, clinic, booking)).state);

/** What became of each letter: when in Jamaica, where, as what, and its words. */
const sent = async ({ letters }: VisitStage) =>
  (await letters()).map(({ at, channel, as, text }) => [
    new Date(Date.parse(at) - 5 * 3_600_000).toISOString().slice(0, 16),
    channel,
    as,
    text,
  ]);

const place = 'Where: Suite 4, 99 Example Plaza, Kingston 10, Jamaica (https://maps.example.com/oshun-cosmetic).';
const expected =
  'A clinician listens to what you would like, looks at your skin, and tells you honestly what would help and what it costs.';
const bring = 'Please bring a photo ID and a list of any medicines you take.';
const question = 'Reply YES (or 1) if you are coming. To move the visit reply LATER, to call it off reply CANCEL.';
const changes = 'If anything changes, just answer this message.';

test('an inquiry on WhatsApp becomes a visit: confirmed, moved, reminded twice, attended, each once, on its channel and in local time', async () => {
  const here = await stage({ start: '2026-10-05T18:03:00Z' });
  const conversation = await here.chat(conversationReport({ messages: [inbound('88001')] }));
  await here.until('2026-10-05T18:22:00Z');
  const booking = await here.book(bookingReport());
  await here.until('2026-10-08T14:00:00Z');
  await here.book(rescheduled('uid-two', 'uid-one', 10, '2026-10-08T14:00:00.000Z'));
  // Her answer to the first reminder, as Karen's deterministic stage takes it.
  await here.until('2026-10-17T15:02:00Z');
  const answered = '2026-10-17T15:02:00.000Z' as Instant; // UTC with milliseconds
  const yes = inbound('88002', { at: answered, text: 'yes' });
  await here.chat(conversationReport({ at: answered, messages: [yes] }));
  const open = await openReminder(here.log, clinic, conversation, answered);
  expect(open).toMatchObject({ visit: { booking, appointment: { version: 2 } }, sentAt: '2026-10-17T15:00:00.000Z', isConfirmed: false });
  const confirmed = await confirmAttendance(here.log, clinic, booking, 2, { ...here.cause('yes'), actor: 'patient' });
  expect(confirmed).toEqual({ booking });
  await here.until('2026-10-20T16:00:00Z');
  expect(await completeBooking(here.log, clinic, booking, null, here.cause('staff'))).toEqual({ booking });
  await here.until('2026-11-20T00:00:00Z');

  expect(await sent(here)).toEqual([
    [
      '2026-10-05T13:23',
      'WHATSAPP',
      'text',
      `Hi Keisha, you are booked: Botox consultation on Wednesday 14 October at 10:00 am (Jamaica time) with Dr. Simone Campbell at Oshun Cosmetic.\n${place}\n${expected}\n${bring}\n${changes}`,
    ],
    [
      '2026-10-08T09:01',
      'WHATSAPP',
      'visit_rescheduled',
      `Hi Keisha, your Botox consultation at Oshun Cosmetic has a new time: Tuesday 20 October at 10:00 am (Jamaica time) with Dr. Simone Campbell.\n${place}\n${expected}\n${bring}\n${changes}`,
    ],
    [
      '2026-10-17T10:00',
      'WHATSAPP',
      'visit_reminder',
      `Hi Keisha, a reminder: your Botox consultation at Oshun Cosmetic is on Tuesday 20 October at 10:00 am (Jamaica time) with Dr. Simone Campbell.\n${place}\n${bring}\n${question}`,
    ],
    [
      '2026-10-19T10:00',
      'WHATSAPP',
      'visit_reminder',
      `Hi Keisha, a reminder: your Botox consultation at Oshun Cosmetic is on Tuesday 20 October at 10:00 am (Jamaica time) with Dr. Simone Campbell.\n${place}\n${bring}\nYou have told us that you are coming: see you then.`,
    ],
  ]);
  expect((await here.letters()).at(-1)?.values).toMatchObject({
    name: 'Keisha',
    procedure: 'Botox consultation',
    when: 'Tuesday 20 October at 10:00 am (Jamaica time)',
  });
  expect(await appointment(here, booking)).toMatchObject({
    status: 'COMPLETED',
    attendanceConfirmedAt: answered,
    reminders: [
      { version: 1, status: 'SKIPPED', reason: 'moved', dueAt: '2026-10-11T15:00:00.000Z' },
      { version: 1, status: 'SKIPPED', reason: 'moved', dueAt: '2026-10-13T15:00:00.000Z' },
      { version: 2, status: 'SENT', channel: 'WHATSAPP', dueAt: '2026-10-17T15:00:00.000Z' },
      { version: 2, status: 'SENT', channel: 'WHATSAPP', dueAt: '2026-10-19T15:00:00.000Z' },
    ],
  });
  expect(here.errors).toEqual([]);
});

const onInstagram = conversationReport({
  externalId: '2042',
  channel: 'INSTAGRAM',
  inbox: 32,
  address: '17841400001',
  messages: [inbound('99001')],
  person: {
    ...conversationReport().person,
    identifiers: [
      { kind: 'INSTAGRAM', value: '17841400001' },
      { kind: 'EMAIL', value: 'keisha.brown@example.com' },
    ],
  },
});

const bookedFromInstagram = bookingReport({ details: { channel: 'INSTAGRAM' } });

test('who wrote on Instagram a day ago is written to by the clinic’s next channel, on which she can be reached', async () => {
  const here = await stage({ start: '2026-10-04T12:00:00Z' });
  await here.chat({ ...onInstagram, messages: [inbound('99001', { at: '2026-10-04T12:00:00.000Z' as Instant })] });
  await here.until('2026-10-05T18:22:00Z');
  const booking = await here.book(bookedFromInstagram);
  await here.until('2026-10-14T12:00:00Z');
  expect((await sent(here)).map(([at, channel, as]) => [at, channel, as])).toEqual([
    ['2026-10-05T13:23', 'WHATSAPP', 'visit_confirmation'],
    ['2026-10-11T10:00', 'WHATSAPP', 'visit_reminder'],
    ['2026-10-13T10:00', 'WHATSAPP', 'visit_reminder'],
  ]);
  expect((await here.letters())[0]?.values.when).toBe('Wednesday 14 October at 10:00 am (Jamaica time)');
  expect((await appointment(here, booking))?.reminders.map(({ status }) => status)).toEqual(['SENT', 'SENT']);
});

test('where no other channel is left, staff are asked to, and the reminder is shown as not sent', async () => {
  const here = await stage({ start: '2026-10-04T12:00:00Z', settings: { ...clinicWithTemplates, fallbackChannels: [] } });
  await here.chat({ ...onInstagram, messages: [inbound('99001', { at: '2026-10-04T12:00:00.000Z' as Instant })] });
  await here.until('2026-10-05T18:22:00Z');
  const booking = await here.book(bookedFromInstagram);
  await here.until('2026-10-14T12:00:00Z');
  expect((await sent(here)).map(([at, channel, as]) => [at, channel, as])).toEqual([
    ['2026-10-05T13:23', null, 'staffTask'],
    ['2026-10-11T10:00', null, 'staffTask'],
    ['2026-10-13T10:00', null, 'staffTask'],
  ]);
  const tasks = (await everything(here.log)).filter(({ event }) => event.type === 'StaffTaskRaised');
  expect(tasks).toHaveLength(3);
  expect((await appointment(here, booking))?.reminders).toMatchObject([
    { status: 'SKIPPED', reason: 'leftToStaff' },
    { status: 'SKIPPED', reason: 'leftToStaff' },
  ]);
});

test('who booked directly, with an e-mail address and nothing else, is told and reminded by e-mail', async () => {
  const here = await stage({ start: '2026-10-05T18:22:00Z' });
  const booking = await here.book(
    bookingReport({
      booker: { name: 'Keisha Brown', identifiers: [{ kind: 'EMAIL', value: 'keisha.brown@example.com' }] },
      details: { channel: null },
    }),
  );
  await here.until('2026-10-15T00:00:00Z');
  expect(await sent(here)).toEqual([
    [
      '2026-10-05T13:23',
      'EMAIL',
      'text',
      `Hi Keisha, you are booked: Botox consultation on Wednesday 14 October at 10:00 am (Jamaica time) with Dr. Simone Campbell at Oshun Cosmetic.\n${place}\n${expected}\n${bring}\n${changes}`,
    ],
    ...['2026-10-11T10:00', '2026-10-13T10:00'].map((at) => [
      at,
      'EMAIL',
      'text',
      `Hi Keisha, a reminder: your Botox consultation at Oshun Cosmetic is on Wednesday 14 October at 10:00 am (Jamaica time) with Dr. Simone Campbell.\n${place}\n${bring}\n${question}`,
    ]),
  ]);
  expect((await appointment(here, booking))?.reminders.map(({ status }) => status)).toEqual(['SENT', 'SENT']);
});
