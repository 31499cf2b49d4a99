import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BookingState } from '../../src/domain/booking/booking.ts';
import { contactOf } from '../../src/domain/booking/decide.ts';
import type { BookingEvent } from '../../src/domain/booking/events.ts';
import { planReminders, settleReminder } from '../../src/domain/booking/reminders.ts';
import { type BookingId, type ClinicSlug, type Instant, instantOf } from '../../src/domain/ids.ts';
import { requestVisitMessage } from '../../src/domain/visit/telling.ts';
import { type Cause, handle, type Log } from '../../src/eventStore/commandHandler.ts';
import { confirmAttendance } from '../../src/eventStore/commands/attendance.ts';
import { bookingStream } from '../../src/eventStore/commands/joinBookings.ts';
import { folds } from '../../src/eventStore/folds.ts';
import { createVault } from '../../src/eventStore/keys/vault.ts';
import { as, authenticateByHeaders, clinicNamed, follow, startTestApp, type TestApp } from '../support/app.ts';
import { appLog } from '../support/appLog.ts';
import { calcomBody } from '../support/calcomBody.ts';
import { fixtureSettings } from '../support/memoryClinic.ts';
import { graphql } from './gql/gql.ts';
import type { VisitChangesSubscription } from './gql/graphql.ts';

const clinic = 'oshun' as ClinicSlug; // a well-formed slug
const vault = createVault([Buffer.alloc(32, 5)]);
const headers = (role: string, clinics = 'oshun'): Record<string, string> => ({ ...as(clinics), 'x-test-roles': role });

let app: TestApp;
let log: Log;
beforeAll(async () => {
  // At Oshun's nothing is planned but by the tests; at Lotus, as the file says.
  const { settings, secrets } = clinicNamed('lotus');
  const clinicsAs = [clinicNamed('oshun'), { settings: { ...settings, reminders: fixtureSettings.reminders }, secrets }];
  app = await startTestApp({ clinicsAs, authenticate: authenticateByHeaders, vault });
  log = appLog(app.testDatabase, vault);
});
afterAll(async () => {
  await log.store.close();
  await app.close();
});

const shown = graphql(`
  query VisitShown($uid: String!) {
    booking(uid: $uid) {
      id status attendanceConfirmedAt
      reminders { id dueAt status channel appointmentVersion reason }
      history { type summary }
    }
    system { oldestUnsentReminder }
  }
`);

const changed = graphql(`
  subscription VisitChanges {
    bookingFeed { __typename ... on BookingChanged { kind booking { status attendanceConfirmedAt reminders { status } } } }
  }
`);

const noShow = graphql(`
  mutation MarkNoShow($input: BookingInput!) {
    markNoShow(input: $input) {
      __typename
      ... on BookingSuccess { booking { status } }
      ... on Error { message code }
    }
  }
`);

const complete = graphql(`
  mutation CompleteBooking($input: BookingInput!) {
    completeBooking(input: $input) {
      __typename
      ... on BookingSuccess { booking { status } }
      ... on Error { message code }
    }
  }
`);

async function look(uid: string, role = 'VIEWER', clinics = 'oshun') {
  const { data, errors } = await app.query(shown, { uid }, headers(role, clinics));
  if (!data) throw new Error(JSON.stringify(errors));
  return data;
}

async function book(uid: string, startsAt: string): Promise<{ readonly id: string; readonly booking: BookingId }> {
  await app.deliver('oshun', calcomBody({ uid, startsAt }));
  await app.settled();
  const id = (await look(uid)).booking?.id ?? '';
  const raw = Buffer.from(id, 'base64url').toString().split('.')[1];
  return { id, booking: raw as BookingId }; // `Booking:oshun.<uuid>`
}

const plannedAtLotus = async () => (await look('visit-planned', 'VIEWER', 'lotus')).booking?.reminders ?? [];

/** What was said of the visit after it was booked; what brought it is another matter. */
const aboutVisit = (history: readonly { readonly type: string; readonly summary: string }[] = []): readonly string[] =>
  history.flatMap(({ type, summary }) => (type === 'BookingScheduled' || type === 'BookingAttributed' ? [] : [summary]));

const now = (): Instant => instantOf(new Date());
let causes = 0;
const cause = (): Cause => {
  const id = `cause ${++causes}`;
  return { id, correlationId: id, actor: 'system', channel: null, occurredAt: now() };
};

/** What the processes of a visit would do. */
const act = (booking: BookingId, decide: (state: BookingState) => readonly BookingEvent[]): Promise<unknown> =>
  handle(log, {
    clinic,
    stream: bookingStream(clinic, booking),
    fold: folds.booking,
    cause: cause(),
    step: 'act',
    subject: contactOf,
    decide,
  });

