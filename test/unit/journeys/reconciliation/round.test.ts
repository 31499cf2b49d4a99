import { describe, expect, test } from 'vitest';
import type { FoundBooking } from '../../../../src/domain/calendar/foundBooking.ts';
import { type Calendar, CalendarError } from '../../../../src/domain/calendar/port.ts';
import { type ClinicSlug, type Instant, instantOf } from '../../../../src/domain/ids.ts';
import type { Compared } from '../../../../src/journeys/reconciliation/compare.ts';
import { type Marks, reconcileRound } from '../../../../src/journeys/reconciliation/round.ts';
import { inboxClinic } from '../../../../src/webhooks/inbox/clinic.ts';
import { calcomBody } from '../../../support/calcomBody.ts';
import { everything } from '../../../support/log.ts';
import { fixtureSettings, memoryClinic } from '../../../support/memoryClinic.ts';

const seenAt = '2026-10-06T12:00:00.000Z' as Instant;
const minutesBefore = (minutes: number, at: Instant = seenAt): Instant => instantOf(new Date(Date.parse(at) - minutes * 60_000));
const from: Marks = { changedSince: minutesBefore(600), overSince: minutesBefore(600) };

/** A row about a visit to come, as the calendar would have it. */
const row = (uid: string, change: Partial<FoundBooking> = {}): FoundBooking => ({
  uid,
  status: 'ACCEPTED',
  createdAt: minutesBefore(300),
  updatedAt: minutesBefore(300),
  startsAt: '2026-10-14T15:00:00.000Z' as Instant,
  endsAt: '2026-10-14T15:30:00.000Z' as Instant,
  eventType: 'botox-consultation',
  host: 'Dr. Test',
  location: 'Suite 4',
  iCalUid: null,
  rescheduledFrom: null,
  rescheduledTo: null,
  reason: null,
  attendees: [
    {
      ...{ name: `Lead ${uid}`, email: `${uid}@example.com`, timeZone: 'America/Jamaica', phone: null },
      ...{ absent: false, seat: null, responses: null, metadata: null },
    },
  ],
  responses: {},
  metadata: { channel: 'whatsapp' },
  ...change,
});

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A calendar with these rows, so many a page. `whenAsked` may change them, or fail. */
function calendarOf(rows: FoundBooking[], pageSize = 100, whenAsked: (question: number) => void = () => {}): Calendar {
  let questions = 0;
  const page = (fitting: readonly FoundBooking[], skip: number) => ({
    bookings: fitting.slice(skip, skip + pageSize),
    unreadable: [],
    isLast: skip + pageSize >= fitting.length,
    answeredAt: seenAt,
  });
  return {
    freeTimes: () => Promise.reject(new Error('nobody asks for times here')),
    async bookingsChanged({ since, skip }) {
      questions += 1;
      whenAsked(questions);
      const fitting = rows.filter(({ updatedAt }) => updatedAt >= since).sort((a, b) => compareText(a.updatedAt, b.updatedAt));
      return page(fitting, skip);
    },
    async bookingsOver({ from: start, to, skip }) {
      const fitting = rows.filter(({ startsAt, endsAt }) => startsAt >= start && endsAt !== null && endsAt <= to);
      return page(
        fitting.sort((a, b) => compareText(a.endsAt ?? '', b.endsAt ?? '')),
        skip,
      );
    },
  };
}

function stage() {
  const clinic = memoryClinic();
  const told: Compared[] = [];
  let marks = from;
  return {
    clinic,
    told,
    marks: () => marks,
    async reconcile(calendar: Calendar): Promise<Marks> {
      marks = await reconcileRound({
        log: clinic.log,
        clinic: { slug: 'oshun' as ClinicSlug, calendar, translator: inboxClinic(fixtureSettings) },
        from: marks,
        // A day behind the calendar's.
        now: () => new Date(Date.parse(seenAt) - 86_400_000),
        async onCompared(compared, reached) {
          told.push(...compared);
          marks = reached;
        },
      });
      return marks;
    },
    uids: async () => (await clinic.look()).bookings.flatMap(({ uids }) => uids).sort(),
    types: async () => (await everything(clinic.log)).map(({ event }) => event.type),
  };
}