test('a visit’s confirmation, a reminder that was sent and her yes are changes of the booking that its feed tells', async () => {
  const { booking } = await book('visit-ahead', '2099-10-14T15:00:00Z');
  const frames = follow<VisitChangesSubscription>(app.socket(headers('VIEWER')), { query: String(changed) });
  await frames.until((all) => all.some(({ bookingFeed }) => bookingFeed.__typename === 'FeedReady'));
  const reminder = { uid: 'visit-ahead', which: 'P3D 10:00' };
  const late = '2026-10-11T15:00:00.000Z' as Instant; // UTC with milliseconds
  await act(booking, (state) => requestVisitMessage('CONFIRMATION', false, now(), state));
  await act(booking, (state) =>
    planReminders(() => [{ which: reminder.which, dueAt: late }], '2026-10-01T00:00:00.000Z' as Instant, now(), state),
  );
  await app.settled();
  expect((await look('visit-ahead')).system.oldestUnsentReminder).toBe(late);
  expect((await look('visit-ahead', 'VIEWER', 'lotus')).system.oldestUnsentReminder).toBeNull();
  await act(booking, (state) => settleReminder(reminder, { type: 'sent', channel: 'WHATSAPP' }, now(), state));
  expect(await confirmAttendance(log, clinic, booking, 1, cause())).toEqual({ booking });
  expect(await confirmAttendance(log, clinic, booking, 1, cause())).toEqual({ booking });
  await app.settled();

  const { booking: visit, system } = await look('visit-ahead');
  expect(system.oldestUnsentReminder).toBeNull();
  expect(visit).toMatchObject({
    status: 'SCHEDULED',
    reminders: [{ dueAt: late, status: 'SENT', channel: 'WHATSAPP', appointmentVersion: 1, reason: null }],
  });
  expect(visit?.attendanceConfirmedAt).not.toBeNull();
  expect(aboutVisit(visit?.history)).toEqual([
    'She is to get the confirmation.',
    expect.stringMatching(/^A reminder is planned for Sunday,? 11 October 2026.*10:00\.$/),
    'A reminder was sent by WhatsApp.',
    'She is coming: that was confirmed.',
  ]);
  const changes = (all: readonly VisitChangesSubscription[]) =>
    all.flatMap(({ bookingFeed }) => (bookingFeed.__typename === 'BookingChanged' ? [bookingFeed] : []));
  await frames.until((all) => changes(all).some(({ booking: seen }) => seen.attendanceConfirmedAt !== null));
  const heard = changes(frames.results);
  expect(new Set(heard.map(({ kind }) => kind))).toEqual(new Set(['UPDATED']));
  expect(heard.at(-1)?.booking).toMatchObject({ attendanceConfirmedAt: visit?.attendanceConfirmedAt, reminders: [{ status: 'SENT' }] });
  frames.unsubscribe();
});

test('a booking that comes in by webhook has its reminders planned, on the clinic’s mornings', async () => {
  await app.deliver('lotus', calcomBody({ uid: 'visit-planned', startsAt: '2099-10-14T15:00:00Z' }));
  await app.settled();
  let reminders: Awaited<ReturnType<typeof plannedAtLotus>> = [];
  // The processes are on their way: each look is a round trip.
  while (reminders.length < 2) reminders = await plannedAtLotus();
  expect(reminders).toMatchObject([
    { dueAt: '2099-10-11T15:00:00.000Z', status: 'PLANNED', channel: null, appointmentVersion: 1 },
    { dueAt: '2099-10-13T15:00:00.000Z', status: 'PLANNED', channel: null, appointmentVersion: 1 },
  ]);
});

test('a reminder that is not sent says why, in words', async () => {
  const { booking } = await book('visit-told', '2099-10-15T15:00:00Z');
  const at = now();
  await act(booking, (state) => planReminders(() => [{ which: 'P3D', dueAt: at }], at, at, state));
  await app.settled();
  expect((await look('visit-told')).booking?.reminders).toMatchObject([
    { status: 'SKIPPED', channel: null, reason: 'it was due before the confirmation, which says the same' },
  ]);
});

test('staff say who came, once the visit has begun; the latest word holds, and each is told with its reason', async () => {
  const { id } = await book('visit-over', '2026-10-14T15:00:00Z');
  const { id: ahead } = await book('visit-to-come', '2099-10-16T15:00:00Z');
  const input = (bookingId: string, reason?: string) => ({ input: { bookingId, ...(reason === undefined ? {} : { reason }) } });
  expect((await app.query(noShow, input(ahead), headers('STAFF'))).data?.markNoShow).toEqual({
    __typename: 'IllegalState',
    code: 'ILLEGAL_STATE',
    message: 'the visit has not begun yet',
  });
  const absent = await app.query(noShow, input(id, 'nobody at the door'), headers('STAFF'));
  expect(absent.data?.markNoShow).toEqual({ __typename: 'BookingSuccess', booking: { status: 'NO_SHOW' } });
  const came = await app.query(complete, input(id, 'she was late'), headers('STAFF'));
  expect(came.data?.completeBooking).toEqual({ __typename: 'BookingSuccess', booking: { status: 'COMPLETED' } });
  const again = await app.query(complete, input(id), headers('STAFF'));
  expect(again.data?.completeBooking).toEqual({ __typename: 'BookingSuccess', booking: { status: 'COMPLETED' } });
  const { booking } = await look('visit-over');
  expect(aboutVisit(booking?.history)).toEqual([
    'Marked as not having come: “nobody at the door”.',
    'No longer marked as not having come: “she was late”.',
    'The time of the visit is over: “she was late”.',
  ]);
});

test('a booking of another clinic, rubbish and empty words change nothing, and who only reads may not', async () => {
  const { id } = await book('visit-guarded', '2026-10-14T16:00:00Z');
  const asked = async (bookingId: string, role: string, clinics: string, reason = 'x') =>
    app.query(noShow, { input: { bookingId, reason } }, headers(role, clinics));
  expect((await asked(id, 'STAFF', 'lotus')).data?.markNoShow).toMatchObject({ __typename: 'NotFound' });
  expect((await asked('rubbish', 'STAFF', 'oshun')).data?.markNoShow).toMatchObject({ __typename: 'NotFound' });
  expect((await asked(id, 'STAFF', 'oshun', ' ')).data?.markNoShow).toMatchObject({ __typename: 'InvalidInput' });
  expect((await asked(id, 'VIEWER', 'oshun')).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  expect((await look('visit-guarded')).booking?.status).toBe('SCHEDULED');
});