describe('a round', () => {
  test('finds what nobody told, says so by an event, and goes on from the calendar’s clock', async () => {
    const { reconcile, uids, types, told } = stage();
    const marks = await reconcile(calendarOf([row('lost')]));
    expect(await uids()).toEqual(['lost']);
    expect(await types()).toEqual(expect.arrayContaining(['BookingDiscovered', 'BookingScheduled']));
    expect(told).toEqual([{ uid: 'lost', missed: ['BOOKING'], problem: null }]);
    expect(marks).toEqual({ changedSince: minutesBefore(300), overSince: seenAt });
  });

  test('says nothing of what was told', async () => {
    const { clinic, reconcile, types, told } = stage();
    const body = { uid: 'told', email: 'told@example.com', name: 'Lead told', createdAt: minutesBefore(299) };
    await clinic.deliver(calcomBody({ ...body, phone: '' }));
    const before = await types();
    await reconcile(calendarOf([row('told', { responses: { email: 'told@example.com' } })]));
    expect(told).toEqual([{ uid: 'told', missed: [], problem: null }]);
    expect(await types()).toEqual(before);
  });

  test('leaves alone what changed a moment ago: its webhook is on its way', async () => {
    const { reconcile, uids, marks } = stage();
    await reconcile(calendarOf([row('before', { updatedAt: minutesBefore(5) }), row('now', { updatedAt: minutesBefore(0.5) })]));
    expect(await uids()).toEqual(['before']);
    expect(marks().changedSince).toBe(minutesBefore(5));
  });

  test('loses none that moves to the end while pages are read', async () => {
    const { reconcile, uids } = stage();
    const rows = Array.from({ length: 9 }, (_, index) => row(`uid-${index}`, { updatedAt: minutesBefore(300 - index) }));
    const calendar = calendarOf(rows, 3, (question) => {
      const [first] = rows;
      if (question === 2 && first) rows[0] = { ...first, updatedAt: minutesBefore(10) };
    });
    await reconcile(calendar);
    expect(await uids()).toEqual(rows.map(({ uid }) => uid));
  });

  test('comes past a page of one moment', async () => {
    const { reconcile, uids } = stage();
    const rows = Array.from({ length: 8 }, (_, index) => row(`uid-${index}`));
    await reconcile(calendarOf(rows, 3));
    expect(await uids()).toEqual(rows.map(({ uid }) => uid));
  });

  test('goes on after an outage from where it came to', async () => {
    const { reconcile, uids, marks } = stage();
    const rows = Array.from({ length: 9 }, (_, index) => row(`uid-${index}`, { updatedAt: minutesBefore(300 - 20 * index) }));
    const failing = calendarOf(rows, 3, (question) => {
      if (question === 3) throw new CalendarError('UNAVAILABLE', 'away');
    });
    await expect(reconcile(failing)).rejects.toThrow('away');
    expect(await uids()).toEqual(['uid-0', 'uid-1', 'uid-2', 'uid-3', 'uid-4']);
    expect(marks()).toEqual({ ...from, changedSince: minutesBefore(220) });
    const again: Instant[] = [];
    const calendar = calendarOf(rows, 3);
    await reconcile({
      ...calendar,
      bookingsChanged(query) {
        again.push(query.since);
        return calendar.bookingsChanged(query);
      },
    });
    expect(again[0]).toBe(minutesBefore(230));
    expect(await uids()).toHaveLength(9);
  });

  test('names what cannot be read, and keeps no other back', async () => {
    const { reconcile, uids, told } = stage();
    const calendar = calendarOf([row('good')]);
    await reconcile({
      ...calendar,
      bookingsChanged: async (query) => ({ ...(await calendar.bookingsChanged(query)), unreadable: ['bad'] }),
    });
    expect(told).toContainEqual({ uid: 'bad', missed: [], problem: 'cannot be read' });
    expect(await uids()).toEqual(['good']);
  });

  test('takes no row that was replaced for a cancel, whether the server says so or only the newer row does', async () => {
    const { reconcile, types, clinic } = stage();
    await reconcile(
      calendarOf([
        row('one', { status: 'CANCELLED' }),
        row('two', { status: 'CANCELLED', rescheduledFrom: 'one', updatedAt: minutesBefore(200) }),
        row('three', { rescheduledFrom: 'two', updatedAt: minutesBefore(100) }),
        row('old', { status: 'CANCELLED', rescheduledTo: 'somewhere-else' }),
      ]),
    );
    expect(await types()).not.toContain('BookingCancelled');
    const [booking, ...others] = (await clinic.look()).bookings;
    expect(others).toEqual([]);
    expect(booking).toMatchObject({ uids: ['one', 'two', 'three'], status: 'SCHEDULED', version: 3 });
  });

  test('hears of a visit that is over an hour after it, and who did not come, though her row did not change', async () => {
    const { reconcile, clinic } = stage();
    const past = {
      startsAt: minutesBefore(120),
      endsAt: minutesBefore(90),
      createdAt: minutesBefore(9_000),
      updatedAt: minutesBefore(9_000),
    };
    const justOver = { ...past, endsAt: minutesBefore(30) };
    const rows = [row('came', past), row('missed', past), row('just-over', justOver)].map((one) =>
      one.uid === 'missed' ? { ...one, attendees: one.attendees.map((attendee) => ({ ...attendee, absent: true })) } : one,
    );
    await reconcile(calendarOf(rows));
    const { bookings } = await clinic.look();
    expect(Object.fromEntries(bookings.map(({ uids, status }) => [uids[0], status]))).toEqual({
      came: 'COMPLETED',
      missed: 'NO_SHOW',
      'just-over': 'SCHEDULED',
    });
  });
});
